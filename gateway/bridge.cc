#include <utility>

#include <kj/debug.h>

#include "gateway/bridge_kj.h"

namespace dangol {

void Bridge::post(Delivery delivery) {
  kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    KJ_ASSERT(queue_.size() < capacity_, queue_.size(), capacity_);
    queue_.push_back(std::move(delivery));
    bell = kj::mv(bell_);
  }
  ring(kj::mv(bell));
}

void Bridge::stop() {
  kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell;
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    bell = kj::mv(bell_);
  }
  ring(kj::mv(bell));
}

void Bridge::ring(kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell) {
  if (bell.get() != nullptr) bell->fulfill();
}

kj::Promise<Bridge::Mail> Bridge::take() {
  std::lock_guard lock(mutex_);
  if (!queue_.empty() || stop_) {
    Mail mail{std::exchange(queue_, {}), std::exchange(stop_, false)};
    return kj::mv(mail);
  }
  auto bell = kj::newPromiseAndCrossThreadFulfiller<void>();
  bell_ = kj::mv(bell.fulfiller);
  return bell.promise.then([this] { return take(); });
}

void Bridge::close() {
  kj::Own<kj::CrossThreadPromiseFulfiller<void>> bell;
  std::lock_guard lock(mutex_);
  closed_ = true;
  queue_.clear();
  bell = kj::mv(bell_);
}

}  // namespace dangol
