// The two ciphers that sealing uses, AES-256-CTR and AES-256-GCM, on plain buffers. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "events/hash.h"

namespace dangol {

using GcmNonce = std::array<std::uint8_t, 12>;
inline constexpr std::size_t kGcmTagBytes = 16;

inline std::string_view view(const GcmNonce& nonce) {
  return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
}

// XORs the key stream that begins at counter block `iv` over `text` into `out`: its own inverse.
// REQUIRES: iv.size() == 16; out holds text.size() bytes. Two texts of one key need two ivs.
void aes_ctr(const Secret& key, std::string_view iv, std::string_view text, std::uint8_t* out);

// Writes the ciphertext and behind it the tag. REQUIRES: out holds plain.size() + kGcmTagBytes;
// a nonce is used once a key.
void gcm_seal(const Secret& key, const GcmNonce& nonce, std::string_view associated,
              std::string_view plain, std::uint8_t* out);

// Writes sealed.size() - kGcmTagBytes bytes. False, and `out` wiped: not what was sealed with this
// key, nonce and associated data.
[[nodiscard]] bool gcm_open(const Secret& key, const GcmNonce& nonce, std::string_view associated,
                            std::string_view sealed, std::uint8_t* out);

}  // namespace dangol
