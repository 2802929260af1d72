// Records that concern two streams: attributing a contact, merging two persons. The decider's stream
// records the intent, with a side row in the same frame; the other stream's record cites it under a
// derived id, and its frame deletes the row. A start sends again what was not yet answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/shard_batch.h"
#include "events/event.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

// The source that only Dangol itself may use.
inline constexpr std::string_view kMirrorSource = "dangol:mirror";

// What the other stream must record, if the event concerns one; nullopt otherwise. `id` is the
// event's identity in its own stream.
std::optional<SentEvent> mirror_of(const SentEvent& event, const IdToken& id);

// The side row that holds the intent of a stream's record.
std::string mirror_row_key(StreamToken stream, Version version);

// What other streams still owe, from the side rows that no frame has deleted.
Result<std::vector<Mirror>> owed_mirrors(Store& store, PartitionId partition);

}  // namespace dangol
