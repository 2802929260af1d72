// What is due with the vaults: erasures that are not final yet, and words whose law is over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct VaultHealth {
  // Streams that were erased and whose keys an older copy of a vault still has, under today's
  // key-encryption key.
  std::uint64_t fenced = 0;
  Micros fenced_since;  // the first of them; of 0 streams: nothing
  Micros fenced_until;  // by when the policy `erasure.days` wants them to be final
  // Streams of which a law keeps words, and those of them where some of it is over.
  std::uint64_t held = 0;
  std::uint64_t held_over = 0;
  bool operator==(const VaultHealth&) const = default;
};

// REQUIRES: Engine::read, or the store to itself.
Result<VaultHealth> look_at_vaults(Store& store, Micros now);

// A sentence for each thing that should have been done before `now`; none when all is well.
std::vector<std::string> vault_alarms(const VaultHealth& health, Micros now);

}  // namespace dangol
