// Seals the value of one vault row under a key of that row's own. See vault_format.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/hash.h"
#include "events/outcome.h"
#include "events/sealing_seams.h"

namespace dangol {

// `row_keys` is the HKDF state of the key-encryption key; `head` the clear bytes that will stand
// before the sealed value, bound to it.
std::string seal_row(const HmacKey& row_keys, std::string_view row, std::string_view head,
                     std::string_view value, Entropy& entropy);
// nullopt: not what was sealed for this row and head with this key.
std::optional<std::string> open_row(const HmacKey& row_keys, std::string_view row,
                                    std::string_view head, std::string_view sealed);

// kCorrupt, naming the row by its kind and the first bytes of its key.
Error damaged_row(std::string_view row);

}  // namespace dangol
