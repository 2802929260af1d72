#include "actors/alarm_bell.h"

#include <utility>

namespace dangol {

AlarmBell::AlarmBell(AlarmClock& clock, Open open, Ring ring, Drive drive)
    : clock_(clock), open_(std::move(open)), ring_(std::move(ring)) {
  if (drive == Drive::kByHand) return;
  look();
  thread_ = std::thread([this] { run(); });
}

AlarmBell::~AlarmBell() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void AlarmBell::look() {
  if (!open_()) return;
  const AlarmClock::Due due = clock_.due();
  for (const Alarm& alarm : due.alarms) ring_(alarm, due.now);
}

void AlarmBell::run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, clock_.pause(), [this] { return stopping_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

}  // namespace dangol
