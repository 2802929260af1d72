#include "actors/restore.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <kj/exception.h>

#include "actors/forget_erase.h"
#include "actors/held_ending.h"
#include "actors/one_frame.h"
#include "actors/own_event_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "store/anchored_erasures.h"
#include "store/held_words.h"
#include "store/origin.h"
#include "store/restore_mark.h"
#include "store/stream_state.h"
#include "store/whole_file.h"

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

// What the anchor says was erased, as this copy can still say it.
struct Lacking {
  PlannedErasure plan;
  // Holds that this copy still has in force, and that had ended when the erasure was made: else it
  // could not have been made so.
  std::vector<std::string> ended_holds;
};

// The purposes of the words of these records that are still there.
Result<std::vector<std::pair<Version, Purpose>>> purposes_of(Store& store,
                                                             const PlannedErasure& plan) {
  std::vector<std::pair<Version, Purpose>> purposes;
  for (const Version version : plan.versions) {
    auto position = store.index().positions(plan.stream, version, 1);
    if (!position.ok()) return position.error();
    auto record = store.log().get(kPartition, position.value(), ReadWords::kYes);
    if (!record.ok()) return record.error();
    if (record.value().empty() || record.value().front().words.empty()) continue;
    auto purpose = purpose_of_words(record.value().front().words);
    if (!purpose.ok()) return purpose.error();
    purposes.emplace_back(version, purpose.value());
  }
  return purposes;
}

// Ends the holds that keep more than the anchor says was kept.
Status end_holds(Store& store, const AnchoredErasure& erasure, const Customer& customer,
                 const std::vector<Purpose>& live, Micros now, Lacking& lacking,
                 std::vector<TokenRef>& ended) {
  const Rights* rights = customer.rights.get();
  if (rights == nullptr) return Done{};
  auto words = purposes_of(store, lacking.plan);
  if (!words.ok()) return words.error();
  auto keys = StreamKeys::open(erasure.stream, store.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  for (const Hold& hold : rights->holds.rows()) {
    if (!hold.held.known() || hold.released.known() || hold.until <= now) continue;
    const auto holds = [&](Purpose purpose) {
      return hold.purposes.bits == 0 ||
             (hold.purposes.bits >> static_cast<unsigned>(purpose) & 1U) != 0;
    };
    const bool too_far =
        erasure.versions.empty()
            ? std::ranges::any_of(live,
                                  [&](Purpose purpose) {
                                    return purpose != Purpose::kIdentity && holds(purpose) &&
                                           std::ranges::find(erasure.kept, to_string(purpose)) ==
                                               erasure.kept.end();
                                  })
            : std::ranges::any_of(words.value(), [&](const auto& one) {
                return holds(one.second) &&
                       (hold.versions.empty() ||
                        std::ranges::find(hold.versions, one.first.value()) != hold.versions.end());
              });
    if (!too_far) continue;
    Result<std::string> id = opened_id(customer, hold.id, keys.value(), "a hold");
    if (!id.ok()) return id.error();
    ended.push_back(hold.id);
    lacking.ended_holds.push_back(std::move(id).value());
  }
  return Done{};
}

// nullopt: it has no record of it.
Result<std::optional<Lacking>> planned(Store& store, const AnchoredErasure& erasure, Micros now) {
  Lacking lacking;
  PlannedErasure& plan = lacking.plan;
  plan.stream = erasure.stream;
  auto subject = store.vault().subject_of(erasure.stream);
  if (!subject.ok()) return subject.error();
  auto last = store.index().last(erasure.stream);
  if (!last.ok()) return last.error();
  if (!subject.value() || !last.value()) return std::optional<Lacking>();
  plan.subject = *subject.value();
  for (const Version version : erasure.versions) {
    if (version <= last.value()->version) plan.versions.push_back(version);
  }
  if (plan.versions.empty() != erasure.versions.empty()) return std::optional<Lacking>();
  auto keys = store.vault().keys_of(erasure.stream);
  if (!keys.ok()) return keys.error();
  Result<StoredState> state = load_stream_state(store, erasure.stream);
  if (!state.ok()) return state.error();
  std::vector<Purpose> purposes;
  for (const DataKey& key : keys.value().live) purposes.push_back(key.name.purpose);
  purposes.erase(std::unique(purposes.begin(), purposes.end()), purposes.end());
  std::vector<TokenRef> ended;
  const Customer& customer = state.value().customer;
  if (Status done = end_holds(store, erasure, customer, purposes, now, lacking, ended);
      !done.ok()) {
    return done.error();
  }
  plan.kept = HeldWords(customer, now, ended).listed(purposes);
  for (const DataKey& key : keys.value().live) {
    const bool stays =
        std::ranges::find(plan.kept, key.name.purpose, &Keeping::purpose) != plan.kept.end();
    if (plan.versions.empty() && !stays) plan.keys.push_back(key.name);
  }
  return std::optional(std::move(lacking));
}

// What a law kept in this copy, and does not keep any more as the anchor says.
Status keep_no_more(Store& store, const AnchoredErasure& erasure, const Clock& clock) {
  if (!store.has_held()) return Done{};
  HeldEnding ending{erasure.stream, HeldEnd::kRestore, "", "restored", "", {}};
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto purpose = static_cast<Purpose>(i);
    if (std::ranges::find(erasure.kept, to_string(purpose)) != erasure.kept.end()) {
      ending.keep.push_back(purpose);
    }
  }
  auto ended = end_held(store, ending, clock);
  if (ended.ok() || ended.error().code == ErrorCode::kNotFound) return Done{};
  return ended.error();
}

