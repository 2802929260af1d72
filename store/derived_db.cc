#include "store/derived_db.h"

#include <fstream>
#include <utility>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "store/descriptor.h"
#include "store/format.h"
#include "store/limits.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

constexpr double kFilterBits = 12;  // a key: one look-up in 300 of what is not there asks the file
constexpr int kNever = 1 << 20;

rocksdb::DBOptions derived_options(rocksdb::Env* env) {
  rocksdb::DBOptions options = disposable_db_options(env, kDerivedOpenFiles);
  options.create_missing_column_families = true;
  return options;
}

// Only rows that are looked for by stream have a prefix: ids, of which there are as many, are looked
// for by their whole key.
class StreamPrefix final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "dangol.StreamPrefix"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), format::kIndexPrefixBytes};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() >= format::kIndexPrefixBytes && key[0] == 'p';
  }
};

rocksdb::BlockBasedTableOptions table_options(std::size_t cache_bytes) {
  auto table = bounded_table_options(cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBits));
  table.whole_key_filtering = true;
  return table;
}

// One sorted file a window comes in, each over the whole range of tokens, so that a look-up asks every
// file there is. As soon as there are kIndexRuns they are merged by size: look-ups stay flat as the
// log grows, at the price of writing each row about once more for every kIndexRuns-fold growth.
rocksdb::ColumnFamilyOptions index_options() {
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kNoCompression;  // tokens are random
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compaction_options_universal.size_ratio = 10;
  // No row is ever written twice: merging all for room's sake would gain none.
  options.compaction_options_universal.max_size_amplification_percent = kNever;
  options.level0_file_num_compaction_trigger = kIndexRuns;
  options.level0_slowdown_writes_trigger = kNever;
  options.level0_stop_writes_trigger = kNever;
  options.soft_pending_compaction_bytes_limit = 0;
  options.hard_pending_compaction_bytes_limit = 0;
  options.target_file_size_base = 256 << 20;
  options.prefix_extractor = std::make_shared<StreamPrefix>();
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(kIndexCacheBytes)));
  return options;
}

rocksdb::ColumnFamilyOptions snapshot_options() {
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(
      rocksdb::NewBlockBasedTableFactory(table_options(kSnapshotCacheBytes)));
  return options;
}

}  // namespace

DerivedDb::DerivedDb(std::filesystem::path dir, rocksdb::Env* env)
    : dir_(std::move(dir)), env_(env) {}

Result<std::unique_ptr<DerivedDb>> DerivedDb::open(const std::filesystem::path& dir,
                                                   rocksdb::Env* env) {
  std::unique_ptr<DerivedDb> derived(new DerivedDb(dir, env));
  Status status = derived->open_once();
  std::error_code error;
  if (!status.ok() && status.error().code == ErrorCode::kCorrupt) {
    std::filesystem::remove_all(dir, error);
    if (error) return io_error("prepare", dir, error.value());
    status = derived->open_once();
  }
  if (status.ok()) status = derived->mend();
  if (!status.ok()) return status.error();
  std::filesystem::remove_all(derived->staging(), error);
  if (!error) std::filesystem::create_directories(derived->staging(), error);
  if (error) return io_error("prepare", derived->staging(), error.value());
  return derived;
}

// kCorrupt: to be made anew.
Status DerivedDb::open_once() {
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  if (error) return io_error("prepare", dir_, error.value());
  std::vector<rocksdb::ColumnFamilyDescriptor> families{
      {rocksdb::kDefaultColumnFamilyName, {}},
      {format::kIndexFamily, index_options()},
      {format::kSnapshotsFamily, snapshot_options()}};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::Open(derived_options(env_), dir_.string(), families, &handles, &db);
  if (!opened.ok()) {
    return opening_error("derived database", dir_, opened);  // families unknown to us, too
  }
  db_.reset(db);
  default_ = handles[0];
  index_ = handles[1];
  snapshots_ = handles[2];
  return Done{};
}

DerivedDb::~DerivedDb() {
  for (rocksdb::ColumnFamilyHandle* family : {default_, index_, snapshots_}) {
    if (family != nullptr) static_cast<void>(db_->DestroyColumnFamilyHandle(family));
  }
  if (db_) static_cast<void>(db_->Close());
}

void DerivedDb::give_back() const {
  for (rocksdb::ColumnFamilyHandle* family : {index_, snapshots_}) {
    dangol::give_back(*db_, {family});
  }
}

Status DerivedDb::clear_index() {
  Status made = make_anew(index_, format::kIndexFamily);
  if (!made.ok()) return made;
  std::error_code ignored;
  std::filesystem::remove(note_of(Family::kIndex), ignored);
  index_is_damaged_ = false;
  return Done{};
}

Status DerivedDb::make_anew(rocksdb::ColumnFamilyHandle*& family, const char* name) {
  auto status = db_->DropColumnFamily(family);
  if (!status.ok()) return rocksdb_error(std::string("cannot drop the family ") + name, status);
  static_cast<void>(db_->DestroyColumnFamilyHandle(family));
  family = nullptr;
  const bool is_index = &family == &index_;
  status = db_->CreateColumnFamily(is_index ? index_options() : snapshot_options(), name, &family);
  if (!status.ok()) return rocksdb_error(std::string("cannot create the family ") + name, status);
  return Done{};
}

// Makes anew what was noted as damaged.
Status DerivedDb::mend() {
  for (const Family family : {Family::kIndex, Family::kSnapshots}) {
    const std::filesystem::path note = note_of(family);
    std::error_code error;
    if (!std::filesystem::exists(note, error)) continue;
    Status made =
        family == Family::kIndex ? clear_index() : make_anew(snapshots_, format::kSnapshotsFamily);
    if (!made.ok()) return made;
    std::filesystem::remove(note, error);
  }
  return Done{};
}

std::filesystem::path DerivedDb::note_of(Family family) const {
  return dir_ / (family == Family::kIndex ? "damaged-index" : "damaged-snapshots");
}

Error DerivedDb::failed(Family family, std::string_view what, const rocksdb::Status& status) const {
  if (status.IsCorruption() || status.IsPathNotFound()) {
    return damaged(family, rocksdb_error(what, status).message);
  }
  return rocksdb_error(what, status);
}

Error DerivedDb::damaged(Family family, std::string what) const {
  static_cast<void>(std::ofstream(note_of(family)) << what << '\n');
  if (family == Family::kIndex) index_is_damaged_.store(true, std::memory_order_relaxed);
  return {ErrorCode::kCorrupt,
          std::move(what) + "; it is rebuilt from the log when the store is opened next"};
}

}  // namespace dangol
