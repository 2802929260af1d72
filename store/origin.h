// The origin: the name of a log, under which its checkpoints are signed. It never changes, but when a
// store is restored: a log must not sign two histories under one name.
#pragma once

#include <string>
#include <string_view>

#include "events/outcome.h"
#include "events/sealing_seams.h"

namespace dangol {

// What a new log is to be called; nothing said: a random name.
struct Naming {
  std::string origin;
  Entropy* entropy = nullptr;  // nullptr: the operating system's
};

// kUsage, with the reason: the text cannot be an origin. It is a URL without its scheme, as C2SP
// tlog-checkpoint says: no spaces, no `+`, no `://`, at most kMaxOriginBytes.
Status check_origin(std::string_view origin);

// The name that `naming` gives: `dangol.invalid/<32 hex digits>` when it says none. A name below
// .invalid never resolves (RFC 6761), so it never says that it is somebody's.
Result<std::string> name_log(const Naming& naming);

}  // namespace dangol
