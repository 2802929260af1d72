// Making the key-encryption key of a vault anew and destroying the old one, so that no older copy of the
// vault opens any more: what was erased before is then erased for good.
//
//   1 the new key, in a file beside the old one's (`FILE.next`)
//   2 every row sealed anew, in a database beside the old one (`DIR.resealed`); it is opened with the new
//     key as read from the disk, and counted
//   3 the old database goes aside (`DIR.before`), 4 the new one takes its place
//   5 the old key's bytes are written over where they stand, 6 the new file takes the old one's name
//   7 the old database is deleted
//
// A process may end anywhere: the next opening of the vault ends the rotation (after 3) or undoes it
// (before), from what lies there. So there is no moment at which the vault does not open, none at which a
// key is gone that it needs, and none at which old rows lie about with their key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/vault.h"

namespace rocksdb {
class Env;
}

namespace dangol {

enum class RotationStep : std::uint8_t {
  kKey,
  kRows,
  kAside,
  kInPlace,
  kOldKey,
  kNewKey,
  kOldRows,
};
inline constexpr RotationStep kRotationSteps[] = {
    RotationStep::kKey,    RotationStep::kRows,   RotationStep::kAside,  RotationStep::kInPlace,
    RotationStep::kOldKey, RotationStep::kNewKey, RotationStep::kOldRows};
// Asked before each step; its error ends there, as a process does that ends there.
using BeforeRotation = std::function<Status(RotationStep)>;

// Where a vault lies.
struct VaultPlace {
  std::filesystem::path dir;       // of the database
  std::filesystem::path key_file;  // may be a symbolic link to it
  rocksdb::Env* env = nullptr;     // nullptr: the system's files
};

// What the new vault notes until the log tells of it: when, and how many records the log had.
struct RotationFacts {
  std::uint64_t size = 0;
  Micros at;
};

// Rotates. kUsage, and nothing changed: the vault or its key file is not there, or they do not fit.
// kCorrupt: a row does not open. After an error the next opening of the vault ends or undoes it.
// REQUIRES: the store's lock is held, and the vault is not open.
Status rotate_vault_key(const VaultPlace& place, const RotationFacts& facts, Entropy& entropy,
                        const BeforeRotation& before = {});

// Ends or undoes what rotate_vault_key() left; costs two looks at the file system when there is nothing.
// open_vault() calls it. REQUIRES: as above.
Status finish_rotation(const VaultPlace& place);

}  // namespace dangol
