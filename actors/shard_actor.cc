#include "actors/shard_actor.h"

#include <utility>

#include "actors/customer_actor.h"
#include "actors/engine_limits.h"

namespace dangol {

caf::behavior shard_actor(caf::stateful_actor<ShardState>* self, ShardState::Options options) {
  self->state.start(self, std::move(options));
  return {
      [self](const ShardPart& part) { or_die([&] { self->state.take(part); }); },
      [self](const StreamsLoaded& loaded) { or_die([&] { self->state.admit(loaded); }); },
      [self](const LetSleep& told) { or_die([&] { self->state.rest(told.awake_bytes); }); },
      [self](const CustomerFailed& failed) { self->state.forget(failed.subject); },
  };
}

void ShardState::start(caf::event_based_actor* self, Options options) {
  self_ = self;
  options_ = std::move(options);
}

void ShardState::take(const ShardPart& part) {
  Layout layout;
  // Asked once: all events of one stream in this part get the same answer.
  layout.settled = options_.settled();
  let_sleep(layout.settled, options_.awake_bytes);
  layout.slots.reserve(part.event_indexes.size());
  layout.customers.reserve(part.event_indexes.size());
  std::vector<std::string> to_load;
  for (std::uint32_t index : part.event_indexes) {
    place(part.submission, index, layout, to_load);
  }
  dispatch(std::move(layout));
  request(std::move(to_load));
}

void ShardState::place(const SubmissionPtr& submission, std::uint32_t index, Layout& layout,
                       std::vector<std::string>& to_load) {
  const std::string& subject = submission->events[index].subject;
  const SubjectView key{subject, submission->subject_hashes[index]};
  if (!loading_.empty()) {
    if (auto waiting = loading_.find(key); waiting != loading_.end()) {
      std::deque<Waiting>& queue = waiting->second;
      if (queue.back().submission != submission) queue.push_back({submission, {}});
      queue.back().event_indexes.push_back(index);
      return;
    }
  }
  auto found = awake_.find(key);
  if (found != awake_.end() && found->second.failed) {
    // Its last records may still be on their way; only a settled stream can be read back.
    if (layout.settled < found->second.last_batch) {
      return refuse(submission, {index},
                    {ErrorCode::kUnavailable, "the stream is being brought back after a failure"});
    }
    remove(found);
    found = awake_.end();
  }
  if (found == awake_.end()) {
    loading_[subject].push_back({submission, {index}});
    to_load.push_back(subject);
    return;
  }
  place_on(found->second, submission, index, layout);
}

void ShardState::place_on(Awake& awake, const SubmissionPtr& submission, std::uint32_t index,
                          Layout& layout) {
  if (awake.last_batch != next_batch_) {
    awake.last_batch = next_batch_;
    turns_.splice(turns_.end(), turns_, awake.turn);
    weigh(awake);
    awake.last_slot = static_cast<std::uint32_t>(layout.slots.size());
    layout.slots.emplace_back();
    layout.slots.back().submission = submission;
    layout.customers.push_back(awake.customer);
  }
  layout.slots[awake.last_slot].event_indexes.push_back(index);
}

void ShardState::dispatch(Layout layout) {
  if (layout.slots.empty()) return;
  auto batch =
      std::make_shared<ShardBatch>(options_.number, next_batch_++, std::move(layout.slots));
  for (std::uint32_t i = 0; i < layout.customers.size(); ++i) {
    self_->send(layout.customers[i], FillSlot{batch, i});
  }
}

void ShardState::request(std::vector<std::string> subjects) {
  if (subjects.empty()) return;
  options_.loader->load(std::move(subjects), [self = caf::actor_cast<caf::actor>(self_)](
                                                 std::vector<LoadedStream> streams) {
    caf::anon_send(self,
                   StreamsLoaded{std::make_shared<std::vector<LoadedStream>>(std::move(streams))});
  });
}

void ShardState::admit(const StreamsLoaded& loaded) {
  let_sleep(options_.settled(), options_.awake_bytes);
  std::vector<std::pair<Awake*, std::deque<Waiting>>> queues;
  for (LoadedStream& stream : *loaded.streams) {
    auto node = loading_.extract(stream.subject);
    std::deque<Waiting> queue = std::move(node.mapped());
    if (!stream.writer) {
      for (Waiting& events : queue) {
        refuse(events.submission, events.event_indexes, *stream.error);
      }
      continue;
    }
    std::shared_ptr<StreamWriter> writer = std::move(stream.writer);
    const auto entered = awake_.try_emplace(stream.subject).first;
    Awake& awake = entered->second;
    awake.turn = turns_.insert(turns_.end(), entered->first);
    awake.writer = writer;
    ++options_.count->streams;
    ++options_.count->woken;
    awake.customer = self_->spawn<caf::lazy_init>(
        customer_actor, std::move(writer), options_.journal, caf::actor_cast<caf::actor>(self_));
    queues.emplace_back(&awake, std::move(queue));
  }
  // A batch holds events of one submission: that one's size is bounded, so a frame can hold it.
  while (!queues.empty()) {
    Layout layout;
    const SubmissionPtr submission = queues.front().second.front().submission;
    for (auto& [awake, queue] : queues) {
      if (queue.front().submission != submission) continue;
      for (std::uint32_t index : queue.front().event_indexes) {
        place_on(*awake, submission, index, layout);
      }
      queue.pop_front();
    }
    dispatch(std::move(layout));
    std::erase_if(queues, [](const auto& one) { return one.second.empty(); });
  }
}

void ShardState::weigh(Awake& awake) {
  const std::size_t before = awake.bytes;
  awake.bytes = kAwakeStreamBytes + awake.writer->state_bytes();
  awake_bytes_ += awake.bytes - before;
  options_.count->bytes += awake.bytes - before;
}

void ShardState::remove(BySubject<Awake>::iterator found) {
  awake_bytes_ -= found->second.bytes;
  options_.count->bytes -= found->second.bytes;
  --options_.count->streams;
  turns_.erase(found->second.turn);
  awake_.erase(found);
}

void ShardState::rest(std::size_t awake_bytes) {
  let_sleep(options_.settled(), awake_bytes);
  awake_.rehash(0);
  loading_.rehash(0);
}

void ShardState::let_sleep(std::uint64_t settled, std::size_t awake_bytes) {
  FellAsleep asleep;
  while (awake_bytes_ > awake_bytes && !turns_.empty()) {
    const auto least_recent = awake_.find(view_of(turns_.front()));
    if (least_recent->second.last_batch > settled) break;
    asleep.streams.push_back(least_recent->second.writer->stream());
    remove(least_recent);
    ++options_.count->fell_asleep;
  }
  if (!asleep.streams.empty()) self_->send(options_.journal, std::move(asleep));
}

void ShardState::forget(const std::string& subject) {
  if (auto found = awake_.find(subject); found != awake_.end()) found->second.failed = true;
}

void ShardState::refuse(const SubmissionPtr& submission,
                        const std::vector<std::uint32_t>& event_indexes, const Error& error) {
  for (std::uint32_t index : event_indexes) {
    submission->outcomes[index] = refused_outcome(error);
  }
  submission->answered(event_indexes.size());
}

}  // namespace dangol
