// Decides whether the wall clock may be believed when it says that something is due.
//
// The wall clock is compared with the time since boot, which nobody sets: when the two move against
// each other by more than kMaxClockJump between two looks, the clock's events stop, and nothing else
// does, until an operator confirms. A stop outlives the process, and so does what the clocks said: a
// clock that was set while no process ran is found at the next start of the same boot. After another
// boot only the log can tell: a wall clock that is behind its last record was set back. A process that
// was down for long is no jump, and smaller steps, as time services make them, pass.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "events/clock.h"
#include "events/outcome.h"
#include "store/clock_mark.h"

namespace dangol {

// Thread-safe.
class ClockWatch {
 public:
  struct Options {
    Clock wall = system_clock();
    Clock uptime = uptime_clock();
    std::string boot = this_boot();
    // Keeps the mark for the next start; what fails is tried again at the next look.
    std::function<Status(const ClockMark&)> save;
  };
  // `mark` is what the last process left: nullopt when there was none.
  ClockWatch(Options options, const Result<std::optional<ClockMark>>& mark);

  // The log's last record was stamped at this time. To be told before the first look.
  void recorded_until(Micros last_recorded);

  // What the wall clock shows; nullopt while the clock's events stand still. A jump is found here.
  std::optional<Micros> look();
  // An operator says that the wall clock is right as it is.
  void confirm();
  // Why the clock's events stand still, a sentence; empty while they do not.
  std::string stopped() const;

  Micros wall() const { return options_.wall(); }
  Micros uptime() const { return options_.uptime(); }

 private:
  struct Reading {
    Micros wall;
    Micros uptime;
  };
  Reading read() const;
  void stop(std::string reason);
  void save();

  const Options options_;
  mutable std::mutex mutex_;
  ClockMark mark_;
  std::optional<ClockMark> saved_;
  Micros highest_;  // that a record can have been stamped with
};

}  // namespace dangol
