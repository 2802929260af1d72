// A load while it runs, whatever way it goes: what all its senders share.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "app/load/load_plan.h"

namespace dangol {

// Thread-safe. The plan outlives it.
struct LoadRun {
  using Steady = std::chrono::steady_clock;

  explicit LoadRun(const LoadPlan& how)
      : plan(how), popularity(how.workload), begin(Steady::now()), end(begin + how.time) {}
  // Whether `count` more events are to be sent.
  bool take(std::uint64_t count) {
    return plan.events == 0 || sent.fetch_add(count, std::memory_order_relaxed) < plan.events;
  }

  const LoadPlan& plan;
  const Popularity popularity;
  const Steady::time_point begin;
  const Steady::time_point end;
  std::atomic<std::uint64_t> sent = 0;
};

// Never less than nothing.
inline std::uint64_t micros_since(std::chrono::steady_clock::time_point from) {
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - from);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(passed.count(), 0));
}

}  // namespace dangol
