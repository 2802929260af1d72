#include "actors/one_frame.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "actors/committer.h"
#include "actors/derived_sink.h"
#include "actors/stream_loader.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};  // an embedded store has one

bool all_recorded(const Outcomes& outcomes) {
  return std::ranges::all_of(
      outcomes, [](const Outcome& outcome) { return outcome.code == OutcomeCode::kRecorded; });
}

Error not_recorded(const Outcomes& outcomes) {
  for (const Outcome& outcome : outcomes) {
    if (outcome.code == OutcomeCode::kRecorded) continue;
    const bool rejected = outcome.code == OutcomeCode::kRejected;
    return {rejected ? ErrorCode::kRejected : ErrorCode::kUnavailable, outcome.reason};
  }
  return {ErrorCode::kUnavailable, "nothing was recorded"};
}

}  // namespace

OneFrame::OneFrame(Store& store, Vault& vault, Clock clock)
    : store_(store),
      clock_(std::move(clock)),
      shared_{vault, store.index(), Sealer(vault, store.entropy()), [] { return Policies(); }} {}

Result<Slot*> OneFrame::add(const std::string& subject, std::vector<SentEvent> events,
                            Origin origin) {
  LoadedStream stream = load_stream(store_, shared_, subject);
  if (!stream.writer) return *stream.error;
  AppendOptions options;
  options.origin = origin;
  options.unit = true;
  Outcomes& answer = answers_.emplace_back();
  Slot& slot = slots_.emplace_back();
  slot.submission =
      std::make_shared<Submission>(std::move(events), std::move(options),
                                   [&answer](Outcomes outcomes) { answer = std::move(outcomes); });
  for (std::uint32_t i = 0; i < slot.submission->events.size(); ++i) {
    slot.event_indexes.push_back(i);
  }
  stream.writer->fill(slot);
  if (!all_recorded(slot.submission->outcomes)) return not_recorded(slot.submission->outcomes);
  return &slot;
}

Status OneFrame::commit() {
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
  std::vector<Slot> slots(std::make_move_iterator(slots_.begin()),
                          std::make_move_iterator(slots_.end()));
  committer.take(std::make_shared<ShardBatch>(0, 1, std::move(slots)));
  committer.commit_frame();
  for (const Outcomes& outcomes : answers_) {
    if (outcomes.empty() || !all_recorded(outcomes)) return not_recorded(outcomes);
  }
  return Done{};
}

}  // namespace dangol
