// The rows of the vault database. Do not change: bump kVaultFormat and write a migration.
//
//   row := 'm' name                                       -> meta
//        | 's' mac[32]                                    -> sealed(stream token)
//        | 't' token[16]                                  -> sealed(subject, padded)
//        | 'k' token[16] purpose u16 key-id u64 'l'       -> generation u32 | sealed(data key)
//        | 'k' token[16] purpose u16 key-id u64 'x'       -> ""       this key was destroyed
//        | 'i' mac[32] token[16]                          -> ""  the stream has this identifier
//        | 'j' token[16] mac[32]                          -> ""  the same, by stream
//        | 'f' mac[32]                                    -> ""  an event of a forgotten subject
//        | 'F' mac[32] since i64                          -> ""  a forgotten subject
//        | 'h' token[16] purpose u16                      -> until i64 | law   (of a vault apart) words
//                                                            of the purpose are kept until then
//   meta := ":format of the vault" -> u32 | ":mark of the key file" -> sealed(SHA-256 of index key)
//         | ":number of syncs" -> u64     counts up, and so is written over
//         | ":somebody is forgotten" -> ""   there are rows 'F'
//         | ":destroyed under this key" -> streams u64 | oldest i64   whose keys were, and when the
//                                             first; written over, and gone with a rotation
//         | ":rotation to be told" -> id[16] | streams u64 | size u64 | at i64   until the log tells it
//   mac of a subject    := HMAC(index key, 's' | subject)
//   mac of a forgotten subject := HMAC(index key, 'F' | subject)
//   mac of a forgotten event   := HMAC(index key, 'f' | length of subject u8 | subject |
//                                 length of source u8 | source | id)
//   mac of an identifier := HMAC(index key, 'i' | length of kind u8 | kind | identifier)
//   sealed(x) := nonce[12] | AES-256-GCM(HKDF-Expand(key-encryption key, "dangol vault row v1" |
//                row key), nonce, what stands before it in the value, x)
//   padded(x) := length u8 | x | zeros up to a multiple of 32
//
// Integers are big-endian; `since` is in microseconds since 1970 with its sign bit flipped. A purpose's current key is the live one of the highest generation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "events/hash.h"
#include "events/sealing_seams.h"
#include "store/vault.h"
#include "store/vault_rows.h"

namespace dangol::vault_format {

inline constexpr std::uint32_t kVaultFormat = 1;
inline constexpr std::string_view kFormatRow = "m:format of the vault";
inline constexpr std::string_view kCheckRow = "m:mark of the key file";
inline constexpr std::string_view kSyncsRow = "m:number of syncs";
inline constexpr std::string_view kForgottenRow = "m:somebody is forgotten";
inline constexpr std::string_view kDestroyedRow = "m:destroyed under this key";
inline constexpr std::string_view kUntoldRow = "m:rotation to be told";
// All rows of one stream's keys share this many bytes. No row is shorter: RocksDB 7.8 asserts that
// a scan by prefix meets no key shorter than the prefix.
inline constexpr std::size_t kPrefixBytes = 17;
static_assert(kFormatRow.size() >= kPrefixBytes && kCheckRow.size() >= kPrefixBytes &&
              kSyncsRow.size() >= kPrefixBytes && kForgottenRow.size() >= kPrefixBytes &&
              kDestroyedRow.size() >= kPrefixBytes && kUntoldRow.size() >= kPrefixBytes);

enum class KeyState : char { kLive = 'l', kDestroyed = 'x' };

struct KeyRow {
  StreamToken stream;
  KeyName name;
  KeyState state = KeyState::kLive;
};

std::string subject_row(const Hash& mac);
std::string token_row(StreamToken token);
std::string keys_prefix(StreamToken token);
std::string keys_prefix(StreamToken token, Purpose purpose);
std::string key_row(const KeyRow& row);
std::optional<KeyRow> parse_key_row(std::string_view key);
std::string identifier_prefix(const Hash& mac);
std::string identifier_row(const Hash& mac, StreamToken token);
std::string identifier_of_stream_prefix(StreamToken token);
std::string identifier_of_stream_row(StreamToken token, const Hash& mac);
// The last bytes of an identifier row; nullopt: not such a row.
std::optional<StreamToken> parse_identifier_row(std::string_view key);
std::optional<Hash> parse_identifier_of_stream_row(std::string_view key);

std::string forgotten_prefix(const Hash& mac);
std::string forgotten_row(const Hash& mac, Micros since);
// nullopt: not such a row.
std::optional<Micros> parse_forgotten_row(std::string_view key);
std::string forgotten_event_row(const Hash& mac);
std::string keepings_prefix(StreamToken token);
VaultRow keeping_row(StreamToken token, const Keeping& keeping);
// nullopt: not such a row.
std::optional<std::pair<StreamToken, Keeping>> parse_keeping_row(const VaultRow& row);

Hash forgotten_mac(const HmacKey& index, std::string_view subject);
// REQUIRES: subject and source have at most 255 bytes.
Hash forgotten_event_mac(const HmacKey& index, std::string_view subject, std::string_view source,
                         std::string_view id);
Hash subject_mac(const HmacKey& index, std::string_view subject);
Hash identifier_mac(const HmacKey& index, std::string_view kind, std::string_view identifier);

std::string encode_u32(std::uint32_t value);
std::optional<std::uint32_t> decode_u32(std::string_view bytes);
std::string encode_u64(std::uint64_t value);
std::optional<std::uint64_t> decode_u64(std::string_view bytes);

// nullopt: not such a value.
std::string encode_destroyed(const DestroyedHere& destroyed);
std::optional<DestroyedHere> decode_destroyed(std::string_view bytes);
std::string encode_untold(const UntoldRotation& rotation);
std::optional<UntoldRotation> decode_untold(std::string_view bytes);

// REQUIRES: subject.size() <= 255.
std::string padded(std::string_view subject);
std::optional<std::string> unpadded(std::string_view bytes);

}  // namespace dangol::vault_format
