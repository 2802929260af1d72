// The file of a log's signing keys: text, one `PRIVATE+KEY+name+id+base64` line a key. The first key
// signs always; the others, keys of a period of rotation, sign too. It lies outside the store and its
// backups: who has it can sign for the log.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/merkle_note.h"

namespace dangol {

// Never empty.
using SigningKeys = std::vector<NoteSigner>;

// nullopt: there is no such file. kUsage, with the reason and never a key: group or others may read or
// write it, it is no regular file, a line is no private key of a checkpoint's, it has no or too many of
// them (kMaxSigningKeys), or a key's name is not `origin`.
Result<std::optional<SigningKeys>> read_signing_keys(const std::filesystem::path& path,
                                                     std::string_view origin);
// Makes the file with one fresh key and mode 0600, durable on return, whole or not at all. kConflict:
// it exists.
Result<SigningKeys> create_signing_keys(const std::filesystem::path& path, std::string_view origin,
                                        Entropy& entropy);
// Replaces the file whole, 0600, durable on return. REQUIRES: not empty.
Status replace_signing_keys(const std::filesystem::path& path, const SigningKeys& keys);

// The signed note: `text` and a line of each key below it.
std::string sign_note(std::string_view text, const SigningKeys& keys);

}  // namespace dangol
