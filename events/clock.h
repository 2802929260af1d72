// Wall time, passed in so that tests and the simulator own it.
#pragma once

#include <chrono>
#include <functional>

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

}  // namespace dangol
