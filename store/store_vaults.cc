// What a store has to do with its two vaults beside opening the first.
#include <thread>

#include "store/descriptor.h"
#include "store/store.h"
#include "store/vault_format.h"
#include "store/vault_key_file.h"
#include "store/vault_rocksdb.h"
#include "store/vault_row_seal.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

// Makes an empty vault under another name first: one that is cut short is begun anew, not taken for one that
// lost its rows.
Status make_vault(VaultOptions options, Entropy& entropy) {
  const std::filesystem::path dir = options.dir;
  options.dir += ".new";
  options.missing = Missing::kCreate;
  std::error_code error;
  std::filesystem::remove_all(options.dir, error);
  if (error) return io_error("remove", options.dir, error.value());
  if (auto made = open_vault(options, entropy); !made.ok()) return made.error();
  std::filesystem::rename(options.dir, dir, error);
  if (error) return io_error("make", dir, error.value());
  return sync_directory(std::filesystem::absolute(dir).parent_path());
}

// The vault apart if somebody has it; nullptr: it is closed. While the last who had it closes it, it is
// neither, and RocksDB opens no database twice.
std::shared_ptr<Vault> open_or_closed(const std::weak_ptr<Vault>& held,
                                      std::unique_lock<std::mutex>& lock) {
  const std::weak_ptr<Vault> nothing;
  for (;;) {
    if (auto open = held.lock()) return open;
    if (!held.owner_before(nothing) && !nothing.owner_before(held)) return nullptr;
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
  }
}

}  // namespace

const char* to_string(WhichVault which) { return which == WhichVault::kVault ? "vault" : "held"; }

VaultPlace Store::place_of(WhichVault which) const {
  if (which == WhichVault::kVault) return {dir_->vault(), options_.key_file, options_.env};
  return {dir_->held(),
          options_.held_key_file.empty() ? options_.key_file + ".held" : options_.held_key_file,
          options_.env};
}

// Also while its rotation stands between two renames.
bool Store::has_held() const {
  const std::string dir = dir_->held().string();
  std::error_code unknown;
  return std::filesystem::exists(dir + "/CURRENT", unknown) ||
         std::filesystem::exists(dir + ".before", unknown);
}

Result<std::shared_ptr<Vault>> Store::held(Missing missing) {
  std::unique_lock lock(held_mutex_);
  if (auto open = open_or_closed(held_, lock)) return open;
  const VaultPlace place = place_of(WhichVault::kHeld);
  VaultOptions options;
  options.dir = place.dir;
  options.key_file = place.key_file;
  options.missing = Missing::kRefuse;
  options.env = options_.env;
  if (missing == Missing::kCreate && !has_held()) {
    if (Status apart = refuse_one_key(); !apart.ok()) return apart.error();
    if (Status made = make_vault(options, *entropy_); !made.ok()) return made.error();
  }
  Result<std::unique_ptr<Vault>> opened = open_vault(options, *entropy_);
  if (!opened.ok()) return opened.error();
  std::shared_ptr<Vault> held(opened.value().release(), [this](Vault* vault) {
    const std::lock_guard closing(held_mutex_);
    delete vault;
    held_.reset();
  });
  held_ = held;
  return held;
}

Result<Store::HeldSummary> Store::look_at_held() {
  HeldSummary seen;
  std::shared_ptr<Vault> open;  // let go after the lock, which its closing takes
  std::unique_lock lock(held_mutex_);
  open = open_or_closed(held_, lock);
  const auto stands = [](const std::filesystem::path& dir) {
    std::error_code unknown;
    return std::filesystem::exists(dir / "CURRENT", unknown);
  };
  std::filesystem::path dir = dir_->held();
  // Between two steps of a rotation that was cut short: what is looked at stands in both in clear.
  if (!stands(dir)) dir += ".before";
  if (!stands(dir)) return seen;
  if (open) {
    auto kept = open->kept();
    if (!kept.ok()) return kept.error();
    seen.kept = std::move(kept).value();
    for (KeptStream& stream : seen.kept) stream.subject.clear();
    auto destroyed = open->destroyed();
    if (!destroyed.ok()) return destroyed.error();
    seen.destroyed = destroyed.value();
    return seen;
  }
  if (Status whole = check_for_lost_rows(dir, options_.env); !whole.ok()) return whole.error();
  auto rows = open_vault_rows(dir, options_.env);
  if (!rows.ok()) return rows.error();
  Status read = rows.value()->each([&](const VaultRow& row) -> Status {
    if (row.key == vault_format::kDestroyedRow) {
      const auto destroyed = vault_format::decode_destroyed(row.value);
      if (!destroyed) return damaged_row(row.key);
      seen.destroyed = *destroyed;
    }
    if (!row.key.starts_with('h')) return Done{};
    auto keeping = vault_format::parse_keeping_row(row);
    if (!keeping) return damaged_row(row.key);
    if (seen.kept.empty() || seen.kept.back().stream != keeping->first) {
      seen.kept.push_back({keeping->first, "", {}, {}});
    }
    seen.kept.back().keepings.push_back(std::move(keeping->second));
    return Done{};
  });
  if (!read.ok()) return read.error();
  return seen;
}

// A key that both vaults have is destroyed in one file only, and the other vault is lost with a rotation
// when that file is the same.
Status Store::refuse_one_key() const {
  const std::string one = place_of(WhichVault::kVault).key_file.string();
  const std::string other = place_of(WhichVault::kHeld).key_file.string();
  auto vault = read_key_file(one);
  if (!vault.ok()) return vault.error();
  auto held = read_key_file(other);
  if (!held.ok()) return held.error();
  if (!vault.value() || !held.value()) return Done{};
  if (vault.value()->wrapping.view() != held.value()->wrapping.view()) return Done{};
  return Error{ErrorCode::kRejected,
               "the key files " + one + " and " + other +
                   " hold the same key: what a law keeps has a key of its own"};
}

Status Store::rotate(WhichVault which, Micros now) {
  const VaultPlace place = place_of(which);
  // What cannot be opened again must not be closed.
  auto key = read_key_file(place.key_file.string());
  if (!key.ok()) return Error{ErrorCode::kRejected, key.error().message};
  if (!key.value()) {
    return Error{ErrorCode::kNotFound, "key file " + place.key_file.string() + " is absent"};
  }
  if (Status apart = refuse_one_key(); !apart.ok()) return apart;
  Result<Position> size = log_->size(PartitionId(0));
  if (!size.ok()) return size.error();
  close_databases();
  Status rotated = rotate_vault_key(place, {size.value().value(), now}, *entropy_);
  Status opened = reopen();
  if (!opened.ok()) return opened;
  return rotated;
}

}  // namespace dangol
