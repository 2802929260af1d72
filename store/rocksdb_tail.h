// The end of the RocksDB log: where it is, and proof that it is the end. Internal to the room.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <rocksdb/db.h>

#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {

struct LogTail {
  std::optional<FrameHeader> frame;  // the last; nullopt: the log is empty
  Position size;
};

// The last header must be whole, and the records must end exactly where it says; else kCorrupt.
Result<LogTail> read_tail(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* frames,
                          rocksdb::ColumnFamilyHandle* records);

// To be asked before the log in `dir` is opened for writing, since that deletes the evidence:
// kCorrupt, and nothing changed, when the write-ahead log shows frames that can no longer be read.
// One frame more than can be read is the honest end of a process that died in a write.
Status check_for_lost_frames(const std::filesystem::path& dir, const rocksdb::DBOptions& options,
                             const std::vector<rocksdb::ColumnFamilyDescriptor>& families);

}  // namespace dangol
