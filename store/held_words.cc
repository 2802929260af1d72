#include "store/held_words.h"

#include <algorithm>

#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

HeldWords::HeldWords(const Customer& stream, Micros at, std::span<const TokenRef> released) {
  const Rights* rights = stream.rights.get();
  if (rights == nullptr) return;
  for (const Hold& hold : rights->holds.rows()) {
    if (!hold.held.known() || hold.released.known() || hold.until <= at) continue;
    if (std::ranges::find(released, hold.id) != released.end()) continue;
    holds_.push_back({hold.versions, hold.purposes.bits, hold.until,
                      std::string(stream.tokens.bytes(hold.law))});
  }
  // Of holds that left the state is known only until when something must stay: then all does.
  if (rights->held_until > at) holds_.push_back({{}, 0, rights->held_until, "holds"});
}

bool HeldWords::Held::of(Purpose purpose) const {
  return purposes == 0 || (purposes >> static_cast<unsigned>(purpose) & 1U) != 0;
}

bool HeldWords::covers(Version version, Purpose purpose) const {
  return std::ranges::any_of(holds_, [&](const Held& hold) {
    return hold.of(purpose) &&
           (hold.versions.empty() ||
            std::ranges::find(hold.versions, version.value()) != hold.versions.end());
  });
}

std::vector<Keeping> HeldWords::keepings(const std::vector<Purpose>& purposes) const {
  std::vector<Keeping> keepings;
  for (const Purpose purpose : purposes) {
    const Held* longest = nullptr;
    for (const Held& hold : holds_) {
      if (hold.of(purpose) && (longest == nullptr || longest->until < hold.until)) longest = &hold;
    }
    if (longest != nullptr) keepings.push_back({purpose, longest->until, longest->law});
  }
  return keepings;
}

std::vector<Keeping> HeldWords::listed(std::vector<Purpose> purposes) const {
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto purpose = static_cast<Purpose>(i);
    const bool named = std::ranges::any_of(
        holds_, [&](const Held& hold) { return hold.purposes != 0 && hold.of(purpose); });
    const bool known = std::ranges::find(purposes, purpose) != purposes.end();
    if (named && !known) purposes.push_back(purpose);
  }
  return keepings(purposes);
}

Result<Purpose> purpose_of_words(std::string_view words) {
  try {
    CanonicalReader reader(words);
    const auto fields = reader.root<schema::Words>().getFields();
    if (fields.size() > 0) return static_cast<Purpose>(fields[0].getPurpose());
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, "its words do not read as a message"};
  }
  return Purpose::kUnset;
}

}  // namespace dangol
