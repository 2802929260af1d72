// How an outside id becomes a sealed token, and back. Pure functions.
//
//   sealed token (scopes stream and event) := tag[16] | AES-256-CTR(token cipher key, iv = tag, id)
//   tag of a stream-scope id := HMAC(token tag key, id)[0..16]
//   tag of an event-scope id := id token := HMAC(dedupe key, 0x01 | length of source u16 | source
//                               | id)[0..16]
//   content digest           := HMAC(dedupe key, 0x02 | canonical clear Event)[0..8]
//
// The tag makes the token deterministic in its stream, so equal ids are equal tokens there, and
// authentic: opening computes it again (the SIV composition, RFC 5297, over HMAC and CTR).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/limits.h"
#include "events/sealing_keys.h"

namespace dangol {

inline constexpr std::size_t kTokenTagBytes = 16;

// One sealed token, without heap.
struct SealedToken {
  std::array<char, kTokenTagBytes + kMaxTokenBytes> bytes;
  std::size_t size = 0;
  std::string_view view() const { return {bytes.data(), size}; }
};

IdToken id_token(const IdentityKeys& keys, std::string_view source, std::string_view id);
ContentDigest content_digest(const IdentityKeys& keys, std::string_view canonical_event);

// REQUIRES: id.size() <= kMaxTokenBytes.
SealedToken seal_id(const IdentityKeys& keys, std::string_view id);
SealedToken seal_event_id(const IdentityKeys& keys, IdToken token, std::string_view id);

// nullopt: not what was sealed under these keys (and for this source).
std::optional<std::string> open_id(const IdentityKeys& keys, std::string_view sealed);
std::optional<std::string> open_event_id(const IdentityKeys& keys, std::string_view source,
                                         std::string_view sealed);
// As open_event_id where the source is not at hand: decrypts, and proves nothing.
std::optional<std::string> open_unproved_id(const IdentityKeys& keys, std::string_view sealed);

// What stands for an id that the reader has no right to see, or nobody can: `~` and twelve hex
// digits of the token, so that equal ids of one stream still look equal.
std::string opaque_text(std::string_view sealed);

}  // namespace dangol