Status erase_again(Store& store, const std::vector<AnchoredErasure>& lacking, const Clock& clock) {
  ForgetRequest request;
  request.reason = "restored";
  for (std::size_t done = 0; done < lacking.size(); done += kMaxForgottenStreams) {
    std::vector<PlannedErasure> plans;
    EndedHolds holds;
    const std::size_t end = std::min(done + kMaxForgottenStreams, lacking.size());
    for (std::size_t i = done; i < end; ++i) {
      auto plan = planned(store, lacking[i], clock());
      if (!plan.ok()) return plan.error();
      if (plan.value()) {
        // Of one stream one slot: its single versions are gone with the whole.
        const bool known =
            std::ranges::find(plans, lacking[i].stream, &PlannedErasure::stream) != plans.end();
        if (known) continue;
        holds[lacking[i].stream] = std::move(plan.value()->ended_holds);
        plans.push_back(std::move(plan.value()->plan));
      } else if (lacking[i].versions.empty()) {
        Status gone = store.vault().forget_stream(lacking[i].stream, clock());
        if (gone.ok()) gone = keep_no_more(store, lacking[i], clock);
        if (!gone.ok()) return gone;
      }
    }
    if (plans.empty()) continue;
    if (Status erased = erase(store, plans, request, clock, holds); !erased.ok()) return erased;
  }
  return Done{};
}

// Whether the newest record of the stream cites that checkpoint: a restore that was cut short did so.
Result<bool> is_cited(Store& store, const std::string& origin, const Checkpoint& last) {
  auto stream = store.vault().find(kLogSubject);
  if (!stream.ok()) return stream.error();
  if (!stream.value()) return false;
  auto newest = store.index().last(*stream.value());
  if (!newest.ok()) return newest.error();
  if (!newest.value()) return false;
  auto position = store.index().positions(*stream.value(), newest.value()->version, 1);
  if (!position.ok()) return position.error();
  auto record = store.log().get(kPartition, position.value(), ReadWords::kNo);
  if (!record.ok()) return record.error();
  if (record.value().empty()) return false;
  try {
    CanonicalReader core(record.value().front().core);
    const auto data = core.root<schema::Core>().getEvent().getData();
    if (!data.isLogRestored()) return false;
    const auto cited = data.getLogRestored();
    return std::string_view(cited.getOriginBefore().cStr()) == origin &&
           cited.getSize() == last.size &&
           std::string_view(cited.getRoot().cStr()) == to_base64(last.root.view());
  } catch (const kj::Exception&) {
    return false;
  }
}

