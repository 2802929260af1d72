#include "store/vault_rocksdb.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "store/limits.h"
#include "store/rocksdb_evidence.h"
#include "store/rocksdb_options.h"
#include "store/vault_format.h"
#include "store/vault_rotation.h"
#include "store/vault_sealed.h"

namespace dangol {
namespace {

constexpr std::size_t kMiB = 1 << 20;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// The load: many small rows in random order, each written once, looked up singly or by the prefix
// that one stream's rows share; most look-ups of something new find nothing.
rocksdb::Options vault_options(rocksdb::Env* env) {
  rocksdb::Options options(log_db_options(env), rocksdb::ColumnFamilyOptions());
  options.create_if_missing = true;
  options.allow_concurrent_memtable_write = true;
  options.max_background_jobs = 1;
  options.write_buffer_size = 8 * kMiB;
  options.compression = rocksdb::kNoCompression;  // sealed bytes do not compress
  options.level_compaction_dynamic_level_bytes = true;
  options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(vault_format::kPrefixBytes));
  options.memtable_prefix_bloom_size_ratio = 0.1;
  auto table = bounded_table_options(kVaultCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class RocksDbVaultRows final : public VaultRows {
 public:
  explicit RocksDbVaultRows(rocksdb::DB* db) : db_(db) {}
  ~RocksDbVaultRows() override { static_cast<void>(db_->Close()); }

  Result<std::optional<std::string>> get(std::string_view key) const override {
    std::string value;
    const auto status = db_->Get({}, slice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>{};
    if (!status.ok()) return rocksdb_error("cannot read the vault", status);
    return std::optional(std::move(value));
  }

  std::vector<Result<std::optional<std::string>>> get_each(
      std::span<const std::string> keys) const override {
    std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet({}, db_->DefaultColumnFamily(), keys.size(), slices.data(), found.data(),
                  statuses.data());
    std::vector<Result<std::optional<std::string>>> values;
    values.reserve(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].ok()) {
        values.emplace_back(std::optional(found[i].ToString()));
      } else if (statuses[i].IsNotFound()) {
        values.emplace_back(std::optional<std::string>{});
      } else {
        values.emplace_back(rocksdb_error("cannot read the vault", statuses[i]));
      }
    }
    return values;
  }

  Result<std::vector<VaultRow>> scan(std::string_view prefix) const override {
    const auto at = prefix_iterator();
    return scan(*at, prefix);
  }

  std::vector<Result<std::vector<VaultRow>>> scan_each(
      std::span<const std::string> prefixes) const override {
    const auto at = prefix_iterator();
    std::vector<Result<std::vector<VaultRow>>> all;
    all.reserve(prefixes.size());
    for (const std::string& prefix : prefixes) all.push_back(scan(*at, prefix));
    return all;
  }

  Result<bool> empty() const override {
    rocksdb::ReadOptions options;
    options.total_order_seek = true;
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
    at->SeekToFirst();
    if (!at->status().ok()) return rocksdb_error("cannot read the vault", at->status());
    return !at->Valid();
  }

  Status write(const VaultBatch& batch) override {
    rocksdb::WriteBatch writes;
    rocksdb::Status status;
    for (const std::string& key : batch.removed) {
      if (status.ok()) status = writes.Delete(key);
    }
    for (const VaultRow& row : batch.added) {
      if (status.ok()) status = writes.Put(row.key, row.value);
    }
    if (status.ok()) status = db_->Write(log_write_options(), &writes);
    if (!status.ok()) return rocksdb_error("cannot write the vault", status);
    return Done{};
  }

  Status each(const std::function<Status(const VaultRow&)>& each) const override {
    rocksdb::ReadOptions options;
    options.total_order_seek = true;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
      Status taken = each({at->key().ToString(), at->value().ToString()});
      if (!taken.ok()) return taken;
    }
    if (!at->status().ok()) return rocksdb_error("cannot read the vault", at->status());
    return Done{};
  }

