#include "store/rocksdb_words.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include "store/format.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

using Positions = std::shared_ptr<const std::vector<Position>>;

class LeaveOut final : public rocksdb::CompactionFilter {
 public:
  explicit LeaveOut(Positions removed) : removed_(std::move(removed)) {}
  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice&, std::string*,
              bool*) const override {
    if (key.size() != format::kPositionKeyBytes) return false;
    return std::binary_search(removed_->begin(), removed_->end(),
                              Position(format::read_u64(key.data())));
  }
  const char* Name() const override { return "dangol.words"; }

 private:
  const Positions removed_;
};

// The highest key of the files whose keys span this one; nullopt: no file can hold it.
std::optional<std::string> end_of_files_with(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                                             const std::string& key) {
  rocksdb::ColumnFamilyMetaData files;
  db.GetColumnFamilyMetaData(family, &files);
  std::optional<std::string> end;
  for (const rocksdb::LevelMetaData& level : files.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      if (key < file.smallestkey || key > file.largestkey) continue;
      if (!end || *end > file.largestkey) end = file.largestkey;
    }
  }
  return end;
}

}  // namespace

Status WordsRemoval::remove(rocksdb::DB& db,
                            const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                            rocksdb::ColumnFamilyHandle* words,
                            const std::vector<Position>& positions) {
  auto flushed = db.Flush(rocksdb::FlushOptions(), families);
  if (!flushed.ok())
    return rocksdb_error("cannot write the log's newest records to a table", flushed);
  set(std::make_shared<const std::vector<Position>>(positions));
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  rocksdb::Status status;
  // One round a file that holds some of them: it takes out all that the file has.
  for (auto next = positions.begin(); next != positions.end() && status.ok();) {
    const std::string first = format::position_key(*next);
    const auto end = end_of_files_with(db, words, first);
    const auto behind =
        end ? std::upper_bound(next, positions.end(), Position(format::read_u64(end->data())))
            : std::next(next);
    if (end) {
      const std::string last = format::position_key(*std::prev(behind));
      const rocksdb::Slice from(first), to(last);
      status = db.CompactRange(how, words, &from, &to);
    }
    next = behind;
  }
  set(nullptr);
  if (!status.ok()) return rocksdb_error("cannot remove words from the log", status);
  // Files that were replaced are deleted by RocksDB's threads, sooner or later: now.
  auto deleted = db.EnableFileDeletions(true);
  if (!deleted.ok()) return rocksdb_error("cannot delete files of the log", deleted);
  std::string value;
  for (Position position : positions) {
    auto found = db.Get({}, words, format::position_key(position), &value);
    if (found.IsNotFound()) continue;
    if (!found.ok()) return rocksdb_error("cannot read the words that were removed", found);
    return Error{ErrorCode::kUnavailable, "words that were to be removed are still in the log"};
  }
  return Done{};
}

std::unique_ptr<rocksdb::CompactionFilter> WordsRemoval::CreateCompactionFilter(
    const rocksdb::CompactionFilter::Context&) {
  const std::lock_guard lock(mutex_);
  if (!removed_) return nullptr;
  return std::make_unique<LeaveOut>(removed_);
}

void WordsRemoval::set(Positions removed) {
  const std::lock_guard lock(mutex_);
  removed_ = std::move(removed);
}

}  // namespace dangol
