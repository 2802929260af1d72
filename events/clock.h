// Time, passed in so that tests and the simulator own it.
#pragma once

#include <chrono>
#include <functional>

#include <time.h>

#include "events/ids.h"

namespace dangol {

// Tells the wall time now. Must be callable from any thread.
using Clock = std::function<Micros()>;

inline Clock system_clock() {
  return [] {
    return Micros(std::chrono::duration_cast<std::chrono::microseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count());
  };
}

// Time since the system started, sleep included: nobody sets it.
inline Clock uptime_clock() {
  return [] {
    timespec since{};
    ::clock_gettime(CLOCK_BOOTTIME, &since);
    return Micros(since.tv_sec * 1'000'000 + since.tv_nsec / 1000);
  };
}

}  // namespace dangol
