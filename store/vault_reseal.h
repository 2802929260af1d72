// Seals the rows of a vault under another key-encryption key.
#pragma once

#include <cstdint>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/vault_key_file.h"
#include "store/vault_rotation.h"
#include "store/vault_rows.h"

namespace dangol {

// Writes every row of `from` into `to`, which has none: what is sealed, under `next`. Left out is what was
// destroyed under the key of now; instead there stands, until the log tells of it, that it was. The mark
// of the key file comes last, so rows that are not whole are no vault. How many rows were written.
// kCorrupt: a row does not open with `now`.
Result<std::uint64_t> reseal_rows(const VaultRows& from, const VaultSecrets& now, VaultRows& to,
                                  const VaultSecrets& next, const RotationFacts& facts,
                                  Entropy& entropy);

}  // namespace dangol