Status cite(Store& store, const std::string& origin, const Checkpoint& last, const Clock& clock) {
  Result<bool> cited = is_cited(store, origin, last);
  if (!cited.ok()) return cited.error();
  if (cited.value()) return Done{};
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

// A key signs one name only: the new one gets a key of its own when it is first signed.
Status put_key_aside(const std::filesystem::path& key) {
  std::error_code failed;
  if (key.empty() || !std::filesystem::exists(key, failed)) return Done{};
  for (int number = 1; number < 1000; ++number) {
    const std::filesystem::path aside = fmt::format("{}.old-{}", key.string(), number);
    if (std::filesystem::exists(aside, failed)) continue;
    std::filesystem::rename(key, aside, failed);
    if (failed) break;
    return sync_directory(std::filesystem::absolute(key).parent_path());
  }
  return Error{ErrorCode::kUnavailable, "the old signing key cannot be put aside"};
}

// The old name's checkpoints stay, where nobody takes them for this log's.
Status put_checkpoints_aside(const std::filesystem::path& dir, const std::string& name) {
  std::error_code failed;
  if (!std::filesystem::exists(dir / "checkpoints", failed)) return Done{};
  std::filesystem::rename(dir / "checkpoints", dir / ("checkpoints." + name), failed);
  if (!failed) return Done{};
  return Error{ErrorCode::kUnavailable,
               "the old checkpoints cannot be put aside: " + failed.message()};
}

// What is to be done, as the anchor and a restore that was cut short say. It is on disk when this returns:
// from here on nobody else opens the store.
Result<RestoreMark> begin(Store& store, const std::filesystem::path& dir, std::string origin,
                          const std::optional<Checkpoint>& last) {
  const std::string anchored = store.anchor()->get().origin;
  auto begun = read_restore_mark(dir);
  if (!begun.ok()) return begun.error();
  if (begun.value() && (origin.empty() || origin == begun.value()->origin)) return *begun.value();
  Result<std::string> name = name_log({std::move(origin), &store.entropy()});
  if (!name.ok()) return name.error();
  if (name.value() == anchored || name.value() == store.origin()) {
    return Error{ErrorCode::kUsage, "the log must go on under another origin than it had"};
  }
  RestoreMark mark{std::move(name).value(), anchored, last ? last->size : 0};
  if (Status marked = write_restore_mark(dir, mark); !marked.ok()) return marked.error();
  return mark;
}

}  // namespace

Result<Restored> restore(Store& store, const RestoreOptions& options, const Clock& clock) {
  if (store.anchor() == nullptr || !store.anchor()->exists()) {
    return Error{
        ErrorCode::kUsage,
        "there is no anchor file, so nobody can tell what this copy lacks: put it back, or "
        "name it with --anchor"};
  }
  const Anchored anchored = store.anchor()->get();
  std::optional<Checkpoint> last;
  if (!anchored.note.empty()) {
    Result<Checkpoint> said = checkpoint_in(anchored.note);
    if (!said.ok()) return said.error();
    last = said.value();
  }
  const std::filesystem::path dir = store.projections().parent_path();
  Result<RestoreMark> mark = begin(store, dir, options.origin, last);
  if (!mark.ok()) return mark.error();
  Restored done{mark.value().origin_before, mark.value().size_before, mark.value().origin, 0, 0};
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
  Status gone_on = Done{};
  if (last && anchored.origin != done.origin) {
    gone_on = cite(store, anchored.origin, *last, clock);
  }
  if (gone_on.ok()) gone_on = put_key_aside(options.signing_key);
  if (gone_on.ok()) {
    gone_on = put_checkpoints_aside(dir, random_id(store.entropy()).substr(0, 8));
  }
  if (gone_on.ok()) gone_on = store.rename_log(done.origin);
  if (gone_on.ok()) gone_on = remove_restore_mark(dir);
  if (!gone_on.ok()) return gone_on.error();
  auto size = store.log().size(kPartition);
  if (!size.ok()) return size.error();
  done.size = size.value().value();
  return done;
}

}  // namespace dangol
