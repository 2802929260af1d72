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

// ---- A key file on its way to another key (store/vault_rotation.h). A rename would leave the old key in
// free blocks of the disk, so the new key gets a file of its own beside it, and the old file's bytes are
// written over before it is replaced.

// Beside the file itself, also where `path` is a symbolic link to it.
std::string next_key_file(const std::string& path);

// Makes `next` with a fresh key-encryption key, the index key of `now`, and the owner of the file `path`;
// durable on return, whole or not at all.
Status create_next_key_file(const std::string& path, const VaultSecrets& now, Entropy& entropy);

// What a process that ended while it made `path` may have left: nothing opens with it.
Status remove_key_draft(const std::string& path);

// Writes zeros over the file's bytes where they stand, and syncs it. Done when there is no such file.
// What a file system or a disk keeps of the bytes elsewhere is out of reach.
Status destroy_key_file(const std::string& path);

// Destroys the file and removes it.
Status remove_key_file(const std::string& path);

// `next` takes the place of the file, durable on return.
Status replace_key_file(const std::string& path);

}  // namespace dangol
