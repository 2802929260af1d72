// A writer that begins ends the access records whose time is over, and goes on ending them while it stays.
#pragma once

#include <memory>

#include "actors/engine.h"
#include "events/outcome.h"
#include "gateway/access_keeper.h"
#include "store/store.h"

namespace dangol {

// An engine on a store whose old access records have ended. What cannot end is told on standard error, and
// ends later. REQUIRES: as Engine::start; nobody else uses the store.
Result<std::unique_ptr<Engine>> start_writing(Store& store);

// Ends them from now on, until it is destroyed; before the engine.
std::unique_ptr<AccessKeeper> keep_ending_accesses(Engine& engine);

}  // namespace dangol
