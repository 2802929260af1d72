// The way from any thread into a gateway's loop: one bounded queue, and one bell that wakes the loop.
// Nothing of KJ travels in a delivery. Only for sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <variant>
#include <vector>

#include <kj/async.h>

#include "actors/submission.h"
#include "gateway/frame.h"

namespace dangol {

// What became of one request.
struct Delivery {
  std::uint64_t connection = 0;
  std::uint64_t request = 0;
  // Of an append: its outcomes; of a read: its answers.
  std::variant<Outcomes, std::vector<WireFrame>> what;
};

// post() and stop() from any thread; the rest from the loop's. A thread without a loop of its own
// cannot use KJ's executeAsync; a cross-thread fulfiller it can, but that rings only once, so the
// loop hangs up a new one whenever it has emptied the queue.
class Bridge {
 public:
  // `capacity`: what can be on its way at once, which the users see to. One more is a bug.
  explicit Bridge(std::size_t capacity) : capacity_(capacity) {}

  // After close() it is dropped.
  void post(Delivery delivery);
  // Asks the loop to end.
  void stop();

  struct Mail {
    std::vector<Delivery> deliveries;
    bool stop = false;
  };
  // When there is something: all of it.
  kj::Promise<Mail> take();
  // The loop is about to end. Its promises must be gone.
  void close();

 private:
  void ring(kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell);

  const std::size_t capacity_;
  std::mutex mutex_;  // guards what follows
  std::vector<Delivery> queue_;
  bool stop_ = false;
  bool closed_ = false;
  kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell_;  // null: rung
};

}  // namespace dangol
