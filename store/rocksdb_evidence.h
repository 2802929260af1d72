// What a database's files show before it is opened for writing, since that deletes the evidence of
// what was lost: RocksDB opens without a word after one damaged byte in its write-ahead log, and
// when the log's newest file is gone. Internal to the room.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include <rocksdb/db.h>

#include "events/outcome.h"
#include "store/wal_scan.h"

namespace dangol {

// Read-only, and only what stands in table files: nothing of the write-ahead log is replayed.
class TableFiles {
 public:
  ~TableFiles();
  TableFiles(TableFiles&&) = default;
  TableFiles& operator=(TableFiles&&) = delete;
  rocksdb::DB& db() const { return *db_; }
  // REQUIRES: `name` is one of the families it was opened with.
  rocksdb::ColumnFamilyHandle* family(std::string_view name) const;
  // The number of the oldest file of the write-ahead log that is still needed.
  std::uint64_t first_wal() const { return first_wal_; }

  static Result<TableFiles> open(std::string_view what, const std::filesystem::path& dir,
                                 rocksdb::DBOptions options,
                                 const std::vector<rocksdb::ColumnFamilyDescriptor>& families);

 private:
  TableFiles() = default;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::uint64_t first_wal_ = 0;
};

// The needed part of the write-ahead log. kCorrupt, and nothing changed, when it is absent, though
// every database that was ever open has one, or damaged in front of what was written later. `what`
// names the database: "log", "vault".
Result<WalScan> check_wal(std::string_view what, const std::filesystem::path& dir,
                          const TableFiles& tables);

// The sentence for a database that cannot be opened, with what is damaged or lost.
Error opening_error(std::string_view what, const std::filesystem::path& dir,
                    const rocksdb::Status& status);

}  // namespace dangol
