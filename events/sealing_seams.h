// What sealing asks of the outside: names, keys and randomness. The vault answers the first two.
// Every function here may be called from any thread at any time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/hash.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

// Names one data key of a stream.
struct KeyName {
  Purpose purpose;
  KeyId id;
  auto operator<=>(const KeyName&) const = default;
};

// A data key, ready to derive field keys from; the secret itself stays in the vault.
struct DataKey {
  KeyName name;
  HmacKey expand;
};

// All that is known of one stream's keys.
struct KeySet {
  std::vector<DataKey> live;       // a purpose's current key is the last of its purpose
  std::vector<KeyName> destroyed;  // their words are erased, not damaged
};

// The data keys of all streams.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Everything of one stream, in one look-up.
  virtual Result<KeySet> keys_of(StreamToken stream) = 0;
  // The current key of a purpose, made when there is none. Two callers get the same key.
  virtual Result<DataKey> current_key(StreamToken stream, Purpose purpose) = 0;
};

// Who stands behind a token.
class Subjects {
 public:
  virtual ~Subjects() = default;
  // The token of a subject, made when there is none. Two callers get the same token.
  virtual Result<StreamToken> token_of(std::string_view subject) = 0;
  // As token_of, but makes nothing; nullopt: never seen, or forgotten.
  virtual Result<std::optional<StreamToken>> find(std::string_view subject) = 0;
  // nullopt: forgotten, or never seen.
  virtual Result<std::optional<std::string>> subject_of(StreamToken token) = 0;
};

// Random bytes that nobody can foresee.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// Random bytes of the operating system, fetched a buffer a thread at a time.
class OsEntropy final : public Entropy {
 public:
  // Crashes when the system gives none: going on would seal with guessable keys.
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace dangol
