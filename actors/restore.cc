#include "actors/restore.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "actors/forget_erase.h"
#include "actors/one_frame.h"
#include "actors/own_event_capnp.h"
#include "store/anchored_erasures.h"
#include "store/held_words.h"
#include "store/origin.h"
#include "store/stream_state.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};
constexpr const char* kSource = "dangol:restore";
constexpr const char* kLogSubject = "heads/main";

std::string random_id(Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// What the anchor says was erased, as this copy can still say it. nullopt: it has no record of it.
Result<std::optional<PlannedErasure>> planned(Store& store, const AnchoredErasure& erasure,
                                              Micros now) {
  PlannedErasure plan;
  plan.stream = erasure.stream;
  auto subject = store.vault().subject_of(erasure.stream);
  if (!subject.ok()) return subject.error();
  auto last = store.index().last(erasure.stream);
  if (!last.ok()) return last.error();
  if (!subject.value() || !last.value()) return std::optional<PlannedErasure>();
  plan.subject = *subject.value();
  for (const Version version : erasure.versions) {
    if (version <= last.value()->version) plan.versions.push_back(version);
  }
  if (plan.versions.empty() != erasure.versions.empty()) return std::optional<PlannedErasure>();
  auto keys = store.vault().keys_of(erasure.stream);
  if (!keys.ok()) return keys.error();
  Result<StoredState> state = load_stream_state(store, erasure.stream);
  if (!state.ok()) return state.error();
  std::vector<Purpose> purposes;
  for (const DataKey& key : keys.value().live) purposes.push_back(key.name.purpose);
  purposes.erase(std::unique(purposes.begin(), purposes.end()), purposes.end());
  plan.kept = HeldWords(state.value().customer, now).keepings(purposes);
  for (const DataKey& key : keys.value().live) {
    const bool stays =
        std::ranges::find(plan.kept, key.name.purpose, &Keeping::purpose) != plan.kept.end();
    if (plan.versions.empty() && !stays) plan.keys.push_back(key.name);
  }
  return std::optional(std::move(plan));
}

Status erase_again(Store& store, const std::vector<AnchoredErasure>& lacking, const Clock& clock) {
  ForgetRequest request;
  request.reason = "restored";
  for (std::size_t done = 0; done < lacking.size(); done += kMaxForgottenStreams) {
    std::vector<PlannedErasure> plans;
    const std::size_t end = std::min(done + kMaxForgottenStreams, lacking.size());
    for (std::size_t i = done; i < end; ++i) {
      auto plan = planned(store, lacking[i], clock());
      if (!plan.ok()) return plan.error();
      if (plan.value()) {
        // Of one stream one slot: its single versions are gone with the whole.
        const bool known =
            std::ranges::find(plans, plan.value()->stream, &PlannedErasure::stream) != plans.end();
        if (!known) plans.push_back(std::move(*plan.value()));
      } else if (lacking[i].versions.empty()) {
        Status gone = store.vault().forget_stream(lacking[i].stream);
        if (!gone.ok()) return gone;
      }
    }
    if (plans.empty()) continue;
    if (Status erased = erase(store, plans, request, clock); !erased.ok()) return erased;
  }
  return Done{};
}

Status cite(Store& store, const std::string& origin, const Checkpoint& last, const Clock& clock) {
  OwnEvent event(kSource, random_id(store.entropy()), clock());
  auto restored = event.data().initLogRestored();
  restored.setOriginBefore(origin.c_str());
  restored.setSize(last.size);
  restored.setRoot(to_base64(last.root.view()).c_str());
  std::vector<SentEvent> events;
  events.push_back(event.sent(kLogSubject));
  OneFrame frame(store, clock);
  Result<Slot*> slot = frame.add(kLogSubject, std::move(events), Origin::kLog);
  if (!slot.ok()) return slot.error();
  return frame.commit();
}

// The old name's checkpoints stay, where nobody takes them for this log's.
Status put_checkpoints_aside(Store& store, const std::string& name) {
  const std::filesystem::path dir = store.projections().parent_path();
  std::error_code failed;
  if (!std::filesystem::exists(dir / "checkpoints", failed)) return Done{};
  std::filesystem::rename(dir / "checkpoints", dir / ("checkpoints." + name), failed);
  if (!failed) return Done{};
  return Error{ErrorCode::kUnavailable,
               "the old checkpoints cannot be put aside: " + failed.message()};
}

}  // namespace

Result<Restored> restore(Store& store, std::string origin, const Clock& clock) {
  if (store.anchor() == nullptr || !store.anchor()->exists()) {
    return Error{
        ErrorCode::kUsage,
        "there is no anchor file, so nobody can tell what this copy lacks: put it back, or "
        "name it with --anchor"};
  }
  const Anchored anchored = store.anchor()->get();
  Result<std::string> name = name_log({std::move(origin), &store.entropy()});
  if (!name.ok()) return name.error();
  if (name.value() == anchored.origin || name.value() == store.origin()) {
    return Error{ErrorCode::kUsage, "the log must go on under another origin than it had"};
  }
  Restored done;
  done.origin_before = anchored.origin;
  done.origin = std::move(name).value();
  std::optional<Checkpoint> last;
  if (!anchored.note.empty()) {
    Result<Checkpoint> said = checkpoint_in(anchored.note);
    if (!said.ok()) return said.error();
    last = said.value();
    done.size_before = last->size;
  }
  // A single version and the whole stream may both be lacking: the second round has what the first
  // could not say at once.
  for (int round = 0; round < 2; ++round) {
    auto lacking = lacking_erasures(store);
    if (!lacking.ok()) return lacking.error();
    if (lacking.value().empty()) break;
    if (round == 0) done.erasures = lacking.value().size();
    Status erased = erase_again(store, lacking.value(), clock);
    if (!erased.ok()) return erased.error();
  }
  if (last) {
    if (Status cited = cite(store, done.origin_before, *last, clock); !cited.ok()) {
      return cited.error();
    }
  }
  if (Status aside = put_checkpoints_aside(store, random_id(store.entropy()).substr(0, 8));
      !aside.ok()) {
    return aside.error();
  }
  if (Status renamed = store.rename_log(done.origin); !renamed.ok()) return renamed.error();
  auto size = store.log().size(kPartition);
  if (!size.ok()) return size.error();
  done.size = size.value().value();
  return done;
}

}  // namespace dangol
