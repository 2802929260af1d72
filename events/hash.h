// SHA-256 and what is built on it: HMAC, HKDF. Pure functions; values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "events/ids.h"

namespace dangol {

// Overwrites a secret so that the compiler cannot leave it out.
void wipe(void* data, std::size_t bytes);

// Compares in a time that depends on the length only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// A 256-bit secret. Wiped when it dies; never printed, never compared with ==.
struct Secret {
  std::array<std::uint8_t, 32> bytes{};

  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { wipe(bytes.data(), bytes.size()); }

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // REQUIRES: data.size() == 32.
  static Secret from(std::string_view data);
};

// SHA-256 of the parts as if they were one text. One-shot; no heap.
Hash sha256(std::string_view data);
Hash sha256(std::initializer_list<std::string_view> parts);

// SHA-256 of a text that comes in pieces.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view piece);
  // REQUIRES: called once, last.
  Hash finish();

 private:
  alignas(8) std::array<std::uint8_t, 112> state_;
};

// An HMAC-SHA256 key whose two first blocks are already hashed: 64 bytes, plain, so that thousands
// of customers can hold theirs. Wiped when it dies.
class HmacKey {
 public:
  HmacKey() = default;
  // A key of any length (RFC 2104: longer than a block is hashed first).
  explicit HmacKey(std::string_view key);
  HmacKey(const HmacKey&) = default;
  HmacKey& operator=(const HmacKey&) = default;
  ~HmacKey() { wipe(this, sizeof *this); }

 private:
  friend Hash hmac(const HmacKey& key, std::initializer_list<std::string_view> parts);
  std::array<std::uint32_t, 8> inner_{}, outer_{};
};

// HMAC-SHA256 over the parts as if they were one text.
Hash hmac(const HmacKey& key, std::initializer_list<std::string_view> parts);
inline Hash hmac(const HmacKey& key, std::string_view text) { return hmac(key, {text}); }

// HKDF-Expand (RFC 5869). REQUIRES: out.size() <= 255 * 32.
void hkdf_expand(const HmacKey& key, std::string_view info, std::span<std::uint8_t> out);
// The first 32 bytes of it: a subkey named by `info`.
Secret hkdf_expand(const HmacKey& key, std::string_view info);

}  // namespace dangol
