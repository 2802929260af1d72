// The vault on disk: a RocksDB database of its own, opened with a key file.
#pragma once

#include <filesystem>
#include <memory>

#include "store/data_dir.h"
#include "store/vault.h"
#include "store/vault_rows.h"

namespace rocksdb {
class Env;
}

namespace dangol {

struct VaultOptions {
  std::filesystem::path dir;       // of the database
  std::filesystem::path key_file;  // made with mode 0600 when there is no vault yet; keep it out of
                                   // the vault's folder and its backups
  Missing missing = Missing::kRefuse;
  rocksdb::Env* env = nullptr;  // nullptr: the system's files; outlives the vault
};

// Opens or makes the vault, once a rotation that was cut short is finished. `entropy` outlives it and is thread-safe. Refusals change nothing:
// kUsage with a sentence for a key file that others may read, of a wrong form, absent though the
// vault exists, or of another vault, and for a vault of a newer format; kNotFound: no vault and
// `missing` is kRefuse; kCorrupt for damage.
// REQUIRES: the store's lock is held (DataDir).
Result<std::unique_ptr<Vault>> open_vault(const VaultOptions& options, Entropy& entropy);

// The rows alone, of a database that is made when absent.
Result<std::unique_ptr<VaultRows>> open_vault_rows(const std::filesystem::path& dir,
                                                   rocksdb::Env* env = nullptr);

// Whether everything is there that was synced, before an opening for writing takes the evidence away.
// kCorrupt: it is not.
Status check_for_lost_rows(const std::filesystem::path& dir, rocksdb::Env* env = nullptr);

}  // namespace dangol
