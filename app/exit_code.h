// What the program's exit status says: the codes of sysexits.h.
#pragma once

#include "events/outcome.h"

namespace dangol {

enum class ExitCode : int {
  kOk = 0,
  kUsage = 64,        // the command line makes no sense
  kData = 65,         // the input is wrong
  kNoInput = 66,      // an input cannot be read, or nothing is known by that name
  kUnavailable = 69,  // the store cannot serve now
  kSoftware = 70,     // a defect, or stored data that is damaged
  kCantCreate = 73,   // an output cannot be written
  kTryLater = 75,     // not done now; the same call may work later
  kForbidden = 77,    // who asks may not do that
};

// The one mapping from an error to an exit status.
ExitCode exit_code(ErrorCode code);
// The one mapping from an event's outcome; a duplicate is success, since it stands recorded.
ExitCode exit_code(OutcomeCode code);

}  // namespace dangol
