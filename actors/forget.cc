// Forgetting itself: one frame with every stream's record, and then what it owes.
#include <algorithm>

#include "actors/forget_erase.h"
#include "actors/forgetting.h"
#include "actors/one_frame.h"
#include "actors/own_event_capnp.h"
#include "events/sealing_message_capnp.h"
#include "store/erasures.h"

namespace dangol {
namespace {

constexpr const char* kSource = "dangol:forget";

std::string random_id(Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  return "forget-" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

SentEvent withdrawal(const PlannedErasure& erasure, const std::string& story, const std::string& id,
                     Micros now) {
  OwnEvent event(kSource, id, now);
  auto withdrawn = event.data().initStoryWithdrawn();
  withdrawn.setStoryId(data_of(story));
  withdrawn.setReason("erased");
  return event.sent(erasure.subject);
}

SentEvent erasure_event(const PlannedErasure& erasure, const ForgetRequest& request,
                        std::span<const Version> versions, const std::string& id, Micros now) {
  OwnEvent event(kSource, id, now);
  auto erased = event.data().initPersonalDataErased();
  auto list = erased.initVersions(static_cast<unsigned>(versions.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, versions[i].value());
  auto keys = erased.initKeysDestroyed(static_cast<unsigned>(erasure.keys.size()));
  for (unsigned i = 0; i < keys.size(); ++i) {
    keys[i].setPurpose(static_cast<schema::Purpose>(erasure.keys[i].purpose));
    keys[i].setKeyId(erasure.keys[i].id.value());
  }
  auto kept = erased.initKept(static_cast<unsigned>(erasure.kept.size()));
  for (unsigned i = 0; i < kept.size(); ++i) {
    kept[i].setPurpose(static_cast<schema::Purpose>(erasure.kept[i].purpose));
    kept[i].setLaw(erasure.kept[i].law.c_str());
    set_time(kept[i].initUntil(), erasure.kept[i].until);
  }
  if (!request.by.empty()) erased.setBy(data_of(request.by));
  if (!request.request.empty()) erased.setRequestId(data_of(request.request));
  erased.setReason(request.reason.c_str());
  return event.sent(erasure.subject);
}

SentEvent release(const PlannedErasure& erasure, const std::string& hold,
                  const ForgetRequest& request, const std::string& id, Micros now) {
  OwnEvent event(kSource, id, now);
  auto released = event.data().initRetentionReleased();
  released.setHoldId(data_of(hold));
  released.setReason(request.reason.c_str());
  return event.sent(erasure.subject);
}

// What one stream records: the holds that end, the stories that are not told any more, then the erasure.
std::vector<SentEvent> events_of(const PlannedErasure& erasure, std::span<const std::string> holds,
                                 const ForgetRequest& request, Entropy& entropy, Micros now) {
  std::vector<SentEvent> events;
  for (const std::string& hold : holds) {
    events.push_back(release(erasure, hold, request, random_id(entropy), now));
  }
  for (const std::string& story : erasure.stories) {
    events.push_back(withdrawal(erasure, story, random_id(entropy), now));
  }
  const std::span<const Version> versions(erasure.versions);
  for (std::size_t done = 0; done == 0 || done < versions.size(); done += kMaxListItems) {
    const auto part = versions.subspan(done, std::min(kMaxListItems, versions.size() - done));
    events.push_back(erasure_event(erasure, request, part, random_id(entropy), now));
  }
  return events;
}

}  // namespace

Result<ForgetPlan> forget(Store& store, const ForgetRequest& request, const Clock& clock) {
  const Micros now = clock();
  Result<ForgetPlan> plan = plan_forgetting(store, request, now);
  if (!plan.ok()) return plan;
  const bool keeps = std::ranges::any_of(plan.value().erasures, [](const PlannedErasure& erasure) {
    return erasure.versions.empty() && !erasure.kept.empty();
  });
  if (keeps) {
    // What cannot be kept must not be begun.
    auto held = store.held(Missing::kCreate);
    if (!held.ok()) return held.error();
  }
  if (Status named = store.name_log(); !named.ok()) return named.error();
  if (Status erased = erase(store, plan.value().erasures, request, clock); !erased.ok()) {
    return erased.error();
  }
  return plan;
}

Status erase(Store& store, const std::vector<PlannedErasure>& erasures,
             const ForgetRequest& request, const Clock& clock, const EndedHolds& ended) {
  const Micros now = clock();
  OneFrame frame(store, clock);
  for (const PlannedErasure& erasure : erasures) {
    const auto found = ended.find(erasure.stream);
    const auto holds =
        found == ended.end() ? std::span<const std::string>() : std::span(found->second);
    Result<Slot*> slot = frame.add(
        erasure.subject, events_of(erasure, holds, request, store.entropy(), now), Origin::kForget);
    if (!slot.ok()) {
      store.vault().drop_pending();
      return slot.error();
    }
    const auto& records = slot.value()->records;
    for (std::size_t i = holds.size() + erasure.stories.size(); i < records.size(); ++i) {
      slot.value()->side_rows.push_back(
          {erasure_row_key(slot.value()->stream, records[i].entry.version), ""});
    }
  }
  if (Status recorded = frame.commit(); !recorded.ok()) return recorded;
  return store.finish_erasures();
}

}  // namespace dangol
