// The alarms that are due first, in a bounded part of memory: a window over the log's alarm rows,
// which keeps up with the frames that set and end them, and reads on where it ends.
//
// Every row of the log up to the window's end is in the window, or was taken. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/format.h"

namespace dangol {

using format::Alarm;

class AlarmSchedule {
 public:
  // Reads up to `limit` alarms of the log behind one, or from the first, in order. Must see every
  // frame that set() and end() were told of.
  using Read = std::function<Result<std::vector<Alarm>>(const std::optional<Alarm>& behind,
                                                        std::size_t limit)>;
  AlarmSchedule(Read read, std::size_t capacity) : read_(std::move(read)), capacity_(capacity) {}

  // What a frame that is stored set and ended, in the order of the frames.
  void set(const Alarm& alarm);
  void end(const Alarm& alarm) { held_.erase(alarm); }

  // The alarm that is due first; nullopt: there is none. Reads the log when none is held; an error of
  // the read changes nothing.
  Result<std::optional<Alarm>> first();
  // Takes one out that is about to ring. REQUIRES: first() just gave it.
  void take(const Alarm& alarm) { held_.erase(alarm); }
  // Puts one back that was taken and is still to ring.
  void put_back(const Alarm& alarm) { set(alarm); }
  std::size_t held() const { return held_.size(); }

 private:
  Status read_on();

  const Read read_;
  const std::size_t capacity_;
  std::set<Alarm> held_;
  std::optional<Alarm> end_;  // of the window; nullopt: nothing was read yet
  bool whole_ = false;        // the window has no end: nothing is behind it
};

// Reads the alarms of a partition, which outlives what is given.
AlarmSchedule::Read alarms_of(const EventLog& log, PartitionId partition);

}  // namespace dangol
