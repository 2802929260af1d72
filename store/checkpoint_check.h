// Whether a log is the one that a checkpoint speaks of. Reading only; any thread.
#pragma once

#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/merkle_note.h"

namespace dangol {

// What a checkpoint would say of the log now: its size and root, as its last frame has them. Not
// computed anew.
Result<Checkpoint> current_checkpoint(EventLog& log, PartitionId partition, std::string origin);

// kCorrupt, with a sentence: the log has fewer records than the checkpoint says, or others.
Status holds(EventLog& log, PartitionId partition, const Checkpoint& said);

// The RFC 6962 proof that the log of `old_size` records is the beginning of the one of `size`. REQUIRES:
// 0 < old_size <= size <= the log's.
Result<std::vector<Hash>> proof_between(const EventLog& log, PartitionId partition,
                                        std::uint64_t old_size, std::uint64_t size);

// The same by an RFC 6962 proof from the older to the newer tree, as a witness would check it before it
// signs. REQUIRES: both are of one origin.
Status goes_on(const EventLog& log, PartitionId partition, const Checkpoint& older,
               const Checkpoint& newer);

}  // namespace dangol
