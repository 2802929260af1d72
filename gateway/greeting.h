// How a client begins: it connects, and both sides say which protocol they speak.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "events/outcome.h"
#include "gateway/frame_stream.h"
#include "gateway/limits.h"

namespace dangol {

struct Greeted {
  FrameStream stream;
  std::uint32_t writer = 0;  // process id
};

// kNotFound: nobody listens in `dir`, or nobody who answers in time, or whom this process may trust.
// kOverloaded: the writer serves too many already. kUsage: it is of another version.
Result<Greeted> greet(const std::filesystem::path& dir,
                      std::chrono::milliseconds hello_timeout = kHelloTimeout);

}  // namespace dangol
