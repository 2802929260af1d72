// A vault in memory, for tests and for trying things out: the same sealing and rules, no disk.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "store/vault.h"
#include "store/vault_rows.h"

namespace dangol {

// Plays the disk. What was written stays when the vault over it is gone.
class MemoryVaultDisk {
 public:
  std::vector<VaultRow> rows() const;
  // Every key and value one after the other, to search in.
  std::string bytes() const;
  // Fails every writing from now on, or no longer.
  enum class Writing { kWorks, kFails };
  void set_writing(Writing writing);

 private:
  friend class MemoryVaultRows;
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> rows_;
  Writing writing_ = Writing::kWorks;
};

// Rows on such a disk, which must outlive them.
std::unique_ptr<VaultRows> rows_on(MemoryVaultDisk& disk);

// A vault on a disk of its own with fresh secrets. `entropy` outlives it and is thread-safe.
std::unique_ptr<Vault> make_memory_vault(Entropy& entropy);

}  // namespace dangol
