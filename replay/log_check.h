// Checks a log by itself: every entry, core and words against their hashes, every stream's versions
// and chain, and that recorded time never steps back. Needs no key and no index.
#pragma once

#include <cstdint>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/log_walk.h"
#include "store/event_log.h"

namespace dangol {

struct LogCheck {
  std::uint64_t records = 0;
  std::uint64_t streams = 0;
  std::uint64_t words_removed = 0;  // records whose words are gone, as forgetting leaves them
  Hash last_entry;                  // leaf hash of the last entry; zero for an empty log
  Hash tree_root;                   // of the Merkle tree over all entries (RFC 6962)
};

// kCorrupt names the first place that does not hold.
Result<LogCheck> check_log(const LogReader& log, PartitionId partition,
                           const ReadProgress& progress);

}  // namespace dangol
