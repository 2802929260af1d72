#include "actors/shard_actor.h"

#include <utility>

#include "actors/customer_actor.h"

namespace dangol {

caf::behavior shard_actor(caf::stateful_actor<ShardState>* self, ShardState::Options options) {
  self->state.start(self, std::move(options));
  return {
      [self](const ShardPart& part) { self->state.take(part); },
      [self](const StreamsLoaded& loaded) { self->state.admit(loaded); },
      [self](const CustomerFailed& failed) { self->state.forget(failed.subject); },
  };
}

void ShardState::start(caf::event_based_actor* self, Options options) {
  self_ = self;
  options_ = std::move(options);
}

void ShardState::take(const ShardPart& part) {
  Layout layout;
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
    if (options_.settled() < found->second.last_batch) {
      return refuse(submission, {index}, "the stream is being brought back after a failure");
    }
    awake_.erase(found);
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
  std::vector<std::pair<Awake*, std::deque<Waiting>>> queues;
  for (LoadedStream& stream : *loaded.streams) {
    auto node = loading_.extract(stream.subject);
    std::deque<Waiting> queue = std::move(node.mapped());
    if (!stream.writer) {
      for (Waiting& events : queue) refuse(events.submission, events.event_indexes, stream.error);
      continue;
    }
    Awake& awake = awake_[stream.subject];
    awake.customer =
        self_->spawn<caf::lazy_init>(customer_actor, std::move(stream.writer), options_.journal,
                                     caf::actor_cast<caf::actor>(self_));
    queues.emplace_back(&awake, std::move(queue));
  }
  // A slot holds events of one submission: what else a stream waited with goes into later batches.
  while (!queues.empty()) {
    Layout layout;
    for (auto& [awake, queue] : queues) {
      for (std::uint32_t index : queue.front().event_indexes) {
        place_on(*awake, queue.front().submission, index, layout);
      }
      queue.pop_front();
    }
    dispatch(std::move(layout));
    std::erase_if(queues, [](const auto& one) { return one.second.empty(); });
  }
}

void ShardState::forget(const std::string& subject) {
  if (auto found = awake_.find(subject); found != awake_.end()) found->second.failed = true;
}

void ShardState::refuse(const SubmissionPtr& submission,
                        const std::vector<std::uint32_t>& event_indexes,
                        const std::string& reason) {
  for (std::uint32_t index : event_indexes) {
    Outcome& outcome = submission->outcomes[index];
    outcome.code = OutcomeCode::kUnavailable;
    outcome.reason = reason;
  }
  submission->answered(event_indexes.size());
}

}  // namespace dangol
