// A walk over a partition's log from its start to its end, an entry at a time.
#pragma once

#include <cstdint>
#include <functional>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "store/event_log.h"

namespace dangol {

// Told the number of records read so far, now and then.
using ReadProgress = std::function<void(std::uint64_t records)>;

// Calls `take` with each record, its words included, and its decoded entry. The first error, of the
// log, an entry or `take`, ends the walk; those of the latter two get the record's place.
Status walk_log(const LogReader& log, PartitionId partition, const ReadProgress& progress,
                const std::function<Status(const LogCursor::Item&, const Entry&)>& take);

}  // namespace dangol
