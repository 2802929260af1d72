// A port of this machine, listened on.
#pragma once

#include <cstdint>
#include <string_view>

#include "events/outcome.h"
#include "store/descriptor.h"

namespace dangol {

struct Listener {
  Descriptor socket;  // does not block
  std::uint16_t port = 0;
  bool loopback = false;  // only processes of this machine reach it
};

// `127.0.0.1:7379`, `[::1]:7379`, `*:7379` (every address), a name; port 0: any that is free.
// kUsage: no such address; kUnavailable: it cannot be had, with the reason.
Result<Listener> listen_on(std::string_view address);

}  // namespace dangol
