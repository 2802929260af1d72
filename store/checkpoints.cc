#include "store/checkpoints.h"

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "store/anchor.h"
#include "store/descriptor.h"
#include "store/format.h"
#include "store/limits.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// The load: one small row a minute, read by size and in order of size.
rocksdb::Options checkpoint_options(rocksdb::Env* env) {
  rocksdb::Options options(log_db_options(env), rocksdb::ColumnFamilyOptions());
  options.create_if_missing = true;
  options.max_background_jobs = 1;
  options.max_open_files = kCheckpointOpenFiles;
  options.write_buffer_size = kCheckpointMemtableBytes;
  options.compression = rocksdb::kNoCompression;
  options.table_factory.reset(
      rocksdb::NewBlockBasedTableFactory(bounded_table_options(kCheckpointCacheBytes)));
  return options;
}

std::string key_of(std::uint64_t size) {
  std::string key;
  format::put_u64(key, size);
  return key;
}

Result<StoredCheckpoint> stored(rocksdb::Slice key, rocksdb::Slice value) {
  std::string_view bytes(key.data(), key.size());
  const auto size = format::take_u64(bytes);
  if (!size || !bytes.empty()) {
    return Error{ErrorCode::kCorrupt, "a row of the checkpoints has a key that is none"};
  }
  StoredCheckpoint one{*size, value.ToString()};
  Result<Checkpoint> said = checkpoint_in(one.note);
  if (!said.ok() || said.value().size != one.size) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the checkpoint that is kept of {} records is none", one.size)};
  }
  return one;
}

// Under another name first: one that is cut short in the making is begun anew, not taken for one that lost its
// write-ahead log.
Status make_checkpoints(const std::filesystem::path& dir, rocksdb::Env* env) {
  const std::filesystem::path draft = dir.string() + ".new";
  std::error_code error;
  std::filesystem::remove_all(draft, error);
  if (error) return io_error("remove", draft, error.value());
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(checkpoint_options(env), draft.string(), &db);
  if (!status.ok()) {
    return rocksdb_error(fmt::format("cannot make the checkpoints in {}", dir.string()), status);
  }
  const std::unique_ptr<rocksdb::DB> made(db);
  static_cast<void>(made->Close());
  std::filesystem::rename(draft, dir, error);
  if (error) return io_error("make", dir, error.value());
  return sync_directory(std::filesystem::absolute(dir).parent_path());
}

}  // namespace

Checkpoints::Checkpoints(std::filesystem::path dir, rocksdb::Env* env)
    : dir_(std::move(dir)), env_(env) {}

Checkpoints::~Checkpoints() = default;

bool Checkpoints::exist() const {
  std::error_code ignored;
  return std::filesystem::exists(dir_ / "CURRENT", ignored);
}

Result<std::shared_ptr<rocksdb::DB>> Checkpoints::opened(Absent absent) const {
  if (db_) return db_;
  if (absent == Absent::kLeave && !exist()) return std::shared_ptr<rocksdb::DB>();
  const rocksdb::Options options = checkpoint_options(env_);
  if (!exist()) {
    if (Status made = make_checkpoints(dir_, env_); !made.ok()) return made.error();
  }
  // RocksDB would leave out what stands behind a damaged byte, and say nothing.
  auto tables = TableFiles::open("checkpoints", dir_, options,
                                 {{rocksdb::kDefaultColumnFamilyName, options}});
  if (!tables.ok()) return tables.error();
  auto whole = check_wal("checkpoints", dir_, tables.value());
  if (!whole.ok()) return whole.error();
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options, dir_.string(), &db);
  if (!status.ok()) {
    return rocksdb_error(fmt::format("cannot open the checkpoints in {}", dir_.string()), status);
  }
  db_ = std::shared_ptr<rocksdb::DB>(db, [](rocksdb::DB* one) {
    static_cast<void>(one->Close());
    delete one;
  });
  return db_;
}

Status Checkpoints::add(std::string_view note) {
  Result<Checkpoint> said = checkpoint_in(note);
  if (!said.ok()) return said.error();
  const std::lock_guard lock(mutex_);
  Result<std::shared_ptr<rocksdb::DB>> db = opened(Absent::kMake);
  if (!db.ok()) return db.error();
  const std::string key = key_of(said.value().size);
  std::string before;
  const auto found = db.value()->Get({}, key, &before);
  if (found.ok()) {
    if (before == note) return Done{};
    Result<Checkpoint> kept = checkpoint_in(before);
    if (!kept.ok() || kept.value() != said.value()) {
      return Error{ErrorCode::kRejected,
                   fmt::format("another checkpoint of {} records is kept", said.value().size)};
    }
  } else if (!found.IsNotFound()) {
    return rocksdb_error("cannot read the checkpoints", found);
  }
  const auto put = db.value()->Put(log_write_options(), key, slice(note));
  if (put.ok()) return Done{};
  // Whether it is there is not known: RocksDB takes nothing more until it is opened again.
  db_.reset();
  return rocksdb_error("cannot keep the checkpoint", put);
}

Result<std::optional<StoredCheckpoint>> Checkpoints::latest() const {
  const std::lock_guard lock(mutex_);
  Result<std::shared_ptr<rocksdb::DB>> db = opened(Absent::kLeave);
  if (!db.ok()) return db.error();
  if (db.value() == nullptr) return std::optional<StoredCheckpoint>();
  const std::unique_ptr<rocksdb::Iterator> it(db.value()->NewIterator({}));
  it->SeekToLast();
  if (!it->status().ok()) return rocksdb_error("cannot read the checkpoints", it->status());
  if (!it->Valid()) return std::optional<StoredCheckpoint>();
  Result<StoredCheckpoint> one = stored(it->key(), it->value());
  if (!one.ok()) return one.error();
  return std::optional(std::move(one).value());
}

Result<std::optional<StoredCheckpoint>> Checkpoints::at(std::uint64_t size) const {
  const std::lock_guard lock(mutex_);
  Result<std::shared_ptr<rocksdb::DB>> db = opened(Absent::kLeave);
  if (!db.ok()) return db.error();
  if (db.value() == nullptr) return std::optional<StoredCheckpoint>();
  std::string note;
  const std::string key = key_of(size);
  const auto status = db.value()->Get({}, key, &note);
  if (status.IsNotFound()) return std::optional<StoredCheckpoint>();
  if (!status.ok()) return rocksdb_error("cannot read the checkpoints", status);
  Result<StoredCheckpoint> one = stored(key, note);
  if (!one.ok()) return one.error();
  return std::optional(std::move(one).value());
}

Status Checkpoints::scan(std::uint64_t from,
                         const std::function<bool(const StoredCheckpoint&)>& take) const {
  // The iterator sees what was there when it was made, so nobody waits for `take`.
  std::unique_lock lock(mutex_);
  Result<std::shared_ptr<rocksdb::DB>> db = opened(Absent::kLeave);
  if (!db.ok()) return db.error();
  if (db.value() == nullptr) return Done{};
  lock.unlock();
  const std::unique_ptr<rocksdb::Iterator> it(db.value()->NewIterator({}));
  const std::string key = key_of(from);
  for (it->Seek(key); it->Valid(); it->Next()) {
    Result<StoredCheckpoint> one = stored(it->key(), it->value());
    if (!one.ok()) return one.error();
    if (!take(one.value())) return Done{};
  }
  if (!it->status().ok()) return rocksdb_error("cannot read the checkpoints", it->status());
  return Done{};
}

}  // namespace dangol
