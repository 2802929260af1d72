// Whether a store lacks what its anchor says was erased: then it is a copy from before.
#pragma once

#include <vector>

#include "events/outcome.h"
#include "store/anchor.h"

namespace dangol {

class Store;

// The anchor's erasures that this store did not make: a name, a key or a word is
// still there, or a law keeps more of it than was left. Empty
// without an anchor. Costs a look into the vault an erasure, and a record a version of single ones.
Result<std::vector<AnchoredErasure>> lacking_erasures(Store& store);

}  // namespace dangol
