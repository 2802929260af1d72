// Lets a writer that has nothing to do hold little memory: caches and write buffers make work fast, and a
// server waits for work most of the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/heads.h"
#include "gateway/limits.h"
#include "gateway/serving.h"

namespace dangol {

enum class Pace : std::uint8_t { kWork, kRest };

// Looks once a second how much was recorded and read (limits.h). A thread of its own, on which memory is
// given back, too.
class Rest {
 public:
  struct Options {
    std::chrono::milliseconds look_every = kRestLookEvery;
    unsigned idle_looks = kLooksBeforeRest;  // after so many without work it rests; not 0
    // Told when work begins; and after memory was given back, and at each look while it rests, since what
    // comes in by little is to be freed, too.
    std::function<void(Pace)> allocate;
  };
  // `heads`: nullptr, or as of `serving`. Both outlive this.
  Rest(Serving& serving, Heads* heads, Options options);
  ~Rest();
  Rest(const Rest&) = delete;
  Rest& operator=(const Rest&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
