// Sends a load to a server over RPC, by the C++ client, and tells how it fared.
#pragma once

#include "app/load/load_plan.h"

namespace dangol {

// As run_load. Senders are threads that share the plan's `threads` clients, so what several send at once shares
// requests as it does for any program.
Result<LoadResult> run_rpc_load(const LoadPlan& plan);

}  // namespace dangol
