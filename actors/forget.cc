// Forgetting itself: one frame with every stream's record, and then what it owes.
#include <algorithm>

#include "actors/committer.h"
#include "actors/derived_sink.h"
#include "actors/forgetting.h"
#include "actors/own_event_capnp.h"
#include "actors/stream_loader.h"
#include "events/sealing_message_capnp.h"
#include "store/erasures.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};
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

// What one stream records: the stories that are not told any more, then the erasure.
std::vector<SentEvent> events_of(const PlannedErasure& erasure, const ForgetRequest& request,
                                 Entropy& entropy, Micros now) {
  std::vector<SentEvent> events;
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

Error not_recorded(const Outcomes& outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (outcome.code == OutcomeCode::kRecorded) continue;
    const bool rejected = outcome.code == OutcomeCode::kRejected;
    return {rejected ? ErrorCode::kRejected : ErrorCode::kUnavailable, outcome.reason};
  }
  return {ErrorCode::kUnavailable, "nothing was recorded"};
}

bool all_recorded(const Outcomes& outcomes) {
  return std::ranges::all_of(
      outcomes, [](const Outcome& outcome) { return outcome.code == OutcomeCode::kRecorded; });
}

// One slot a stream, all in one batch, and so in one frame.
class OneFrame {
 public:
  OneFrame(Store& store, const Clock& clock)
      : store_(store),
        clock_(clock),
        shared_{store.vault(), store.index(), Sealer(store.vault(), store.entropy()),
                [] { return Policies(); }} {}

  Status add(const PlannedErasure& erasure, const ForgetRequest& request, Micros now) {
    LoadedStream stream = load_stream(store_, shared_, erasure.subject);
    if (!stream.writer) return *stream.error;
    AppendOptions options;
    options.origin = Origin::kForget;
    options.unit = true;
    Slot slot;
    const std::size_t told = answers_.size();
    answers_.emplace_back();
    slot.submission = std::make_shared<Submission>(
        events_of(erasure, request, store_.entropy(), now), std::move(options),
        [this, told](Outcomes outcomes) { answers_[told] = std::move(outcomes); });
    for (std::uint32_t i = 0; i < slot.submission->events.size(); ++i) {
      slot.event_indexes.push_back(i);
    }
    stream.writer->fill(slot);
    if (!all_recorded(slot.submission->outcomes)) return not_recorded(slot.submission->outcomes);
    for (std::size_t i = erasure.stories.size(); i < slot.records.size(); ++i) {
      slot.side_rows.push_back({erasure_row_key(slot.stream, slot.records[i].entry.version), ""});
    }
    slots_.push_back(std::move(slot));
    return Done{};
  }

  Status commit() {
    auto claim = store_.log().claim(kPartition);
    if (!claim.ok()) return claim.error();
    Result<StoredTail> tail = read_tail(store_.log(), kPartition);
    if (!tail.ok()) return tail.error();
    Result<LogTree> tree = LogTree::open(store_.log(), claim.value());
    if (!tree.ok()) return tree.error();
    DerivedSink sink(store_);
    Committer::Options options;
    options.clock = clock_;
    Committer committer(store_.log(), store_.vault(), sink, claim.value(), std::move(tree).value(),
                        tail.value().last_recorded, std::move(options));
    committer.take(std::make_shared<ShardBatch>(0, 1, std::move(slots_)));
    committer.commit_frame();
    for (const Outcomes& outcomes : answers_) {
      if (!all_recorded(outcomes)) return not_recorded(outcomes);
    }
    return Done{};
  }

 private:
  Store& store_;
  const Clock& clock_;
  StreamWriter::Shared shared_;
  std::vector<Slot> slots_;
  std::vector<Outcomes> answers_;
};

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
  OneFrame recording(store, clock);
  for (const PlannedErasure& erasure : plan.value().erasures) {
    if (Status added = recording.add(erasure, request, now); !added.ok()) {
      store.vault().drop_pending();
      return added.error();
    }
  }
  if (Status recorded = recording.commit(); !recorded.ok()) return recorded.error();
  if (Status finished = store.finish_erasures(); !finished.ok()) return finished.error();
  return plan;
}

}  // namespace dangol
