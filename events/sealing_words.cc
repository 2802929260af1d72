#include "events/sealing_words.h"

#include <array>
#include <cstring>

namespace dangol {
namespace {

constexpr std::string_view kFormat = "dangol words v1";
constexpr std::string_view kCommitmentLabel = "dangol key commitment v1";

class AssociatedData {
 public:
  AssociatedData(const WordsPlace& place, KeyName key) {
    part(kFormat);
    part(place.stream.view());
    part(place.event.view());
    number<std::uint16_t>(place.type);
    number<std::uint32_t>(place.path);
    number<std::uint16_t>(place.place);
    number<std::uint16_t>(static_cast<std::uint16_t>(key.purpose));
    number<std::uint64_t>(key.id.value());
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  void part(std::string_view bytes) {
    bytes_[size_++] = static_cast<char>(bytes.size());
    std::memcpy(bytes_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  template <class Number>
  void number(Number value) {
    std::array<char, sizeof(Number)> bytes;
    for (std::size_t i = sizeof(Number); i-- > 0; value = static_cast<Number>(value >> 7 >> 1)) {
      bytes[i] = static_cast<char>(value & 0xff);
    }
    part({bytes.data(), bytes.size()});
  }

  std::array<char, 96> bytes_;
  std::size_t size_ = 0;
};

Hash commitment_to(const Secret& field_key) { return sha256({kCommitmentLabel, field_key.view()}); }

}  // namespace

SealedWords seal_words(const WordsPlace& place, const DataKey& key, std::string_view words,
                       Entropy& entropy) {
  const AssociatedData associated(place, key.name);
  const Secret field_key = hkdf_expand(key.expand, associated.view());
  SealedWords sealed{.key = key.name,
                     .nonce = {},
                     .commitment = commitment_to(field_key),
                     .ciphertext = std::string(words.size() + kGcmTagBytes, '\0')};
  entropy.fill(sealed.nonce);
  gcm_seal(field_key, sealed.nonce, associated.view(), words,
           reinterpret_cast<std::uint8_t*>(sealed.ciphertext.data()));
  return sealed;
}

Secret field_key(const WordsPlace& place, const DataKey& key) {
  return hkdf_expand(key.expand, AssociatedData(place, key.name).view());
}

std::optional<std::string> open_words(const WordsPlace& place, const DataKey& key,
                                      std::string_view nonce, std::string_view commitment,
                                      std::string_view ciphertext) {
  return open_words_by(field_key(place, key), place, key.name, nonce, commitment, ciphertext);
}

std::optional<std::string> open_words_by(const Secret& field_key, const WordsPlace& place,
                                         KeyName name, std::string_view nonce,
                                         std::string_view commitment, std::string_view ciphertext) {
  GcmNonce iv;
  if (nonce.size() != iv.size() || ciphertext.size() < kGcmTagBytes) return std::nullopt;
  std::memcpy(iv.data(), nonce.data(), iv.size());
  const AssociatedData associated(place, name);
  if (!equal_in_constant_time(commitment_to(field_key).view(), commitment)) return std::nullopt;
  std::string words(ciphertext.size() - kGcmTagBytes, '\0');
  if (!gcm_open(field_key, iv, associated.view(), ciphertext,
                reinterpret_cast<std::uint8_t*>(words.data()))) {
    return std::nullopt;
  }
  return words;
}

}  // namespace dangol
