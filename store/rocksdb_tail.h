// The end of the RocksDB log: where it is, and proof that it is the end. Internal to the room.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <rocksdb/db.h>

#include "events/outcome.h"
#include "store/event_log.h"
#include "store/tail_mark.h"

namespace dangol {

struct LogTail {
  std::optional<FrameHeader> frame;  // the last; nullopt: the log is empty
  Position size;
};

// The last header must be whole, and the records must end exactly where it says; else kCorrupt.
Result<LogTail> read_tail(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* frames,
                          rocksdb::ColumnFamilyHandle* records);

// The headers of frames from `from` on, in order, at most `limit`. kCorrupt: one is missing between them,
// or damaged.
Result<std::vector<FrameHeader>> read_frames(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* frames,
                                             FrameIndex from, std::size_t limit);

// To be asked before the log in `dir` is opened for writing, since that deletes the evidence.
// kCorrupt, with the place and nothing changed, when frames are missing that once were stored: the
// table files and the whole of the write-ahead log must show every frame from the first to the one
// that `mark` names at least. A torn frame at the very end is the honest end of a process that died
// in a write.
Status check_for_lost_frames(const std::filesystem::path& dir, const rocksdb::DBOptions& options,
                             const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                             const std::optional<TailMark>& mark);

// The same for a log that lacks families, as one does whose creation was cut short: such a log holds nothing yet.
// kCorrupt, with nothing changed: there is a trace of a frame, so the list of its files is what was cut short.
Status check_for_lost_families(const std::filesystem::path& dir,
                               const std::optional<TailMark>& mark);

}  // namespace dangol
