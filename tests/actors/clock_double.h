// A wall clock and the time since boot, in the hands of a test.
#pragma once

#include <optional>
#include <string>

#include "actors/clock_watch.h"

namespace dangol::test {

inline constexpr Micros seconds(std::int64_t count) { return Micros(count * 1'000'000); }

class Clocks {
 public:
  Micros wall{1'469'585'220'000'000};  // 2016-07-27T11:07:00+09:00
  Micros uptime{3'600'000'000};
  std::string boot = "this boot";
  std::optional<ClockMark> saved;  // as on disk

  // Time passes.
  void pass(Micros time) {
    wall = Micros(wall.value() + time.value());
    uptime = Micros(uptime.value() + time.value());
  }
  // Somebody sets the wall clock.
  void set(Micros by) { wall = Micros(wall.value() + by.value()); }

  ClockWatch::Options options() {
    ClockWatch::Options options;
    options.wall = [this] { return wall; };
    options.uptime = [this] { return uptime; };
    options.boot = boot;
    options.save = [this](const ClockMark& mark) -> Status {
      saved = mark;
      return Done{};
    };
    return options;
  }
  // The watch of a process that starts now.
  ClockWatch watch() { return ClockWatch(options(), saved); }
};

}  // namespace dangol::test
