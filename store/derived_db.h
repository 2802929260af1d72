// The database of what can be rebuilt from the log: the stream index and the snapshots. Nothing in
// it is synced for its own sake, and the whole folder may be deleted while nobody has the store
// open.
#pragma once

#include <filesystem>
#include <memory>

#include "events/outcome.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
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
  // Forgets every row of the index. REQUIRES: no other thread uses the index.
  Status clear_index();

 private:
  DerivedDb(std::filesystem::path dir, rocksdb::Env* env);
  Status open_once();

  const std::filesystem::path dir_;
  rocksdb::Env* const env_;
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  rocksdb::ColumnFamilyHandle* index_ = nullptr;
  rocksdb::ColumnFamilyHandle* snapshots_ = nullptr;
};

}  // namespace dangol