  void give_back() override { dangol::give_back(*db_, {db_->DefaultColumnFamily()}); }

  Status purge() override {
    rocksdb::CompactRangeOptions how;
    how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    rocksdb::Status status = db_->Flush(rocksdb::FlushOptions());
    if (status.ok()) status = db_->CompactRange(how, nullptr, nullptr);
    // Files that were replaced are deleted by RocksDB's threads, sooner or later: now.
    if (status.ok()) status = db_->EnableFileDeletions(true);
    if (!status.ok()) return rocksdb_error("cannot rewrite the vault", status);
    return Done{};
  }

 private:
  std::unique_ptr<rocksdb::Iterator> prefix_iterator() const {
    rocksdb::ReadOptions options;
    options.prefix_same_as_start = true;  // lets the Bloom filters answer
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options));
  }
  static Result<std::vector<VaultRow>> scan(rocksdb::Iterator& at, std::string_view prefix) {
    std::vector<VaultRow> rows;
    for (at.Seek(slice(prefix)); at.Valid() && at.key().starts_with(slice(prefix)); at.Next()) {
      rows.push_back({at.key().ToString(), at.value().ToString()});
    }
    if (!at.status().ok()) return rocksdb_error("cannot read the vault", at.status());
    return rows;
  }

  const std::unique_ptr<rocksdb::DB> db_;
};

Error usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

}  // namespace

Status check_for_lost_rows(const std::filesystem::path& dir, rocksdb::Env* env) {
  const rocksdb::Options options = vault_options(env);
  auto tables =
      TableFiles::open("vault", dir, options, {{rocksdb::kDefaultColumnFamilyName, options}});
  if (!tables.ok()) return tables.error();
  auto wal = check_wal("vault", dir, tables.value());
  if (!wal.ok()) return wal.error();
  return Done{};
}

Result<std::unique_ptr<VaultRows>> open_vault_rows(const std::filesystem::path& dir,
                                                   rocksdb::Env* env) {
  rocksdb::DB* db = nullptr;
  const auto opened = rocksdb::DB::Open(vault_options(env), dir.string(), &db);
  if (!opened.ok()) return opening_error("vault", dir, opened);
  return std::unique_ptr<VaultRows>(std::make_unique<RocksDbVaultRows>(db));
}

Result<std::unique_ptr<Vault>> open_vault(const VaultOptions& options, Entropy& entropy) {
  const std::string dir = options.dir.string(), key_file = options.key_file.string();
  Status rotated = finish_rotation({options.dir, options.key_file, options.env});
  if (!rotated.ok()) return rotated.error();
  std::error_code ignored;
  const bool exists = std::filesystem::exists(options.dir / "CURRENT", ignored);
  if (!exists && options.missing == Missing::kRefuse) {
    return Error{ErrorCode::kNotFound, fmt::format("there is no vault in {}", dir)};
  }
  auto secrets = read_key_file(key_file);
  if (!secrets.ok()) return secrets.error();
  if (exists && !secrets.value()) {
    return usage(
        fmt::format("key file {} is absent, but the vault {} was made with one: without "
                    "it nothing personal can be read",
                    key_file, dir));
  }
  if (!secrets.value()) {
    auto created = create_key_file(key_file, entropy);
    if (!created.ok()) return created.error();
    secrets = std::optional(created.value());
  }
  if (options.missing == Missing::kRefuse) {
    const Status whole = check_for_lost_rows(options.dir, options.env);
    if (!whole.ok()) return whole.error();
  }
  auto rows = open_vault_rows(options.dir, options.env);
  if (!rows.ok()) return rows.error();
  const Status checked = check_vault(*rows.value(), *secrets.value(), dir, entropy);
  if (!checked.ok()) return checked.error();
  return std::unique_ptr<Vault>(
      std::make_unique<SealedVault>(std::move(rows).value(), *secrets.value(), entropy));
}

}  // namespace dangol
