// How read models reach the store, which a running engine may open again at any moment.
#pragma once

#include <functional>

#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

// Runs a short piece of reading on an open store: directly, or as Engine::read does. Thread-safe.
using WithStore = std::function<Status(const std::function<Status(Store&)>&)>;

}  // namespace dangol
