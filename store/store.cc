#include "store/store.h"

#include <utility>

#include "events/record.h"
#include "store/core_identity.h"
#include "store/rocksdb_log.h"
#include "store/vault_rocksdb.h"

namespace dangol {

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& dir, const Options& options) {
  std::unique_ptr<Store> store(new Store());
  if (options.entropy != nullptr) store->entropy_ = options.entropy;

  Result<std::unique_ptr<DataDir>> locked = DataDir::open(dir, options.missing);
  if (!locked.ok()) return locked.error();
  store->dir_ = std::move(locked).value();

  VaultOptions vault_options;
  vault_options.dir = store->dir_->vault();
  vault_options.key_file = options.key_file;
  vault_options.missing = store->dir_->databases();
  Result<std::unique_ptr<Vault>> vault = open_vault(vault_options, *store->entropy_);
  if (!vault.ok()) return vault.error();
  store->vault_ = std::move(vault).value();

  RocksDbLogOptions log_options;
  log_options.missing = store->dir_->databases();
  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(store->dir_->log(), log_options);
  if (!log.ok()) return log.error();
  store->log_ = std::move(log).value();
  if (Status created = store->dir_->databases_created(); !created.ok()) return created.error();
  if (Status checked = store->check_vault(); !checked.ok()) return checked.error();

  Result<std::unique_ptr<DerivedDb>> derived = DerivedDb::open(store->dir_->derived());
  if (!derived.ok()) return derived.error();
  store->derived_ = std::move(derived).value();
  store->snapshots_ = std::make_unique<Snapshots>(*store->derived_);
  Result<std::unique_ptr<StreamIndex>> index =
      StreamIndex::open(*store->derived_, *store->log_, PartitionId(0),
                        [](std::string_view core) { return identity_of(core); });
  if (!index.ok()) return index.error();
  store->index_ = std::move(index).value();
  return store;
}

Status Store::check_vault() {
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
