// How one private value is sealed, and opened. Pure functions but for the nonce.
//
//   associated data := each part behind its length as one byte: "dangol words v1" | stream token
//                      | id token | type u16 | field path u32 | place u16 | purpose u16 | key id
//                      u64
//   field key  := HKDF-Expand(data key, associated data)
//   commitment := SHA-256("dangol key commitment v1" | field key)
//   ciphertext := AES-256-GCM(field key, random nonce, associated data, words), tag last
//
// Numbers are big-endian. A field key opens one field of one event and nothing else, so it can be
// shown as evidence; the commitment makes it the only key that the ciphertext was meant for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/sealing_cipher.h"
#include "events/sealing_seams.h"

namespace dangol {

// Which private value, of which event.
struct WordsPlace {
  StreamToken stream;
  IdToken event;
  std::uint16_t type = 0;   // discriminant of Event.data
  std::uint32_t path = 0;   // see field_plan_capnp.h
  std::uint16_t place = 0;  // in Words.fields
};

struct SealedWords {
  KeyName key;
  GcmNonce nonce;
  Hash commitment;
  std::string ciphertext;
};

SealedWords seal_words(const WordsPlace& place, const DataKey& key, std::string_view words,
                       Entropy& entropy);

// The field's own key: opens this place and nothing else, so it can be shown as evidence.
Secret field_key(const WordsPlace& place, const DataKey& key);
// As open_words, by that key. `name` is of the data key that it comes from.
std::optional<std::string> open_words_by(const Secret& field_key, const WordsPlace& place,
                                         KeyName name, std::string_view nonce,
                                         std::string_view commitment, std::string_view ciphertext);

// nullopt: not what was sealed at this place with this key.
std::optional<std::string> open_words(const WordsPlace& place, const DataKey& key,
                                      std::string_view nonce, std::string_view commitment,
                                      std::string_view ciphertext);

}  // namespace dangol
