// The part of forgetting that does it. Only for sources of actors/.
#pragma once

#include <vector>

#include "actors/forgetting.h"

namespace dangol {

// Records the erasures in one frame and finishes them. REQUIRES: as forget().
Status erase(Store& store, const std::vector<PlannedErasure>& erasures,
             const ForgetRequest& request, const Clock& clock);

}  // namespace dangol
