// Going on from an older copy of a store: what was erased since is erased again, and the log gets another
// name, because no name may ever have two histories.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "events/clock.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct Restored {
  std::string origin_before;
  std::uint64_t size_before =
      0;  // records of the last checkpoint that is known; 0: none was signed
  std::string origin;
  std::uint64_t size = 0;      // records now
  std::uint64_t erasures = 0;  // made again
};

struct RestoreOptions {
  std::string origin;                 // the log's new name; empty: a random one
  std::filesystem::path signing_key;  // file of the old name's keys, put aside; empty: none
};

// Marks the store first (store/restore_mark.h): from then on, and until all is done, nobody but restore()
// opens it, and a restore that was cut short is finished by the next one, under the name that it had
// begun with unless another is asked for. kUsage, and nothing is done: there is no anchor, or the
// origin cannot be one, or is the old one. REQUIRES: the store was opened with BehindAnchor::kOpen;
// nobody else uses it.
Result<Restored> restore(Store& store, const RestoreOptions& options, const Clock& clock);

}  // namespace dangol
