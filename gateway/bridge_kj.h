// The way from any thread into a gateway's loop: one bounded queue, and one bell that wakes the loop.
// Nothing of KJ travels in a delivery. Only for sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include <kj/async.h>
#include <kj/debug.h>

#include "actors/submission.h"
#include "gateway/frame.h"

namespace dangol {

// post() and stop() from any thread; the rest from the loop's. A thread without a loop of its own
// cannot use KJ's executeAsync; a cross-thread fulfiller it can, but that rings only once, so the
// loop hangs up a new one whenever it has emptied the queue.
template <class Item>
class BridgeOf {
 public:
  // `capacity`: what can be on its way at once, which the users see to. One more is a bug.
  explicit BridgeOf(std::size_t capacity) : capacity_(capacity) {}

  // After close() it is dropped.
  void post(Item item) {
    Bell bell;
    {
      std::lock_guard lock(mutex_);
      if (closed_) return;
      KJ_ASSERT(queue_.size() < capacity_, queue_.size(), capacity_);
      queue_.push_back(std::move(item));
      bell = kj::mv(bell_);
    }
    ring(kj::mv(bell));
  }
  // Asks the loop to end.
  void stop() {
    Bell bell;
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
      bell = kj::mv(bell_);
    }
    ring(kj::mv(bell));
  }

  struct Mail {
    std::vector<Item> deliveries;
    bool stop = false;
  };
  // When there is something: all of it.
  kj::Promise<Mail> take() {
    std::lock_guard lock(mutex_);
    if (!queue_.empty() || stop_) {
      Mail mail{std::exchange(queue_, {}), std::exchange(stop_, false)};
      return kj::mv(mail);
    }
    auto bell = kj::newPromiseAndCrossThreadFulfiller<void>();
    bell_ = kj::mv(bell.fulfiller);
    return bell.promise.then([this] { return take(); });
  }
  // The loop is about to end. Its promises must be gone.
  void close() {
    Bell bell;
    std::lock_guard lock(mutex_);
    closed_ = true;
    queue_.clear();
    bell = kj::mv(bell_);
  }

 private:
  using Bell = kj::Own<kj::CrossThreadPromiseFulfiller<void>>;
  static void ring(Bell bell) {
    if (bell.get() != nullptr) bell->fulfill();
  }

  const std::size_t capacity_;
  std::mutex mutex_;  // guards what follows
  std::vector<Item> queue_;
  bool stop_ = false;
  bool closed_ = false;
  Bell bell_;  // null: rung
};

// What became of one request.
struct Delivery {
  std::uint64_t connection = 0;
  std::uint64_t request = 0;
  // Of an append: its outcomes; of a read: its answers.
  std::variant<Outcomes, std::vector<WireFrame>> what;
};
using Bridge = BridgeOf<Delivery>;

}  // namespace dangol
