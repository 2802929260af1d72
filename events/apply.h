// The fold: how one record changes the state of its stream. The same function live, in recovery and
// in replay. Pure: no clock, no I/O, no position; never refuses, never throws.
#pragma once

#include <string_view>

#include "events/customer.h"

namespace dangol {

// Applies the record whose core these bytes are (canonical form, as the log holds it), as the
// stream's next version. kCorrupt: the bytes are no core; the state is then unchanged. The caller
// sets customer.chain. REQUIRES: version follows customer.version.
Result<Touched> apply_core(Customer& customer, std::string_view core, Version version,
                           const StateLimits& limits = kStateLimits);

}  // namespace dangol
