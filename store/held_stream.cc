#include "store/held_stream.h"

#include <algorithm>

namespace dangol {

Result<std::unique_ptr<HeldStream>> HeldStream::open(Vault& vault, std::shared_ptr<Vault> held,
                                                     StreamToken stream) {
  auto kept = held->kept();
  if (!kept.ok()) return kept.error();
  const auto found = std::ranges::find(kept.value(), stream, &KeptStream::stream);
  if (found == kept.value().end()) {
    return Error{ErrorCode::kNotFound, "nothing is kept by law of that stream"};
  }
  return std::unique_ptr<HeldStream>(new HeldStream(vault, std::move(held), std::move(*found)));
}

Result<KeySet> HeldStream::keys_of(StreamToken stream) {
  if (stream != kept_.stream) return vault_.keys_of(stream);
  auto kept = held_->keys_of(stream);
  if (!kept.ok()) return kept;
  auto gone = vault_.keys_of(stream);
  if (!gone.ok()) return gone;
  for (const KeyName& name : gone.value().destroyed) {
    const bool live = std::ranges::any_of(kept.value().live,
                                          [&](const DataKey& key) { return key.name == name; });
    const auto& known = kept.value().destroyed;
    if (!live && std::ranges::find(known, name) == known.end()) {
      kept.value().destroyed.push_back(name);
    }
  }
  return kept;
}

std::vector<Result<KeySet>> HeldStream::keys_of_each(std::span<const StreamToken> streams) {
  std::vector<Result<KeySet>> all;
  for (const StreamToken& stream : streams) all.push_back(keys_of(stream));
  return all;
}

Result<DataKey> HeldStream::current_key(StreamToken stream, Purpose purpose) {
  if (stream != kept_.stream) return vault_.current_key(stream, purpose);
  auto keys = held_->keys_of(stream);
  if (!keys.ok()) return keys.error();
  for (auto key = keys.value().live.rbegin(); key != keys.value().live.rend(); ++key) {
    if (key->name.purpose == purpose) return *key;
  }
  return Error{ErrorCode::kRejected, "the stream was forgotten: it gets no new keys"};
}

Result<StreamToken> HeldStream::token_of(std::string_view subject) {
  if (subject == kept_.subject) return kept_.stream;
  return vault_.token_of(subject);
}

std::vector<Result<StreamToken>> HeldStream::tokens_of(std::span<const std::string> subjects) {
  std::vector<Result<StreamToken>> all;
  for (const std::string& subject : subjects) all.push_back(token_of(subject));
  return all;
}

Result<std::optional<StreamToken>> HeldStream::find(std::string_view subject) {
  if (subject == kept_.subject) return std::optional(kept_.stream);
  return vault_.find(subject);
}

Result<std::optional<std::string>> HeldStream::subject_of(StreamToken token) {
  if (token == kept_.stream) return std::optional(kept_.subject);
  return vault_.subject_of(token);
}

Result<std::optional<Micros>> HeldStream::forgotten_since(std::string_view subject) {
  if (subject == kept_.subject) return std::optional<Micros>();
  return vault_.forgotten_since(subject);
}

Result<bool> HeldStream::is_forgotten_event(std::string_view subject, const EventName& event) {
  if (subject == kept_.subject) return false;
  return vault_.is_forgotten_event(subject, event);
}

Status HeldStream::read_only() {
  return Error{ErrorCode::kUsage, "what is kept by law is changed in the vault apart"};
}

}  // namespace dangol
