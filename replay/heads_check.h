// Makes the map of heads anew from the entries alone, and holds it against every root that the log
// records: so no root can leave a record, or a person, out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/log_walk.h"
#include "store/event_log.h"
#include "store/head_keeper.h"

namespace dangol {

// A record of the map, and where it stands.
struct HeadsAt {
  Position position;
  HeadKeeper::Map map;
};

struct HeadsChecked {
  std::uint64_t heads = 0;      // records of the map that hold
  std::optional<HeadsAt> last;  // the newest one; nullopt: there is none
};

// Reads every record of the log, and each entry once more. kCorrupt names the first place that does not
// hold. Memory: some 130 bytes a stream.
Result<HeadsChecked> check_heads(const LogReader& log, PartitionId partition,
                                 const ReadProgress& progress);

// The map of the first `size` records, for proofs as of then. The keeper reads `leaves` as long as it
// lives.
Status make_heads(const LogReader& log, PartitionId partition, std::uint64_t size,
                  HeadKeeper& keeper);

}  // namespace dangol
