// How services reach the store of a running writer, and record what they show.
#pragma once

#include "actors/engine.h"
#include "gateway/disclosure.h"
#include "replay/with_store.h"

namespace dangol {

// As Engine::read. `engine` outlives what is given, here and below.
WithStore store_of(Engine& engine);
// As record_disclosures.
Disclose disclose_to(Engine& engine);

}  // namespace dangol
