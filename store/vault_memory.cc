#include "store/vault_memory.h"

#include <cstdlib>

#include "store/vault_sealed.h"

namespace dangol {

class MemoryVaultRows final : public VaultRows {
 public:
  explicit MemoryVaultRows(MemoryVaultDisk& disk) : disk_(disk) {}
  // Brings its own disk.
  explicit MemoryVaultRows(std::unique_ptr<MemoryVaultDisk> disk)
      : own_(std::move(disk)), disk_(*own_) {}

  Result<std::optional<std::string>> get(std::string_view key) const override {
    const std::lock_guard lock(disk_.mutex_);
    auto found = disk_.rows_.find(key);
    if (found == disk_.rows_.end()) return std::optional<std::string>{};
    return std::optional(found->second);
  }

  std::vector<Result<std::optional<std::string>>> get_each(
      std::span<const std::string> keys) const override {
    std::vector<Result<std::optional<std::string>>> values;
    for (const std::string& key : keys) values.push_back(get(key));
    return values;
  }

  Result<std::vector<VaultRow>> scan(std::string_view prefix) const override {
    const std::lock_guard lock(disk_.mutex_);
    std::vector<VaultRow> rows;
    for (auto at = disk_.rows_.lower_bound(prefix);
         at != disk_.rows_.end() && at->first.starts_with(prefix); ++at) {
      rows.push_back({at->first, at->second});
    }
    return rows;
  }

  std::vector<Result<std::vector<VaultRow>>> scan_each(
      std::span<const std::string> prefixes) const override {
    std::vector<Result<std::vector<VaultRow>>> all;
    for (const std::string& prefix : prefixes) all.push_back(scan(prefix));
    return all;
  }

  Result<bool> empty() const override {
    const std::lock_guard lock(disk_.mutex_);
    return disk_.rows_.empty();
  }

  Status write(const VaultBatch& batch) override {
    const std::lock_guard lock(disk_.mutex_);
    if (disk_.writing_ == MemoryVaultDisk::Writing::kFails) {
      return Error{ErrorCode::kUnavailable, "the disk that memory plays cannot write"};
    }
    for (const std::string& key : batch.removed) disk_.rows_.erase(key);
    for (const VaultRow& row : batch.added) disk_.rows_.insert_or_assign(row.key, row.value);
    return Done{};
  }

  Status each(const std::function<Status(const VaultRow&)>& each) const override {
    for (const VaultRow& row : disk_.rows()) {
      if (Status taken = each(row); !taken.ok()) return taken;
    }
    return Done{};
  }

  Status purge() override { return Done{}; }

 private:
  std::unique_ptr<MemoryVaultDisk> own_;
  MemoryVaultDisk& disk_;
};

std::vector<VaultRow> MemoryVaultDisk::rows() const {
  const std::lock_guard lock(mutex_);
  std::vector<VaultRow> all;
  for (const auto& [key, value] : rows_) all.push_back({key, value});
  return all;
}

std::string MemoryVaultDisk::bytes() const {
  std::string all;
  for (const VaultRow& row : rows()) all.append(row.key).append(row.value);
  return all;
}

void MemoryVaultDisk::set_writing(Writing writing) {
  const std::lock_guard lock(mutex_);
  writing_ = writing;
}

std::unique_ptr<VaultRows> rows_on(MemoryVaultDisk& disk) {
  return std::make_unique<MemoryVaultRows>(disk);
}

std::unique_ptr<Vault> make_memory_vault(Entropy& entropy) {
  VaultSecrets secrets;
  entropy.fill(secrets.wrapping.bytes);
  entropy.fill(secrets.index.bytes);
  auto rows = std::make_unique<MemoryVaultRows>(std::make_unique<MemoryVaultDisk>());
  if (!check_vault(*rows, secrets, "in memory", entropy).ok()) std::abort();  // nothing can fail
  return std::make_unique<SealedVault>(std::move(rows), secrets, entropy);
}

}  // namespace dangol
