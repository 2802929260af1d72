#include "app/reached_writer.h"

#include <utility>

namespace dangol {

ReachedWriter::ReachedWriter(Greeted writer, OpenNext open_next)
    : open_next_(std::move(open_next)),
      client_(std::make_unique<AppendClient>(std::move(writer), [this] { take_over(); })) {}

ReachedWriter::~ReachedWriter() {
  drain();
  client_.reset();
}

Status ReachedWriter::append(std::vector<SentEvent> events, AppendOptions options,
                             AppendDone done) {
  auto batch =
      std::make_shared<Batch>(Batch{std::move(events), std::move(options), std::move(done)});
  std::unique_lock lock(mutex_);
  if (ended_) {
    lock.unlock();
    return append_to_next(std::move(*batch));
  }
  const std::uint64_t number = ++last_number_;
  waiting_.emplace(number, batch);
  lock.unlock();
  // Not under the lock: it may wait for the writer to take what came before.
  Status sent = client_->append(
      batch->events, batch->options,
      [this, number](std::optional<Outcomes> outcomes) { answered(number, std::move(outcomes)); });
  if (sent.ok()) return sent;
  lock.lock();
  waiting_.erase(number);
  lock.unlock();
  return append_to_next(std::move(*batch));
}

Status ReachedWriter::append_to_next(Batch batch) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return next_ || lost_; });
    if (lost_) return *lost_;
  }
  return next_->append(std::move(batch.events), std::move(batch.options), std::move(batch.done));
}

void ReachedWriter::answered(std::uint64_t number, std::optional<Outcomes> outcomes) {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Batch> batch = std::move(waiting_.extract(number).mapped());
  if (!outcomes) {
    handed_back_.emplace(number, batch);
    return;
  }
  lock.unlock();
  batch->done(std::move(*outcomes));
  lock.lock();
  changed_.notify_all();
}

void ReachedWriter::take_over() {
  std::unique_lock lock(mutex_);
  ended_ = true;
  const auto handed_back = std::exchange(handed_back_, {});
  lock.unlock();
  Result<std::unique_ptr<Appender>> next = open_next_();
  for (const auto& [number, batch] : handed_back) {
    const std::size_t count = batch->events.size();
    Status taken = next.ok() ? next.value()->append(std::move(batch->events),
                                                    std::move(batch->options), batch->done)
                             : Status(next.error());
    if (!taken.ok()) batch->done(Outcomes(count, refused_outcome(taken.error())));
  }
  lock.lock();
  if (next.ok()) {
    next_ = std::move(next).value();
  } else {
    lost_ = next.error();
  }
  changed_.notify_all();
}

void ReachedWriter::drain() {
  client_->drain();
  std::unique_lock lock(mutex_);
  if (!ended_ && handed_back_.empty()) return;
  changed_.wait(lock, [this] { return next_ || lost_; });
  if (lost_) return;
  lock.unlock();
  next_->drain();
}

}  // namespace dangol
