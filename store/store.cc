#include "store/store.h"

#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "store/anchored_erasures.h"
#include "store/core_identity.h"
#include "store/restore_mark.h"
#include "store/rocksdb_log.h"
#include "store/vault_rocksdb.h"

namespace dangol {

namespace {

// What must be there and is not was there once: `meta` says so.
Error lost(Error error) {
  if (error.code != ErrorCode::kNotFound) return error;
  return {ErrorCode::kCorrupt,
          error.message +
              ", though this store had one: the folder, or the file CURRENT in it, is "
              "lost. Put it back, or restore a backup"};
}

// A directory that is gone while its anchor stands was lost, and must not begin from nothing in silence.
Status refuse_to_begin_anew(const std::filesystem::path& dir, const Store::Options& options) {
  std::error_code ignored;
  if (options.missing == Missing::kRefuse || options.anchor.empty() ||
      !std::filesystem::exists(options.anchor, ignored) ||
      std::filesystem::exists(dir / "meta", ignored)) {
    return Done{};
  }
  return Error{ErrorCode::kUsage,
               fmt::format("there is no store in {}, but the anchor file {} is of one: restore a "
                           "backup (dangol restore), or move that file away to begin a new store",
                           dir.string(), options.anchor)};
}

// A restore that was cut short: the store is neither what it was nor what it is to be.
Status refuse_half_restored(const std::filesystem::path& dir, BehindAnchor behind) {
  auto mark = read_restore_mark(dir);
  if (!mark.ok()) return mark.error();
  if (!mark.value() || behind == BehindAnchor::kOpen) return Done{};
  return Error{
      ErrorCode::kUsage,
      fmt::format("the restore of the store in {}, which is to go on as {}, has not ended: "
                  "run dangol restore again",
                  dir.string(), mark.value()->origin)};
}

}  // namespace

Store::Store(Options options)
    : options_(std::move(options)),
      entropy_(options_.entropy != nullptr ? options_.entropy : &os_entropy_) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& dir, const Options& options) {
  std::unique_ptr<Store> store(new Store(options));
  if (Status stands = refuse_to_begin_anew(dir, options); !stands.ok()) return stands.error();
  Result<std::unique_ptr<DataDir>> locked =
      DataDir::open(dir, options.missing, {options.origin, store->entropy_});
  if (!locked.ok()) return locked.error();
  store->dir_ = std::move(locked).value();
  if (Status whole = refuse_half_restored(store->dir_->path(), options.behind_anchor);
      !whole.ok()) {
    return whole.error();
  }
  store->checkpoints_ = std::make_unique<Checkpoints>(store->dir_->checkpoints(), options.env);
  if (Status anchored = store->open_anchor(); !anchored.ok()) return anchored.error();
  store->disk_ = std::make_unique<DiskSpace>(store->dir_->path(), options.disk);
  if (Status opened = store->reopen(); !opened.ok()) return opened.error();
  return store;
}

Status Store::reopen() {
  close_databases();
  disk_->before_opening();
  Status opened = open_databases();
  if (!opened.ok()) {
    close_databases();
    return opened;
  }
  disk_->after_opening();
  return opened;
}

void Store::give_back() {
  log_->give_back();
  vault_->give_back();
  {
    const std::lock_guard lock(held_mutex_);
    if (const std::shared_ptr<Vault> held = held_.lock()) held->give_back();
  }
  index_->give_back();
  derived_->give_back();
}

void Store::close_databases() {
  index_.reset();
  snapshots_.reset();
  derived_.reset();
  log_.reset();
  vault_.reset();
}

Status Store::open_databases() {
  const VaultPlace place = place_of(WhichVault::kVault);
  VaultOptions vault_options;
  vault_options.dir = place.dir;
  vault_options.key_file = place.key_file;
  vault_options.missing = dir_->databases();
  vault_options.env = options_.env;
  Result<std::unique_ptr<Vault>> vault = open_vault(vault_options, *entropy_);
  if (!vault.ok()) return lost(vault.error());
  vault_ = std::move(vault).value();

  RocksDbLogOptions log_options;
  log_options.missing = dir_->databases();
  log_options.env = options_.env;
  log_options.mark = dir_->mark();
  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(dir_->log(), log_options);
  if (!log.ok()) return lost(log.error());
  const std::uint64_t vault_syncs = log.value()->vault_syncs();
  log_ = std::move(log).value();
  if (Status created = dir_->databases_created(); !created.ok()) return created;
  if (Status anchored = check_anchor(); !anchored.ok()) return anchored;
  if (Status checked = check_vault(vault_syncs); !checked.ok()) return checked;
  return open_derived();
}

Status Store::open_derived() {
  Result<std::unique_ptr<DerivedDb>> derived = DerivedDb::open(dir_->derived(), options_.env);
  if (!derived.ok()) return derived.error();
  derived_ = std::move(derived).value();
  snapshots_ = std::make_unique<Snapshots>(*derived_);
  Result<std::unique_ptr<StreamIndex>> index = StreamIndex::open(
      *derived_, *log_, PartitionId(0), [](std::string_view core) { return identity_of(core); },
      options_.index);
  if (!index.ok()) return index.error();
  index_ = std::move(index).value();
  if (Status finished = finish_erasures(); !finished.ok()) return finished;
  if (options_.behind_anchor == BehindAnchor::kOpen) return Done{};
  auto lacking = lacking_erasures(*this);
  if (!lacking.ok()) return lacking.error();
  if (lacking.value().empty()) return Done{};
  return Error{ErrorCode::kUsage,
               fmt::format("the store in {} still has what was erased: it is a copy from before {} "
                           "of the erasures in its anchor file {}. Put back the newer files, or go "
                           "on from this copy with dangol restore",
                           dir_->path().string(), lacking.value().size(), options_.anchor)};
}

Status Store::finish_erasures() { return Erasures(*this, options_.before_step).finish(); }

Status Store::check_vault(std::uint64_t syncs_needed) {
  if (vault_->syncs() < syncs_needed) {
    return Error{
        ErrorCode::kCorrupt,
        fmt::format("the vault is older than the log: it was synced {} times, and the log's "
                    "records need {}. Restore the vault that belongs to this log",
                    vault_->syncs(), syncs_needed)};
  }
  const PartitionId partition(0);
  Result<Position> size = log_->size(partition);
  if (!size.ok()) return size.error();
  if (size.value() == Position()) return Done{};
  auto last = log_->get(partition, {Position(size.value().value() - 1)}, ReadWords::kNo);
  if (!last.ok()) return last.error();
  Result<Entry> entry = decode_entry(last.value().front().entry);
  if (!entry.ok()) return entry.error();
  Result<KeySet> keys = vault_->keys_of(entry.value().stream);
  if (!keys.ok()) return keys.error();
  if (!keys.value().live.empty() || !keys.value().destroyed.empty()) return Done{};
  return Error{ErrorCode::kCorrupt,
               "the vault is older than the log: it has no key for the newest record. Restore the "
               "vault that belongs to this log"};
}

}  // namespace dangol
