// The part of forgetting that does it. Only for sources of actors/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "actors/forgetting.h"

namespace dangol {

// Holds that end with a stream's erasure, each by the id that its sender gave.
using EndedHolds = std::map<StreamToken, std::vector<std::string>>;

// Records the erasures in one frame, after the ends of these holds, and finishes them. REQUIRES: as
// forget().
Status erase(Store& store, const std::vector<PlannedErasure>& erasures,
             const ForgetRequest& request, const Clock& clock, const EndedHolds& ended = {});

}  // namespace dangol
