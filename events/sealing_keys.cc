#include "events/sealing_keys.h"

#include <algorithm>

#include <fmt/format.h>

namespace dangol {

Result<StreamKeys> StreamKeys::open(StreamToken stream, KeyStore& store, Lacking lacking) {
  auto known = store.keys_of(stream);
  if (!known.ok()) return known.error();
  return open(stream, store, std::move(known).value(), lacking);
}

Result<StreamKeys> StreamKeys::open(StreamToken stream, KeyStore& store, KeySet known,
                                    Lacking lacking) {
  StreamKeys keys(stream, store, std::move(known));
  if (const DataKey* key = keys.newest(Purpose::kIdentity)) {
    keys.derive_identity(*key);
    return keys;
  }
  if (lacking == Lacking::kLeave) return keys;
  const bool forgotten = std::ranges::any_of(
      keys.keys_.destroyed, [](const KeyName& name) { return name.purpose == Purpose::kIdentity; });
  if (forgotten) {
    return Error{ErrorCode::kRejected, "the stream was forgotten and takes no more events"};
  }
  auto key = keys.current(Purpose::kIdentity);
  if (!key.ok()) return key.error();
  keys.derive_identity(*key.value());
  return keys;
}

void StreamKeys::derive_identity(const DataKey& key) {
  identity_ = IdentityKeys{
      .token_tag = HmacKey(hkdf_expand(key.expand, "dangol token tag v1").view()),
      .token_cipher = hkdf_expand(key.expand, "dangol token cipher v1"),
      .dedupe = HmacKey(hkdf_expand(key.expand, "dangol dedupe v1").view()),
  };
}

const DataKey* StreamKeys::newest(Purpose purpose) const {
  const auto last = std::find_if(keys_.live.rbegin(), keys_.live.rend(),
                                 [&](const DataKey& key) { return key.name.purpose == purpose; });
  return last == keys_.live.rend() ? nullptr : &*last;
}

Result<const DataKey*> StreamKeys::current(Purpose purpose) {
  if (const DataKey* key = newest(purpose)) return key;
  auto made = store_->current_key(stream_, purpose);
  if (!made.ok()) return made.error();
  keys_.live.push_back(std::move(made).value());
  return &std::as_const(keys_.live).back();
}

Result<const DataKey*> StreamKeys::sealed_with(KeyName name) const {
  for (const DataKey& key : keys_.live) {
    if (key.name == name) return &key;
  }
  if (std::ranges::find(keys_.destroyed, name) != keys_.destroyed.end()) {
    return static_cast<const DataKey*>(nullptr);
  }
  return Error{ErrorCode::kCorrupt,
               fmt::format("the vault lacks the key {:016x} for {} of stream {}, and no erasure "
                           "names it",
                           name.id.value(), to_string(name.purpose), to_hex(stream_.view()))};
}

}  // namespace dangol
