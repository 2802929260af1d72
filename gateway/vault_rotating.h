// Making the keys of the vaults anew, as somebody asks for it, and what the log says of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct RotateAsking {
  bool vault = true;  // that of names and keys
  bool held = true;   // that of what a law keeps, where there is one
  bool json = false;  // one object a vault instead of lines for a person
};

// Rotates, one vault after the other; what the log says of it stands there on return. kNotFound: only the
// vault apart is asked for, and there is none. kUsage, and nothing is done: a key file is not there or not
// the vault's. Not inside Engine::read.
Result<std::string> rotate_and_tell(Engine& engine, const RotateAsking& asked);

// Rotations of the vault that the log does not tell of yet, since a process ended before it said so: told
// on return. The vault apart is left to who has its key. Costs one look into the vault. Not inside
// Engine::read.
Status tell_rotation(Engine& engine);

}  // namespace dangol
