// The way from any thread into a client's loop: what is to be sent, what is to be done, and one bell that wakes the
// loop. Only for sources.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <kj/async.h>

#include "client/outbox.h"

namespace dangol {

// From any thread, but for what is said to be the loop's.
class ClientMailbox {
 public:
  explicit ClientMailbox(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  using Job = std::function<void()>;

  enum class WhenNoRoom : std::uint8_t { kWait, kLeave };
  // Takes parcels once there is room for them, or leaves them where they are: false. What is larger than all room
  // there is has room when there is nothing else. The loop's own thread never waits.
  bool send(std::vector<Parcel>& parcels, std::size_t bytes, WhenNoRoom when_no_room) {
    Bell bell;
    {
      std::unique_lock lock(mutex_);
      while (bytes_ > 0 && bytes_ + bytes > max_bytes_ && !closed_ &&
             std::this_thread::get_id() != loop_) {
        if (when_no_room == WhenNoRoom::kLeave) return false;
        room_.wait(lock);
      }
      if (closed_) return false;
      bytes_ += bytes;
      for (Parcel& parcel : parcels) mail_.parcels.push_back(std::move(parcel));
      bell = kj::mv(bell_);
    }
    ring(kj::mv(bell));
    return true;
  }
  // So much of what was sent is answered.
  void released(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    bytes_ -= bytes;
    room_.notify_all();
  }
  // False: the loop has ended, and it is not done.
  bool post(Job job) {
    Bell bell;
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return false;
      mail_.jobs.push_back(std::move(job));
      bell = kj::mv(bell_);
    }
    ring(kj::mv(bell));
    return true;
  }

  struct Mail {
    std::vector<Parcel> parcels;
    std::vector<Job> jobs;
    bool empty() const { return parcels.empty() && jobs.empty(); }
  };
  // The loop's: all that there is, once there is something.
  kj::Promise<Mail> take() {
    const std::lock_guard lock(mutex_);
    loop_ = std::this_thread::get_id();
    if (!mail_.empty()) return std::exchange(mail_, {});
    auto bell = kj::newPromiseAndCrossThreadFulfiller<void>();
    bell_ = kj::mv(bell.fulfiller);
    return bell.promise.then([this] { return take(); });
  }
  // The loop's: it is about to end, and its promises are gone. What was left is returned.
  Mail close() {
    Bell bell;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    room_.notify_all();
    bell = kj::mv(bell_);
    return std::exchange(mail_, {});
  }

 private:
  using Bell = kj::Own<kj::CrossThreadPromiseFulfiller<void>>;
  static void ring(Bell bell) {
    if (bell.get() != nullptr) bell->fulfill();
  }

  const std::size_t max_bytes_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable room_;
  std::thread::id loop_;
  std::size_t bytes_ = 0;
  Mail mail_;
  bool closed_ = false;
  Bell bell_;  // null: rung
};

}  // namespace dangol
