// The file that opens a vault: its key-encryption key and its index key. It stays out of backups of
// the vault: who has both can read every word.
//
//   file := "dangolk1" | key-encryption key [32] | index key [32]
#pragma once

#include <optional>
#include <string>

#include "events/outcome.h"
#include "events/sealing_seams.h"

namespace dangol {

struct VaultSecrets {
  Secret wrapping;  // wraps data keys, seals subjects
  Secret index;     // HMAC of subjects and identifiers; survives a rotation of the other
};

// nullopt: there is no such file. kUsage, with the reason: group or others may read or write it,
// it has another size or form, or it is not a regular file.
Result<std::optional<VaultSecrets>> read_key_file(const std::string& path);

// Makes the file with fresh keys and mode 0600, durable on return, whole or not at all. kConflict:
// it exists.
Result<VaultSecrets> create_key_file(const std::string& path, Entropy& entropy);

}  // namespace dangol
