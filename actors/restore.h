// Going on from an older copy of a store: what was erased since is erased again, and the log gets another
// name, because no name may ever have two histories.
#pragma once

#include <cstdint>
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

// `origin` empty: a random one. Each step may be repeated: until the last, the store is refused to
// everybody but restore(). kUsage, and nothing is done: there is no anchor, or the origin cannot be
// one, or is the old one. REQUIRES: the store was opened with BehindAnchor::kOpen; nobody else uses it.
Result<Restored> restore(Store& store, std::string origin, const Clock& clock);

}  // namespace dangol
