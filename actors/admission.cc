#include "actors/admission.h"

#include <utility>

namespace dangol {

Status Admission::enter(std::size_t bytes, WhenFull when_full) {
  std::unique_lock lock(mutex_);
  const auto room = [&] { return !paused_ && (bytes_ == 0 || bytes_ + bytes <= budget_bytes_); };
  if (when_full == WhenFull::kWait) {
    changed_.wait(lock, [&] { return shut_ || room(); });
  }
  if (shut_) return *shut_;
  if (when_full == WhenFull::kRefuse && !room()) {
    return Error{ErrorCode::kOverloaded, "too much is in flight; try again in a moment"};
  }
  if (paused_) return Error{ErrorCode::kUnavailable, "the store stands still for a moment"};
  bytes_ += bytes;
  ++count_;
  return Done{};
}

void Admission::follow(std::size_t bytes) {
  std::lock_guard lock(mutex_);
  bytes_ += bytes;
  ++count_;
}

void Admission::leave(std::size_t bytes) {
  std::lock_guard lock(mutex_);
  bytes_ -= bytes;
  --count_;
  changed_.notify_all();
}

void Admission::shut(Error why) {
  std::lock_guard lock(mutex_);
  shut_ = std::move(why);
  changed_.notify_all();
}

void Admission::open() {
  std::lock_guard lock(mutex_);
  shut_.reset();
  paused_ = false;
  changed_.notify_all();
}

void Admission::pause() {
  std::lock_guard lock(mutex_);
  paused_ = true;
}

bool Admission::paused() const {
  std::lock_guard lock(mutex_);
  return paused_;
}

std::optional<Error> Admission::shut() const {
  std::lock_guard lock(mutex_);
  return shut_;
}

void Admission::wait_until_empty() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return count_ == 0; });
}

}  // namespace dangol
