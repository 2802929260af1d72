// The database of what can be rebuilt from the log: the stream index and the snapshots. Nothing in
// it is synced for its own sake, and the whole folder may be deleted while nobody has the store
// open.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
}  // namespace rocksdb

namespace dangol {

// Thread-safe, but for clear_index(). StreamIndex and Snapshots must not outlive it.
class DerivedDb {
 public:
  // A folder that is absent, damaged or of another format is made anew, empty.
  // `env`: nullptr, or the files it lies on, which outlive it.
  static Result<std::unique_ptr<DerivedDb>> open(const std::filesystem::path& dir,
                                                 rocksdb::Env* env = nullptr);
  ~DerivedDb();
  DerivedDb(const DerivedDb&) = delete;
  DerivedDb& operator=(const DerivedDb&) = delete;

  // For the sources of store/ only.
  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* index() const { return index_; }
  rocksdb::ColumnFamilyHandle* snapshots() const { return snapshots_; }
  // Where files are written before they are ingested; the same file system.
  std::filesystem::path staging() const { return dir_ / "staging"; }
  // As EventLog::give_back().
  void give_back() const;
  // Forgets every row of the index. REQUIRES: no other thread uses the index.
  Status clear_index();

  // What a failed read or write of one family means to a caller. Damage is noted on disk, and the
  // family is made anew, empty, when the database is opened next.
  enum class Family : std::uint8_t { kIndex, kSnapshots };
  Error failed(Family family, std::string_view what, const rocksdb::Status& status) const;
  // The same for a row that is whole to RocksDB and makes no sense.
  Error damaged(Family family, std::string what) const;
  // The index has met damage: what it answers from now on is incomplete, until it is opened again.
  bool index_is_damaged() const { return index_is_damaged_.load(std::memory_order_relaxed); }

 private:
  DerivedDb(std::filesystem::path dir, rocksdb::Env* env);
  Status open_once();
  Status make_anew(rocksdb::ColumnFamilyHandle*& family, const char* name);
  Status mend();
  std::filesystem::path note_of(Family family) const;

  const std::filesystem::path dir_;
  rocksdb::Env* const env_;
  std::unique_ptr<rocksdb::DB> db_;
  mutable std::atomic<bool> index_is_damaged_ = false;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  rocksdb::ColumnFamilyHandle* index_ = nullptr;
  rocksdb::ColumnFamilyHandle* snapshots_ = nullptr;
};

}  // namespace dangol
