#include "events/sealing_tokens.h"

#include <cstring>

#include "events/sealing_cipher.h"

namespace dangol {
namespace {

constexpr std::size_t kOpaqueBytes = 6;

SealedToken seal_under(const IdentityKeys& keys, std::string_view tag, std::string_view id) {
  SealedToken token;
  token.size = kTokenTagBytes + id.size();
  std::memcpy(token.bytes.data(), tag.data(), kTokenTagBytes);
  aes_ctr(keys.token_cipher, tag, id,
          reinterpret_cast<std::uint8_t*>(token.bytes.data()) + kTokenTagBytes);
  return token;
}

std::string_view tag_of(const Hash& mac) { return mac.view().substr(0, kTokenTagBytes); }

template <class TagOf>
std::optional<std::string> open_under(const IdentityKeys& keys, std::string_view sealed,
                                      TagOf tag_of_id) {
  if (sealed.size() <= kTokenTagBytes || sealed.size() > kTokenTagBytes + kMaxTokenBytes) {
    return std::nullopt;
  }
  const std::string_view tag = sealed.substr(0, kTokenTagBytes);
  std::string id(sealed.size() - kTokenTagBytes, '\0');
  aes_ctr(keys.token_cipher, tag, sealed.substr(kTokenTagBytes),
          reinterpret_cast<std::uint8_t*>(id.data()));
  if (!equal_in_constant_time(tag_of_id(id).view(), tag)) return std::nullopt;
  return id;
}

}  // namespace

IdToken id_token(const IdentityKeys& keys, std::string_view source, std::string_view id) {
  const std::array<char, 3> head{1, static_cast<char>(source.size() >> 8),
                                 static_cast<char>(source.size() & 0xff)};
  return IdToken::from(tag_of(hmac(keys.dedupe, {{head.data(), head.size()}, source, id})));
}

ContentDigest content_digest(const IdentityKeys& keys, std::string_view canonical_event) {
  const Hash mac = hmac(keys.dedupe, {std::string_view("\x02", 1), canonical_event});
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | mac.bytes[i];
  return ContentDigest(number);
}

SealedToken seal_id(const IdentityKeys& keys, std::string_view id) {
  const Hash mac = hmac(keys.token_tag, id);
  return seal_under(keys, tag_of(mac), id);
}

SealedToken seal_event_id(const IdentityKeys& keys, IdToken token, std::string_view id) {
  return seal_under(keys, token.view(), id);
}

std::optional<std::string> open_id(const IdentityKeys& keys, std::string_view sealed) {
  return open_under(keys, sealed, [&](std::string_view id) {
    return IdToken::from(tag_of(hmac(keys.token_tag, id)));
  });
}

std::optional<std::string> open_event_id(const IdentityKeys& keys, std::string_view source,
                                         std::string_view sealed) {
  return open_under(keys, sealed, [&](std::string_view id) { return id_token(keys, source, id); });
}

std::optional<std::string> open_unproved_id(const IdentityKeys& keys, std::string_view sealed) {
  if (sealed.size() <= kTokenTagBytes) return std::nullopt;
  const IdToken tag = IdToken::from(sealed.substr(0, kTokenTagBytes));
  return open_under(keys, sealed, [&](std::string_view) { return tag; });
}

std::string opaque_text(std::string_view sealed) {
  return "~" + to_hex(sealed.substr(0, kOpaqueBytes));
}

}  // namespace dangol
