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

void ShardState::take(ShardPart part) {
  // Events of one subject travel in one slot, in their order.
  std::vector<std::pair<const std::string*, Waiting>> by_subject;
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::uint32_t index : part.event_indexes) {
    const std::string& subject = part.submission->events[index].subject;
    auto [entry, fresh] = seen.try_emplace(subject, by_subject.size());
    if (fresh) by_subject.push_back({&subject, {part.submission, {}}});
    by_subject[entry->second].second.event_indexes.push_back(index);
  }
  Layout layout;
  std::vector<std::string> to_load;
  for (auto& [subject, events] : by_subject) place(*subject, std::move(events), layout, to_load);
  dispatch(std::move(layout));
  request(std::move(to_load));
}

void ShardState::place(const std::string& subject, Waiting events, Layout& layout,
                       std::vector<std::string>& to_load) {
  if (auto waiting = loading_.find(subject); waiting != loading_.end()) {
    waiting->second.push_back(std::move(events));
    return;
  }
  auto found = awake_.find(subject);
  if (found != awake_.end() && found->second.failed) {
    // Its last records may still be on their way; only a settled stream can be read back.
    if (options_.settled() < found->second.last_batch) {
      refuse(events, "the stream is being brought back after a failure");
      return;
    }
    awake_.erase(found);
    found = awake_.end();
  }
  if (found == awake_.end()) {
    loading_[subject].push_back(std::move(events));
    to_load.push_back(subject);
    return;
  }
  found->second.last_batch = next_batch_;
  Slot slot;
  slot.submission = std::move(events.submission);
  slot.event_indexes = std::move(events.event_indexes);
  layout.slots.push_back(std::move(slot));
  layout.customers.push_back(found->second.customer);
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

void ShardState::admit(StreamsLoaded loaded) {
  Layout layout;
  std::vector<std::string> none;
  std::vector<std::pair<std::string, std::deque<Waiting>>> later;
  for (LoadedStream& stream : *loaded.streams) {
    auto node = loading_.extract(stream.subject);
    std::deque<Waiting> queue = std::move(node.mapped());
    if (!stream.writer) {
      for (Waiting& events : queue) refuse(events, stream.error);
      continue;
    }
    awake_[stream.subject].customer =
        self_->spawn<caf::lazy_init>(customer_actor, std::move(stream.writer), options_.journal,
                                     caf::actor_cast<caf::actor>(self_));
    place(stream.subject, std::move(queue.front()), layout, none);
    queue.pop_front();
    if (!queue.empty()) later.emplace_back(stream.subject, std::move(queue));
  }
  dispatch(std::move(layout));
  // One slot a stream and batch: what else waited goes into batches of its own, in order.
  for (auto& [subject, queue] : later) {
    for (Waiting& events : queue) {
      Layout next;
      place(subject, std::move(events), next, none);
      dispatch(std::move(next));
    }
  }
}

void ShardState::forget(const std::string& subject) {
  if (auto found = awake_.find(subject); found != awake_.end()) found->second.failed = true;
}

void ShardState::refuse(Waiting& events, const std::string& reason) {
  for (std::uint32_t index : events.event_indexes) {
    Outcome& outcome = events.submission->outcomes[index];
    outcome.code = OutcomeCode::kUnavailable;
    outcome.reason = reason;
  }
  events.submission->answered(events.event_indexes.size());
}

}  // namespace dangol
