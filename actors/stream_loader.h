// Brings streams into memory: their tokens, keys and settled states.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actors/loader.h"
#include "actors/stream_writer.h"
#include "store/store.h"

namespace dangol {

// One answer a subject, in the order asked; what is wrong with one stream is that stream's error
// alone. A subject never seen before gets a token, and an empty state. A subject may be asked for
// once. Thread-safe; reads the disk, each database once for kStreamsAtOnce streams.
std::vector<LoadedStream> load_streams(Store& store, StreamWriter::Shared& shared,
                                       std::span<const std::string> subjects);
LoadedStream load_stream(Store& store, StreamWriter::Shared& shared, const std::string& subject);

// Where a partition's log ends.
struct StoredTail {
  Position size;
  Micros last_recorded;  // 0 for an empty log
};
Result<StoredTail> read_tail(EventLog& log, PartitionId partition);

}  // namespace dangol
