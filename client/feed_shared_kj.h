// What a feed's reader and the client's loop share. Only for sources.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "client/feed.h"
#include "client/limits.h"
#include "client/mailbox_kj.h"

namespace dangol {

// Thread-safe.
class Feed::Shared {
 public:
  explicit Shared(std::shared_ptr<ClientMailbox> mailbox) : mailbox_(std::move(mailbox)) {}

  // The reader's.
  Result<RecordedPage> next(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    const auto there = [this] { return !pages_.empty() || over_; };
    if (!came_.wait_for(lock, timeout, there)) return RecordedPage{{}, cursor_, {}, false};
    if (pages_.empty()) return *over_;
    RecordedPage page = std::move(pages_.front());
    pages_.pop_front();
    cursor_ = page.cursor;
    const auto wanted = std::exchange(wanted_, {});
    lock.unlock();
    if (wanted) mailbox_->post(wanted);
    return page;
  }
  // Its reader has gone.
  void leave() {
    std::unique_lock lock(mutex_);
    left_ = true;
    const auto left = std::exchange(when_left_, {});
    const auto wanted = std::exchange(wanted_, {});
    lock.unlock();
    if (wanted) mailbox_->post(wanted);
    if (left) mailbox_->post(left);
  }

  // The loop's.
  void give(RecordedPage page) {
    const std::lock_guard lock(mutex_);
    if (page.events.empty() && !pages_.empty()) {
      pages_.back().cursor = std::move(page.cursor);  // it says how far it is, and takes no room
    } else {
      pages_.push_back(std::move(page));
    }
    came_.notify_all();
  }
  // Both hold nothing that must end on the loop: who reads may be who drops them.
  // `then` is done on the loop once there is room. False: there is room now.
  bool when_room(std::function<void()> then) {
    const std::lock_guard lock(mutex_);
    if (left_ || pages_.size() < kClientFeedPages) return false;
    wanted_ = std::move(then);
    return true;
  }
  // `then` is done on the loop when the reader goes.
  void when_left(std::function<void()> then) {
    const std::lock_guard lock(mutex_);
    when_left_ = std::move(then);
  }
  void end(Error why) {
    const std::lock_guard lock(mutex_);
    if (!over_) over_ = std::move(why);
    came_.notify_all();
  }
  bool left() const {
    const std::lock_guard lock(mutex_);
    return left_;
  }

 private:
  const std::shared_ptr<ClientMailbox> mailbox_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable came_;
  std::deque<RecordedPage> pages_;
  std::string cursor_;  // behind what the reader has
  std::optional<Error> over_;
  bool left_ = false;
  std::function<void()> wanted_;
  std::function<void()> when_left_;
};

}  // namespace dangol
