// The one place where the engine takes work in: a budget of bytes in flight, and a door that is shut
// while the store cannot take anything.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>

#include "events/outcome.h"

namespace dangol {

// Thread-safe.
class Admission {
 public:
  enum class WhenFull {
    kWait,
    kRefuse,
    kExceed,  // for what is bounded by itself, and must not starve behind senders that wait
  };

  explicit Admission(std::size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  // Takes a share that leave() gives back. kOverloaded when there is no room now; the reason given
  // to shut() while the door is shut, also to those who wait. One batch always passes, so that a
  // small budget cannot refuse for ever.
  Status enter(std::size_t bytes, WhenFull when_full);
  // Takes a share without asking, for what an admitted event causes elsewhere: what comes after it
  // must wait instead.
  void follow(std::size_t bytes);
  void leave(std::size_t bytes);

  // Nobody enters until open(); who is inside stays.
  void shut(Error why);
  void open();
  // Why nobody enters; nullopt while the door is open.
  std::optional<Error> shut() const;

  // Until open(): who would wait for room waits, who would not is told kOverloaded, and what is bounded
  // by itself kUnavailable.
  void pause();
  bool paused() const;

  // Waits until nothing is in flight.
  void wait_until_empty();

 private:
  const std::size_t budget_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t bytes_ = 0;
  std::size_t count_ = 0;
  std::optional<Error> shut_;
  bool paused_ = false;
};

}  // namespace dangol
