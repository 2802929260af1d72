#include "store/rocksdb_evidence.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/wal_filter.h>

#include "store/rocksdb_options.h"

namespace dangol {
namespace {

// Keeps every batch of the write-ahead log out, and notes which of its files are needed.
class NoReplay final : public rocksdb::WalFilter {
 public:
  const char* Name() const override { return "dangol.NoReplay"; }
  void ColumnFamilyLogNumberMap(const std::map<std::uint32_t, std::uint64_t>& numbers,
                                const std::map<std::string, std::uint32_t>&) override {
    for (const auto& [family, number] : numbers) {
      first_wal = first_wal == 0 ? number : std::min(first_wal, number);
    }
  }
  WalProcessingOption LogRecordFound(unsigned long long, const std::string&,
                                     const rocksdb::WriteBatch&, rocksdb::WriteBatch*,
                                     bool*) override {
    return WalProcessingOption::kStopReplay;
  }

  std::uint64_t first_wal = 0;
};

}  // namespace

TableFiles::~TableFiles() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    static_cast<void>(db_->DestroyColumnFamilyHandle(handle));
  }
}

rocksdb::ColumnFamilyHandle* TableFiles::family(std::string_view name) const {
  return *std::find_if(handles_.begin(), handles_.end(),
                       [&](const auto* handle) { return handle->GetName() == name; });
}

Result<TableFiles> TableFiles::open(std::string_view what, const std::filesystem::path& dir,
                                    rocksdb::DBOptions options,
                                    const std::vector<rocksdb::ColumnFamilyDescriptor>& families) {
  NoReplay filter;
  options.wal_filter = &filter;
  options.create_if_missing = false;
  TableFiles files;
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::OpenForReadOnly(options, dir.string(), families, &files.handles_, &db);
  if (!opened.ok()) return opening_error(what, dir, opened);
  files.db_.reset(db);
  files.first_wal_ = filter.first_wal;
  return files;
}

Result<WalScan> check_wal(std::string_view what, const std::filesystem::path& dir,
                          const TableFiles& tables) {
  auto scan = scan_wal(dir, tables.first_wal());
  if (!scan.ok()) return scan.error();
  if (!scan.value().any_file) {
    return Error{
        ErrorCode::kCorrupt,
        fmt::format("the write-ahead log of the {} in {} is missing: what was recorded last "
                    "was in it; nothing was changed",
                    what, dir.string())};
  }
  if (scan.value().more_behind) {
    const auto& highest = scan.value().highest;
    const std::string lost =
        highest ? fmt::format(" up to frame {}, from {} on", highest->index.value(),
                              to_string(Place{PartitionId(0), highest->first}))
                : "";
    return Error{
        ErrorCode::kCorrupt,
        fmt::format("the write-ahead log of the {} is damaged in {} at byte {}, and goes on behind "
                    "the damage{}; nothing was changed",
                    what, scan.value().stop->file, scan.value().stop->offset, lost)};
  }
  return scan;
}

Error opening_error(std::string_view what, const std::filesystem::path& dir,
                    const rocksdb::Status& status) {
  Error error = rocksdb_error(fmt::format("cannot open the {} in {}", what, dir.string()), status);
  // RocksDB names the table by the extension that it tried last, an old one that nobody has.
  for (auto at = error.message.find(".ldb"); at != std::string::npos;
       at = error.message.find(".ldb")) {
    error.message.replace(at, 4, ".sst");
  }
  // A file that the database names and that is gone is damage, whatever RocksDB calls it; so is a
  // file that names what cannot be.
  if (status.IsPathNotFound() || status.IsNotFound() || status.IsInvalidArgument() ||
      status.IsNotSupported()) {
    error.code = ErrorCode::kCorrupt;
  }
  return error;
}

}  // namespace dangol
