// Rings what an alarm clock says is due, on a thread of its own or when it is told to look.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "actors/alarm_clock.h"

namespace dangol {

class AlarmBell {
 public:
  // Asks the stream of an alarm; must not wait, and must see to it that the alarm is answered.
  using Ring = std::function<void(const Alarm& alarm, Micros now)>;
  // False while no stream can be asked: then it does not look.
  using Open = std::function<bool()>;
  enum class Drive : std::uint8_t { kThread, kByHand };

  // Looks once before it returns, so that what is due at a start is asked first; by hand, not even
  // that. `clock` outlives the bell.
  AlarmBell(AlarmClock& clock, Open open, Ring ring, Drive drive);
  // Nothing rings after it.
  ~AlarmBell();
  AlarmBell(const AlarmBell&) = delete;
  AlarmBell& operator=(const AlarmBell&) = delete;

  // Rings what is due now. Thread-safe.
  void look();

 private:
  void run();

  AlarmClock& clock_;
  const Open open_;
  const Ring ring_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace dangol
