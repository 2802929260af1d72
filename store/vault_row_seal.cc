#include "store/vault_row_seal.h"

#include <cstring>

#include <fmt/format.h>

#include "events/sealing_cipher.h"

namespace dangol {
namespace {

Secret key_of(const HmacKey& row_keys, std::string_view row) {
  std::string info("dangol vault row v1");
  info += row;
  return hkdf_expand(row_keys, info);
}

}  // namespace

std::string seal_row(const HmacKey& row_keys, std::string_view row, std::string_view head,
                     std::string_view value, Entropy& entropy) {
  GcmNonce nonce;
  entropy.fill(nonce);
  std::string sealed(nonce.size() + value.size() + kGcmTagBytes, '\0');
  std::memcpy(sealed.data(), nonce.data(), nonce.size());
  gcm_seal(key_of(row_keys, row), nonce, head, value,
           reinterpret_cast<std::uint8_t*>(sealed.data()) + nonce.size());
  return sealed;
}

std::optional<std::string> open_row(const HmacKey& row_keys, std::string_view row,
                                    std::string_view head, std::string_view sealed) {
  GcmNonce nonce;
  if (sealed.size() < nonce.size() + kGcmTagBytes) return std::nullopt;
  std::memcpy(nonce.data(), sealed.data(), nonce.size());
  sealed.remove_prefix(nonce.size());
  std::string value(sealed.size() - kGcmTagBytes, '\0');
  if (!gcm_open(key_of(row_keys, row), nonce, head, sealed,
                reinterpret_cast<std::uint8_t*>(value.data()))) {
    return std::nullopt;
  }
  return value;
}

Error damaged_row(std::string_view row) {
  return {ErrorCode::kCorrupt, fmt::format("vault: the row {} {}... is damaged", row.substr(0, 1),
                                           to_hex(row.substr(1, 8)))};
}

}  // namespace dangol
