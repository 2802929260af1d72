#include "store/projection_db.h"

#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include "store/descriptor.h"
#include "store/format.h"
#include "store/limits.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"

namespace dangol {
namespace {

constexpr double kFilterBits = 12;
constexpr int kNever = 1 << 20;
constexpr const char* kNote = "damaged";

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

rocksdb::Options projection_options(rocksdb::Env* env) {
  rocksdb::Options options(disposable_db_options(env, kProjectionOpenFiles), {});
  // Everything comes as sorted files, each over the whole range of buckets.
  options.write_buffer_size = 1 << 20;
  options.compression = rocksdb::kLZ4Compression;
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compaction_options_universal.max_size_amplification_percent = kNever;
  options.level0_file_num_compaction_trigger = kProjectionRuns;
  options.level0_slowdown_writes_trigger = kNever;
  options.level0_stop_writes_trigger = kNever;
  options.soft_pending_compaction_bytes_limit = 0;
  options.hard_pending_compaction_bytes_limit = 0;
  options.target_file_size_base = 256 << 20;
  auto table = bounded_table_options(kProjectionCacheBytes);
  table.block_size = kProjectionBlockBytes;
  table.index_type = rocksdb::BlockBasedTableOptions::kBinarySearch;
  table.partition_filters = false;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBits));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

ProjectionDb::ProjectionDb(std::filesystem::path dir, rocksdb::Env* env)
    : dir_(std::move(dir)), env_(env) {}

Result<std::shared_ptr<ProjectionDb>> ProjectionDb::open(const std::filesystem::path& dir,
                                                         rocksdb::Env* env) {
  std::error_code error;
  if (std::filesystem::exists(dir / kNote, error)) std::filesystem::remove_all(dir, error);
  if (error) return io_error("prepare", dir, error.value());
  std::shared_ptr<ProjectionDb> db(new ProjectionDb(dir, env));
  Status status = db->open_once();
  if (!status.ok() && status.error().code == ErrorCode::kCorrupt) {
    db.reset();
    std::filesystem::remove_all(dir, error);
    if (error) return io_error("prepare", dir, error.value());
    db.reset(new ProjectionDb(dir, env));
    status = db->open_once();
  }
  if (!status.ok()) return status.error();
  return db;
}

// kCorrupt: to be made anew.
Status ProjectionDb::open_once() {
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  if (error) return io_error("prepare", dir_, error.value());
  rocksdb::DB* db = nullptr;
  auto opened = rocksdb::DB::Open(projection_options(env_), dir_.string(), &db);
  if (!opened.ok()) return opening_error("projection's database", dir_, opened);
  db_.reset(db);
  for (const auto& entry : std::filesystem::directory_iterator(dir_, error)) {
    // What a crash left beside the database.
    if (entry.path().extension() == ".slice") std::filesystem::remove(entry.path(), error);
  }
  return load();
}

Status ProjectionDb::load() {
  std::string value;
  auto found = db_->Get({}, format::kProjectionMarkKey.data(), &value);
  if (found.IsNotFound()) return Done{};
  if (!found.ok()) return rocksdb_error("cannot read a projection's mark", found);
  mark_ = format::decode_projection_mark(value);
  if (!mark_) return Error{ErrorCode::kCorrupt, "a projection's mark is of another form"};
  return Done{};
}

ProjectionDb::~ProjectionDb() {
  if (db_) static_cast<void>(db_->Close());
  db_.reset();
  std::error_code ignored;
  if (discarded_) std::filesystem::remove_all(dir_, ignored);
}

Status ProjectionDb::write(const ProjectionMark& mark, const AppendRow& row) {
  // A write that failed before may have stopped the database.
  static_cast<void>(db_->Resume());
  const Position first = mark_ ? mark_->end : Position();
  const std::string path = (dir_ / fmt::format("{}.slice", ++files_written_)).string();
  const rocksdb::Options options = db_->GetOptions();
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
  rocksdb::Status status = writer.Open(path);
  if (status.ok()) {
    status = writer.Put(format::kProjectionMarkKey.data(), format::encode_projection_mark(mark));
  }
  std::string bytes;
  for (std::uint32_t bucket = 0; status.ok() && bucket < kProjectionBuckets; ++bucket) {
    bytes.clear();
    row(bucket, bytes);
    if (!bytes.empty()) status = writer.Put(format::projection_row_key(bucket, first), bytes);
  }
  if (status.ok()) status = writer.Finish();
  if (!status.ok()) return failed("cannot write a slice of a projection", status);
  rocksdb::IngestExternalFileOptions how;
  how.move_files = true;
  how.write_global_seqno = false;
  status = db_->IngestExternalFile({path}, how);
  if (!status.ok()) return failed("cannot take in a slice of a projection", status);
  mark_ = mark;
  return Done{};
}

void ProjectionDb::give_back() { dangol::give_back(*db_, {db_->DefaultColumnFamily()}); }

Status ProjectionDb::failed(std::string_view what, const rocksdb::Status& status) const {
  const Error error = rocksdb_error(what, status);
  if (status.IsCorruption() || status.IsPathNotFound()) return damaged(error.message);
  return error;
}

Status ProjectionDb::damaged(std::string what) const {
  damaged_.store(true, std::memory_order_relaxed);
  static_cast<void>(std::ofstream(dir_ / kNote) << what << '\n');
  return Error{ErrorCode::kCorrupt, std::move(what) + "; it is made again from the log"};
}

std::shared_ptr<const ProjectionRows> ProjectionDb::rows() const {
  return std::shared_ptr<const ProjectionRows>(new ProjectionRows(shared_from_this()));
}

ProjectionRows::ProjectionRows(std::shared_ptr<const ProjectionDb> db)
    : db_(std::move(db)), snapshot_(db_->db_->GetSnapshot()) {}

ProjectionRows::~ProjectionRows() { db_->db_->ReleaseSnapshot(snapshot_); }

std::unique_ptr<ProjectionRows::Cursor> ProjectionRows::cursor() const {
  return std::unique_ptr<Cursor>(new Cursor(*this));
}

ProjectionRows::Cursor::Cursor(const ProjectionRows& rows) : rows_(rows) {
  rocksdb::ReadOptions options;
  options.snapshot = rows.snapshot_;
  options.fill_cache = false;
  at_.reset(rows.db_->db_->NewIterator(options));
  seek(0);
}
ProjectionRows::Cursor::~Cursor() = default;

void ProjectionRows::Cursor::seek(std::uint32_t bucket) {
  at_->Seek(format::projection_row_key(bucket, Position()));
  delivered_ = false;
}

Result<bool> ProjectionRows::Cursor::next(Row& row) {
  if (delivered_) at_->Next();
  delivered_ = false;
  if (!at_->Valid()) {
    if (at_->status().ok()) return false;
    return rows_.db_->failed("cannot read a projection", at_->status()).error();
  }
  const auto bucket = format::bucket_of_row(view(at_->key()));
  if (!bucket) return false;  // behind the last row
  row.bucket = *bucket;
  row.bytes = view(at_->value());
  delivered_ = true;
  return true;
}

}  // namespace dangol
