// How a client begins: it connects, and both sides say which protocol they speak.
#pragma once

#include <cstdint>
#include <filesystem>

#include "events/outcome.h"
#include "gateway/frame_stream.h"

namespace dangol {

struct Greeted {
  FrameStream stream;
  std::uint32_t writer = 0;  // process id
};

// kNotFound: nobody listens in `dir`, or nobody who answers, or whom this process may trust.
// kOverloaded: the writer serves too many already. kUsage: it is of another version.
Result<Greeted> greet(const std::filesystem::path& dir);

}  // namespace dangol
