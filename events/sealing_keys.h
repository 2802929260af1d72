// The keys of one stream, opened: what its actor holds while it is awake. When keys of the stream
// are destroyed, drop this and open again. Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "events/sealing_seams.h"

namespace dangol {

// Subkeys of a stream's identity key, HKDF-Expand by name (see docs/FORMAT.md).
struct IdentityKeys {
  HmacKey token_tag;    // "dangol token tag v1": tags of tokens
  Secret token_cipher;  // "dangol token cipher v1": their encryption
  HmacKey dedupe;       // "dangol dedupe v1": id tokens and content digests
};

class StreamKeys {
 public:
  // Whether keys that are not there yet are made: to record, or only to read.
  enum class Lacking : std::uint8_t { kMake, kLeave };

  // One look-up in the store, which must outlive this. With kMake, kRejected when the stream was
  // forgotten: its identity key was destroyed, and it never gets another.
  static Result<StreamKeys> open(StreamToken stream, KeyStore& store, Lacking lacking);
  // The same from what store.keys_of(stream) has just said.
  static Result<StreamKeys> open(StreamToken stream, KeyStore& store, KeySet known,
                                 Lacking lacking);

  StreamToken stream() const { return stream_; }
  // Null: destroyed, or never made and not to be.
  const IdentityKeys* identity() const { return identity_ ? &*identity_ : nullptr; }
  // The key that new words of a purpose are sealed with. Valid until the next call.
  // REQUIRES: opened with kMake.
  Result<const DataKey*> current(Purpose purpose);
  // The key that words were sealed with. Null: it was destroyed, so they are erased. kCorrupt: the
  // vault does not have it, and nothing says that it was destroyed. Valid until current().
  Result<const DataKey*> sealed_with(KeyName name) const;

 private:
  StreamKeys(StreamToken stream, KeyStore& store, KeySet keys)
      : stream_(stream), store_(&store), keys_(std::move(keys)) {}
  const DataKey* newest(Purpose purpose) const;
  void derive_identity(const DataKey& key);

  StreamToken stream_;
  KeyStore* store_;
  KeySet keys_;
  std::optional<IdentityKeys> identity_;
};

}  // namespace dangol
