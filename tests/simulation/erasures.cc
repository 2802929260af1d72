#include "tests/simulation/erasures.h"

#include <algorithm>

namespace dangol::simulation {

void Erasures::begin(ForgetPlan plan) {
  pending_ = std::move(plan);
  told_ = false;
}

void Erasures::settle(Store& store) {
  if (!pending_) return;
  const ForgetPlan plan = *std::exchange(pending_, std::nullopt);
  for (const PlannedErasure& one : plan.erasures) {
    if (!one.versions.empty()) {
      // Of single events nothing but their words goes, and nobody but the log can say whether they went.
      if (!told_) {
        without_keys_.insert(one.stream);
      } else {
        for (const Version version : one.versions) single_.insert({one.stream, version});
      }
      continue;
    }
    auto since = store.vault().forgotten_since(one.subject);
    if (!since.ok()) return findings_.add("the vault cannot be read: " + since.error().message);
    auto known = store.vault().find(one.subject);
    if (!known.ok()) return findings_.add("the vault cannot be read: " + known.error().message);
    const bool done = since.value().has_value() && known.value() != one.stream;
    if (!done) {
      if (told_) findings_.add(one.subject + " is not forgotten, though somebody was told so");
      continue;
    }
    whole_.insert(one.stream);
    subjects_.insert(one.subject);
    model_.forget(one.subject);
    if (one.words_kept > 0 || !one.kept.empty()) continue;
    wordless_.insert(one.stream);
    note_words_of(one.subject);
  }
}

void Erasures::note_words_of(const std::string& subject) {
  for (const SentId& id : model_.ids()) {
    if (id.subject != subject) continue;
    for (const SentContent& content : id.contents) {
      if (!content.is_there) continue;
      const std::string_view bytes = content.event->event.view();
      const auto at = bytes.find(Workload::kSecret);
      if (at != bytes.npos) gone_.emplace(bytes.substr(at, Workload::kSecretBytes));
    }
  }
}

bool Erasures::named_in(std::string_view event) const {
  return std::ranges::any_of(
      subjects_, [&](const std::string& subject) { return event.find(subject) != event.npos; });
}

bool Erasures::betrayed_by(std::string_view bytes) const {
  for (auto at = bytes.find(Workload::kSecret); at != bytes.npos;
       at = bytes.find(Workload::kSecret, at + 1)) {
    if (gone_.contains(bytes.substr(at, Workload::kSecretBytes))) return true;
  }
  return false;
}

}  // namespace dangol::simulation
