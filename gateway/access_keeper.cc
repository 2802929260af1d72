#include "gateway/access_keeper.h"

#include <utility>

namespace dangol {

AccessKeeper::AccessKeeper(AccessExpiry expiry, std::function<void(const Error&)> told,
                           std::chrono::milliseconds every)
    : expiry_(std::move(expiry)),
      told_(std::move(told)),
      every_(every),
      thread_([this] { keep(); }) {}

AccessKeeper::~AccessKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void AccessKeeper::keep() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, every_, [this] { return stopping_; })) {
    lock.unlock();
    const auto ended = expiry_.run(keeper_of_accesses(), Expiring::kDestroy, ExpirySearch::kOwn);
    if (!ended.ok()) told_(ended.error());
    lock.lock();
  }
}

Viewer keeper_of_accesses() { return {"dangol", "the running writer", Purpose::kAccess}; }

}  // namespace dangol
