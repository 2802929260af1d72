// How long to wait before something is tried again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace dangol {

// Twice as long after each failure, up to a bound, and of that a random half to whole: so that clients whom one
// failure met do not all come back at once. Not thread-safe.
class Backoff {
 public:
  using Wait = std::chrono::milliseconds;
  // REQUIRES: 0 < first <= longest.
  Backoff(Wait first, Wait longest, std::uint64_t seed)
      : first_(first), longest_(longest), whole_(first), random_(seed) {}

  Wait next() {
    const Wait whole = whole_;
    whole_ = std::min(longest_, whole_ * 2);
    const auto low = std::max<Wait::rep>(whole.count() / 2, 1);
    return Wait(
        std::uniform_int_distribution<Wait::rep>(low, std::max(low, whole.count()))(random_));
  }
  // It went well.
  void reset() { whole_ = first_; }

 private:
  Wait first_;
  Wait longest_;
  Wait whole_;
  std::mt19937_64 random_;
};

}  // namespace dangol
