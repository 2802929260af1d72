#include "actors/policy_board.h"

#include <utility>

#include "actors/decide.h"

namespace dangol {

PolicyBoard::PolicyBoard(Clock clock, Customer stream)
    : clock_(std::move(clock)), stream_(std::make_shared<const Customer>(std::move(stream))) {}

void PolicyBoard::settled(std::shared_ptr<const Customer> stream) {
  const std::lock_guard lock(mutex_);
  stream_ = std::move(stream);
}

Policies PolicyBoard::now() const {
  const Micros at = clock_();
  std::unique_lock lock(mutex_);
  const std::shared_ptr<const Customer> stream = stream_;
  lock.unlock();
  return policies_of(*stream, at);
}

}  // namespace dangol
