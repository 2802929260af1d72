// Sends a load to a server over HTTP, and tells how it fared.
#pragma once

#include "app/load/load_plan.h"

namespace dangol {

// kUnavailable: nobody listens there. kUsage: the plan makes no sense, or has feeds.
Result<LoadResult> run_load(const LoadPlan& plan);

}  // namespace dangol
