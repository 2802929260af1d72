#include "store/anchored_erasures.h"

#include <algorithm>

#include "store/store.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};  // an embedded store has one

// A law keeps more in this copy than the anchor says it does.
bool keeps_more(const std::vector<KeptStream>& held, const AnchoredErasure& erasure) {
  const auto found = std::ranges::find(held, erasure.stream, &KeptStream::stream);
  return found != held.end() && std::ranges::any_of(found->keepings, [&](const Keeping& keeping) {
           return std::ranges::find(erasure.kept, to_string(keeping.purpose)) == erasure.kept.end();
         });
}

Result<bool> lacks(Store& store, const std::vector<KeptStream>& held,
                   const AnchoredErasure& erasure) {
  if (erasure.versions.empty()) {
    auto subject = store.vault().subject_of(erasure.stream);
    if (!subject.ok()) return subject.error();
    auto keys = store.vault().keys_of(erasure.stream);
    if (!keys.ok()) return keys.error();
    return subject.value().has_value() || !keys.value().live.empty() || keeps_more(held, erasure);
  }
  for (const Version version : erasure.versions) {
    auto position = store.index().positions(erasure.stream, version, 1);
    if (!position.ok()) return position.error();
    // An older copy may end before the record.
    if (position.value().empty()) continue;
    auto record = store.log().get(kPartition, position.value(), ReadWords::kYes);
    if (!record.ok()) return record.error();
    if (!record.value().front().words.empty()) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<AnchoredErasure>> lacking_erasures(Store& store) {
  std::vector<AnchoredErasure> lacking;
  if (store.anchor() == nullptr) return lacking;
  std::vector<AnchoredErasure> erasures = store.anchor()->get().erasures;
  if (erasures.empty()) return lacking;
  auto held = store.look_at_held();
  if (!held.ok()) return held.error();
  for (AnchoredErasure& erasure : erasures) {
    Result<bool> lacked = lacks(store, held.value().kept, erasure);
    if (!lacked.ok()) return lacked.error();
    if (lacked.value()) lacking.push_back(std::move(erasure));
  }
  return lacking;
}

}  // namespace dangol
