#include "store/vault_format.h"

#include <algorithm>

namespace dangol::vault_format {
namespace {

constexpr std::size_t kPadBytes = 32;
constexpr std::size_t kKeyRowBytes = 1 + 16 + 2 + 8 + 1;
constexpr std::size_t kIdentifierRowBytes = 1 + 32 + 16;
constexpr std::size_t kKeepingRowBytes = 1 + 16 + 2;
constexpr std::size_t kForgottenRowBytes = 1 + 32 + 8;
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;  // so that keys sort as times do

std::string starting_with(char kind, std::string_view rest) {
  std::string key;
  key.reserve(kIdentifierRowBytes);
  key.push_back(kind);
  key += rest;
  return key;
}

void put_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

std::uint64_t get_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

std::string subject_row(const Hash& mac) { return starting_with('s', mac.view()); }
std::string token_row(StreamToken token) { return starting_with('t', token.view()); }
std::string keys_prefix(StreamToken token) { return starting_with('k', token.view()); }

std::string keys_prefix(StreamToken token, Purpose purpose) {
  std::string prefix = keys_prefix(token);
  put_big_endian(prefix, static_cast<std::uint16_t>(purpose), 2);
  return prefix;
}

std::string key_row(const KeyRow& row) {
  std::string key = keys_prefix(row.stream, row.name.purpose);
  put_big_endian(key, row.name.id.value(), 8);
  key.push_back(static_cast<char>(row.state));
  return key;
}

std::optional<KeyRow> parse_key_row(std::string_view key) {
  if (key.size() != kKeyRowBytes || key[0] != 'k') return std::nullopt;
  KeyRow row;
  row.stream = StreamToken::from(key.substr(1, 16));
  const std::uint64_t purpose = get_big_endian(key.substr(17, 2));
  if (purpose >= kPurposes) return std::nullopt;
  row.name.purpose = static_cast<Purpose>(purpose);
  row.name.id = KeyId(get_big_endian(key.substr(19, 8)));
  if (key.back() != 'l' && key.back() != 'x') return std::nullopt;
  row.state = static_cast<KeyState>(key.back());
  return row;
}

std::string identifier_prefix(const Hash& mac) { return starting_with('i', mac.view()); }

std::string identifier_row(const Hash& mac, StreamToken token) {
  return identifier_prefix(mac).append(token.view());
}

std::string identifier_of_stream_prefix(StreamToken token) {
  return starting_with('j', token.view());
}

std::string identifier_of_stream_row(StreamToken token, const Hash& mac) {
  return identifier_of_stream_prefix(token).append(mac.view());
}

std::optional<StreamToken> parse_identifier_row(std::string_view key) {
  if (key.size() != kIdentifierRowBytes || key[0] != 'i') return std::nullopt;
  return StreamToken::from(key.substr(33));
}

std::optional<Hash> parse_identifier_of_stream_row(std::string_view key) {
  if (key.size() != kIdentifierRowBytes || key[0] != 'j') return std::nullopt;
  return Hash::from(key.substr(17));
}

Hash subject_mac(const HmacKey& index, std::string_view subject) {
  return hmac(index, {"s", subject});
}

Hash identifier_mac(const HmacKey& index, std::string_view kind, std::string_view identifier) {
  const char length = static_cast<char>(kind.size());
  return hmac(index, {"i", {&length, 1}, kind, identifier});
}

std::string forgotten_prefix(const Hash& mac) { return starting_with('F', mac.view()); }

std::string forgotten_row(const Hash& mac, Micros since) {
  std::string key = forgotten_prefix(mac);
  put_big_endian(key, static_cast<std::uint64_t>(since.value()) ^ kSignBit, 8);
  return key;
}

std::optional<Micros> parse_forgotten_row(std::string_view key) {
  if (key.size() != kForgottenRowBytes || key[0] != 'F') return std::nullopt;
  return Micros(static_cast<std::int64_t>(get_big_endian(key.substr(33)) ^ kSignBit));
}

std::string keepings_prefix(StreamToken token) { return starting_with('h', token.view()); }

VaultRow keeping_row(StreamToken token, const Keeping& keeping) {
  VaultRow row{keepings_prefix(token),
               encode_u64(static_cast<std::uint64_t>(keeping.until.value()))};
  put_big_endian(row.key, static_cast<std::uint16_t>(keeping.purpose), 2);
  row.value += keeping.law;
  return row;
}

std::optional<std::pair<StreamToken, Keeping>> parse_keeping_row(const VaultRow& row) {
  if (row.key.size() != kKeepingRowBytes || row.key[0] != 'h' || row.value.size() < 8) {
    return std::nullopt;
  }
  const std::uint64_t purpose = get_big_endian(std::string_view(row.key).substr(17, 2));
  if (purpose >= kPurposes) return std::nullopt;
  const std::string_view value = row.value;
  return std::pair(StreamToken::from(std::string_view(row.key).substr(1, 16)),
                   Keeping{static_cast<Purpose>(purpose),
                           Micros(static_cast<std::int64_t>(get_big_endian(value.substr(0, 8)))),
                           std::string(value.substr(8))});
}

std::string forgotten_event_row(const Hash& mac) { return starting_with('f', mac.view()); }

Hash forgotten_mac(const HmacKey& index, std::string_view subject) {
  return hmac(index, {"F", subject});
}

Hash forgotten_event_mac(const HmacKey& index, std::string_view subject, std::string_view source,
                         std::string_view id) {
  const char subject_length = static_cast<char>(subject.size());
  const char source_length = static_cast<char>(source.size());
  return hmac(index, {"f", {&subject_length, 1}, subject, {&source_length, 1}, source, id});
}

std::string encode_u32(std::uint32_t value) {
  std::string bytes;
  put_big_endian(bytes, value, 4);
  return bytes;
}

std::optional<std::uint32_t> decode_u32(std::string_view bytes) {
  if (bytes.size() != 4) return std::nullopt;
  return static_cast<std::uint32_t>(get_big_endian(bytes));
}

std::string encode_u64(std::uint64_t value) {
  std::string bytes;
  put_big_endian(bytes, value, 8);
  return bytes;
}

std::optional<std::uint64_t> decode_u64(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  return get_big_endian(bytes);
}

std::string encode_destroyed(const DestroyedHere& destroyed) {
  return encode_u64(destroyed.streams) +
         encode_u64(static_cast<std::uint64_t>(destroyed.oldest.value()));
}

std::optional<DestroyedHere> decode_destroyed(std::string_view bytes) {
  if (bytes.size() != 16) return std::nullopt;
  return DestroyedHere{get_big_endian(bytes.substr(0, 8)),
                       Micros(static_cast<std::int64_t>(get_big_endian(bytes.substr(8))))};
}

std::string encode_untold(const UntoldRotation& rotation) {
  return std::string(rotation.id.begin(), rotation.id.end()) + encode_u64(rotation.streams) +
         encode_u64(rotation.size) + encode_u64(static_cast<std::uint64_t>(rotation.at.value()));
}

std::optional<UntoldRotation> decode_untold(std::string_view bytes) {
  UntoldRotation rotation;
  if (bytes.size() != rotation.id.size() + 24) return std::nullopt;
  std::copy_n(bytes.begin(), rotation.id.size(), rotation.id.begin());
  bytes.remove_prefix(rotation.id.size());
  rotation.streams = get_big_endian(bytes.substr(0, 8));
  rotation.size = get_big_endian(bytes.substr(8, 8));
  rotation.at = Micros(static_cast<std::int64_t>(get_big_endian(bytes.substr(16))));
  return rotation;
}

std::string padded(std::string_view subject) {
  std::string bytes(1, static_cast<char>(subject.size()));
  bytes += subject;
  bytes.resize((bytes.size() + kPadBytes - 1) / kPadBytes * kPadBytes, '\0');
  return bytes;
}

std::optional<std::string> unpadded(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto length = static_cast<std::uint8_t>(bytes[0]);
  if (bytes.size() < length + std::size_t{1}) return std::nullopt;
  return std::string(bytes.substr(1, length));
}

}  // namespace dangol::vault_format
