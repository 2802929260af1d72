#include "store/file_check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/metadata.h>

#include "store/file_guard.h"
#include "store/limits.h"
#include "store/rocksdb_options.h"
#include "store/store.h"

namespace dangol {

namespace {

// Files that are merged meanwhile go away; then the new ones are looked at.
constexpr int kAttempts = 5;

// Each table as a whole, against the checksum that MANIFEST has of it. Tables that an older program wrote, and those
// of what is derived, have none: then block by block, which leaves out the parts of a filter.
rocksdb::Status compare_files(rocksdb::DB& db) {
  rocksdb::Status status = db.VerifyFileChecksums(log_scan_options());
  if (!status.ok()) return status;
  std::vector<rocksdb::LiveFileMetaData> files;
  db.GetLiveFilesMetaData(&files);
  const bool all_known = std::ranges::none_of(files, [](const rocksdb::LiveFileMetaData& file) {
    return file.file_checksum == rocksdb::kUnknownFileChecksum;
  });
  return all_known ? status : db.VerifyChecksum(log_scan_options());
}

rocksdb::Status check_once(const std::filesystem::path& dir, const rocksdb::Options& options) {
  std::vector<std::string> names;
  rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(options, dir.string(), &names);
  if (!listed.ok()) return listed;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(options, dir.string(), families, &handles, &opened);
  if (!status.ok()) return status;
  const std::unique_ptr<rocksdb::DB> db(opened);
  status = compare_files(*db);
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    static_cast<void>(db->DestroyColumnFamilyHandle(handle));
  }
  return status;
}

}  // namespace

Status check_table_files(std::string_view what, const std::filesystem::path& dir,
                         rocksdb::Env* env) {
  std::error_code error;
  if (!std::filesystem::exists(dir / "CURRENT", error)) return Done{};
  rocksdb::Options options;
  options.env = guarded(env);
  options.max_open_files = kLogOpenFiles;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  // As log and vault are opened: without it RocksDB takes the write-ahead logs that they track for an error of
  // the program, and ends it.
  options.track_and_verify_wals_in_manifest = true;
  rocksdb::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    status = check_once(dir, options);
    if (status.ok()) break;
  }
  if (status.ok()) return Done{};
  return rocksdb_error(fmt::format("the files of the {} are not as they were written", what),
                       status);
}

namespace {

namespace fs = std::filesystem;

// Folders below `dir` that are databases of what is derived.
std::vector<fs::path> derived_databases(const fs::path& dir) {
  std::vector<fs::path> found;
  for (const char* top : {"derived", "heads", "projections"}) {
    std::error_code error;
    if (fs::exists(dir / top / "CURRENT", error)) found.push_back(dir / top);
  }
  std::error_code error;
  for (fs::recursive_directory_iterator at(dir / "projections", error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() == "CURRENT") found.push_back(at->path().parent_path());
  }
  return found;
}

}  // namespace

Status check_store_files(Store& store, rocksdb::Env* env) {
  const fs::path dir = store.projections().parent_path();
  for (const char* what : {"log", "vault", "checkpoints", "held"}) {
    Status whole = check_table_files(what, dir / what, env);
    if (!whole.ok()) return whole;
  }
  std::error_code error;
  if (fs::exists(dir / "held", error)) {
    auto held = store.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
  }
  for (const fs::path& derived : derived_databases(dir)) {
    const std::string name = fs::relative(derived, dir, error).string();
    const fs::path top = dir / *fs::path(name).begin();
    Status whole = check_table_files(name, derived, env);
    if (whole.ok()) continue;
    return Error{whole.error().code,
                 fmt::format("{}. No record is touched by it: delete {} while no process has the "
                             "store open, and it is made anew from the log",
                             whole.error().message, top.string())};
  }
  return Done{};
}

}  // namespace dangol
