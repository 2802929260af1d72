// The log of one partition in RocksDB: a frame is one synced batch, its header the batch's first
// row.
//
// A write that fails leaves the log unknown: append() says so once and refuses everything after it;
// close this object and open the directory again to learn what was stored. Several processes are
// kept apart by the data directory's lock (store/data_dir.h), which must be held.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/data_dir.h"
#include "store/event_log.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace dangol {

class TailMarkFile;
class WordsRemoval;

struct RocksDbLogOptions {
  Missing missing = Missing::kCreate;  // what to do when there is no log yet
  rocksdb::Env* env = nullptr;         // nullptr: the system's; must outlive the log
  // The file of the last acknowledged frame (store/tail_mark.h); empty: none is kept.
  std::filesystem::path mark = {};
};

// Thread-safe, but for what EventLog says of append(), which blocks until the frame is on disk and
// answers before it returns.
class RocksDbLog final : public EventLog {
 public:
  // Opens, or creates, the log in `dir`, and checks that its end is whole. kCorrupt when records
  // are missing that once were stored, with the place; kNotFound when there is none and `missing`
  // is kRefuse; kUsage when a newer program wrote it.
  static Result<std::unique_ptr<RocksDbLog>> open(const std::filesystem::path& dir,
                                                  RocksDbLogOptions options = {});
  ~RocksDbLog() override;
  RocksDbLog(const RocksDbLog&) = delete;
  RocksDbLog& operator=(const RocksDbLog&) = delete;

  // The highest vault_syncs of any frame that is stored: the vault beside this log must have as many.
  std::uint64_t vault_syncs() const;

  Promises promises() const override;
  Result<Claim> claim(PartitionId partition) override;
  void append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) override;
  Status remove_words(const Claim& claim, const std::vector<Position>& positions) override;
  void give_back() override;
  Result<std::optional<FrameHeader>> resolve(PartitionId partition) override;
  Result<Position> size(PartitionId partition) const override;
  std::unique_ptr<LogCursor> read(Place from, ReadWords words) const override;
  Result<std::vector<LogRecord>> get(PartitionId partition, const std::vector<Position>& positions,
                                     ReadWords words) const override;
  Result<std::string> tile(PartitionId partition, TileName name) const override;
  Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                          std::size_t limit) const override;
  Result<std::vector<SideRow>> side_rows_behind(PartitionId partition, std::string_view prefix,
                                                std::string_view after,
                                                std::size_t limit) const override;

 private:
  friend class RocksDbCursor;
  // In the order of format::kLogFamilies.
  enum Family : std::uint8_t { kDefault, kLog, kWords, kTiles, kAlarms, kFrames, kMeta };

  RocksDbLog();
  Status load_meta();
  Result<std::optional<std::uint64_t>> read_number(std::string_view row);
  void mark_tail();
  Append append_locked(const Claim& claim, const Frame& frame);
  void fill_batch(const Frame& frame, const FrameHeader& header);
  Result<std::vector<LogRecord>> get_checked(const std::vector<Position>& positions,
                                             ReadWords words) const;

  const std::shared_ptr<WordsRemoval> removal_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;

  mutable std::mutex mutex_;                    // guards writing and what follows
  std::unique_ptr<rocksdb::WriteBatch> batch_;  // kept for its memory
  Epoch epoch_;
  std::uint64_t vault_syncs_ = 0;
  bool broken_ = false;  // a write failed: nothing more is written by this object
  std::optional<FrameHeader> tail_;
  std::unique_ptr<TailMarkFile> mark_;

  std::atomic<std::uint64_t> size_{0};  // records on disk; written under the mutex
};

}  // namespace dangol
