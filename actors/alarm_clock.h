// Says which streams are to be asked now what has lapsed: the alarms that are due by a wall clock that
// may be believed, no faster than the limits allow, each until it is answered.
//
// Thread-safe. Belongs to one generation: the next one reads the rows again.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actors/alarm_limits.h"
#include "actors/alarm_schedule.h"
#include "actors/clock_watch.h"
#include "store/event_log.h"

namespace dangol {

class AlarmClock {
 public:
  // `watch` outlives the clock.
  AlarmClock(ClockWatch& watch, AlarmSchedule::Read read, std::size_t capacity = kScheduledAlarms);

  // What a frame did to side rows; called in the order of the frames, once they are stored and before
  // what they answer is answered.
  void settled(std::span<const SideRow> rows);

  struct Due {
    Micros now;
    std::vector<Alarm> alarms;
  };
  // Looks at the clock. What to ring now: each must be answered.
  Due due();
  // One that was rung was answered with this outcome.
  void answered(const Alarm& alarm, OutcomeCode code);
  // How long until due() is worth asking again.
  std::chrono::microseconds pause();

  // Why alarms cannot be read; empty while they can.
  std::string failure() const;

 private:
  // A stream that was asked, or is to be asked again from a moment on.
  using Ringing = std::map<Alarm, std::optional<Micros>>;

  void allow(Micros uptime);
  void take_due(Micros now, std::vector<Alarm>& alarms);
  void take_again(Micros uptime, std::vector<Alarm>& alarms);

  ClockWatch& watch_;
  mutable std::mutex mutex_;
  AlarmSchedule schedule_;
  Ringing ringing_;
  std::int64_t allowed_ = kRingingAlarms;  // that may ring at once
  Micros allowed_at_;                      // time since boot up to which that counts
  std::string failure_;
};

}  // namespace dangol
