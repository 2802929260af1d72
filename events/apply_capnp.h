// The fold over a Cap'n Proto reader, for callers that have one. Only for .cc files to include.
#pragma once

#include "events/apply.h"
#include "events/record.capnp.h"

namespace dangol {

// As apply_core. REQUIRES: the event has a type; the reader's bytes were checked (KJ exceptions of
// a damaged message pass through).
Touched apply(Customer& customer, const schema::Core::Reader& core, Version version,
              const StateLimits& limits = kStateLimits);

}  // namespace dangol
