// Brings one stream into memory: its token, keys and settled state.
#pragma once

#include <string>

#include "actors/loader.h"
#include "actors/stream_writer.h"
#include "store/store.h"

namespace dangol {

// A subject never seen before gets a token, and an empty state. Thread-safe; reads the disk.
LoadedStream load_stream(Store& store, StreamWriter::Shared& shared, const std::string& subject);

// Where a partition's log ends.
struct StoredTail {
  Position size;
  Micros last_recorded;  // 0 for an empty log
};
Result<StoredTail> read_tail(EventLog& log, PartitionId partition);

}  // namespace dangol
