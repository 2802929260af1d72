#include "app/append_pipe.h"

#include <utility>

#include "app/limits.h"

namespace dangol {

AppendPipe::AppendPipe(Appender& appender, AppendOptions options, TakeOutcome take)
    : appender_(appender), options_(std::move(options)), take_(std::move(take)) {}

AppendPipe::~AppendPipe() { appender_.drain(); }

void AppendPipe::add(std::uint64_t line, SentEvent event) {
  bytes_ += event.event.words() * 8;
  events_.push_back(std::move(event));
  lines_.push_back(line);
  // A unit is one batch, whatever its size; the engine says when it is too large.
  if (options_.unit) return;
  if (events_.size() >= kBatchEvents || bytes_ >= kBatchBytes) flush();
}

void AppendPipe::refuse(std::uint64_t line, std::string reason) {
  flush();
  auto batch = std::make_shared<Batch>();
  batch->lines.push_back(line);
  batch->outcomes.emplace_back();
  batch->outcomes.back().code = OutcomeCode::kRejected;
  batch->outcomes.back().reason = std::move(reason);
  batch->answered = true;
  {
    std::lock_guard lock(mutex_);
    batches_.push_back(std::move(batch));
  }
  make_room();
}

void AppendPipe::flush() {
  if (events_.empty()) return;
  auto batch = std::make_shared<Batch>();
  batch->lines = std::exchange(lines_, {});
  bytes_ = 0;
  const std::size_t count = events_.size();
  Status admitted =
      appender_.append(std::exchange(events_, {}), options_, [this, batch](Outcomes outcomes) {
        std::lock_guard lock(mutex_);
        batch->outcomes = std::move(outcomes);
        batch->answered = true;
        changed_.notify_one();
      });
  std::unique_lock lock(mutex_);
  if (!admitted.ok()) {
    batch->outcomes.assign(count, refused_outcome(admitted.error()));
    batch->answered = true;
  }
  batches_.push_back(std::move(batch));
  lock.unlock();
  make_room();
}

void AppendPipe::make_room() {
  hand_out(false);
  std::unique_lock lock(mutex_);
  if (batches_.size() < kBatchesInFlight) return;
  changed_.wait(lock, [this] { return batches_.front()->answered; });
  lock.unlock();
  hand_out(false);
}

void AppendPipe::hand_out(bool wait) {
  std::unique_lock lock(mutex_);
  while (!batches_.empty()) {
    if (!batches_.front()->answered) {
      if (!wait) return;
      changed_.wait(lock, [this] { return batches_.front()->answered; });
    }
    const std::shared_ptr<Batch> batch = std::move(batches_.front());
    batches_.pop_front();
    lock.unlock();
    for (std::size_t i = 0; i < batch->lines.size(); ++i) {
      take_(batch->lines[i], batch->outcomes[i]);
    }
    lock.lock();
  }
}

void AppendPipe::finish() {
  flush();
  hand_out(true);
}

}  // namespace dangol
