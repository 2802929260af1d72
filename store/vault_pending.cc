// SealedVault's rows between being made and being on disk.
#include "store/vault_format.h"
#include "store/vault_sealed.h"

namespace dangol {

using namespace vault_format;

Status SealedVault::writable() const {
  if (!failed_) return Done{};
  return Error{ErrorCode::kUnavailable,
               "the vault could not write new keys; it must be opened again"};
}

std::optional<std::string> SealedVault::pending_value(std::string_view key) const {
  for (const RowMap* rows : {&pending_, &writing_}) {
    if (auto found = rows->find(key); found != rows->end()) return found->second;
  }
  return std::nullopt;
}

void SealedVault::add_pending(std::string key, std::string value) {
  pending_.insert_or_assign(std::move(key), std::move(value));
  unsynced_.fetch_add(1);
}

// Pending first, then disk: a row moves from the one to the other, never back.
Result<std::optional<std::string>> SealedVault::get(std::string_view key) {
  {
    const std::lock_guard lock(mutex_);
    if (auto value = pending_value(key)) return value;
  }
  return rows_->get(key);
}

Result<std::optional<std::string>> SealedVault::get_locked(std::string_view key) {
  if (auto value = pending_value(key)) return value;
  return rows_->get(key);
}

SealedVault::Overlay SealedVault::pending_rows(std::string_view prefix) const {
  Overlay overlay;
  for (const RowMap* rows : {&pending_, &writing_}) {
    for (auto at = rows->lower_bound(prefix); at != rows->end() && at->first.starts_with(prefix);
         ++at) {
      overlay.rows.insert(*at);
    }
  }
  // A stream whose subject is not yet on disk has no keys there either.
  overlay.complete = prefix.size() >= kPrefixBytes && prefix[0] == 'k' &&
                     pending_.contains(token_row(StreamToken::from(prefix.substr(1, 16))));
  return overlay;
}

Result<std::vector<VaultRow>> SealedVault::with_stored(std::string_view prefix,
                                                       Overlay overlay) const {
  if (!overlay.complete) {
    auto stored = rows_->scan(prefix);
    if (!stored.ok()) return stored.error();
    add_stored(std::move(stored).value(), overlay);
  }
  return in_order(overlay);
}

// What is pending stands before what is on disk.
void SealedVault::add_stored(std::vector<VaultRow> stored, Overlay& overlay) {
  for (VaultRow& row : stored) overlay.rows.emplace(std::move(row.key), std::move(row.value));
}

std::vector<VaultRow> SealedVault::in_order(const Overlay& overlay) {
  std::vector<VaultRow> rows;
  rows.reserve(overlay.rows.size());
  for (const auto& [key, value] : overlay.rows) rows.push_back({key, value});
  return rows;
}

Result<std::vector<VaultRow>> SealedVault::scan(std::string_view prefix) {
  std::unique_lock lock(mutex_);
  Overlay overlay = pending_rows(prefix);
  lock.unlock();
  return with_stored(prefix, std::move(overlay));
}

Result<std::vector<VaultRow>> SealedVault::scan_locked(std::string_view prefix) {
  return with_stored(prefix, pending_rows(prefix));
}

Status SealedVault::write_now(const VaultBatch& batch) {
  if (batch.added.empty() && batch.removed.empty()) return Done{};
  const std::lock_guard one_at_a_time(sync_mutex_);
  if (failed_) return writable();
  Status written = rows_->write(batch);
  if (!written.ok()) failed_ = true;
  return written;
}

Status SealedVault::sync() {
  if (failed_) return writable();
  if (unsynced_.load() == 0) return Done{};
  const std::lock_guard one_at_a_time(sync_mutex_);
  if (failed_) return writable();
  VaultBatch batch;
  {
    const std::lock_guard lock(mutex_);
    writing_ = std::move(pending_);
    pending_ = {};
    for (const auto& [key, value] : writing_) batch.added.push_back({key, value});
  }
  if (batch.added.empty()) return Done{};
  const std::uint64_t syncs = syncs_ + 1;
  batch.added.push_back({std::string(kSyncsRow), encode_u64(syncs)});
  Status written = rows_->write(batch);
  if (!written.ok()) {
    failed_ = true;
    return written;
  }
  const std::lock_guard lock(mutex_);
  syncs_ = syncs;
  unsynced_.fetch_sub(writing_.size());
  writing_.clear();
  return Done{};
}

void SealedVault::give_back() {
  {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
    subjects_.clear();
  }
  rows_->give_back();
}

void SealedVault::drop_pending() {
  const std::lock_guard one_at_a_time(sync_mutex_);
  const std::lock_guard lock(mutex_);
  pending_.clear();
  writing_.clear();
  tokens_.clear();
  subjects_.clear();
  ++removals_;
  unsynced_ = 0;
}

}  // namespace dangol
