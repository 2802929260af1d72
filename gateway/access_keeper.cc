#include "gateway/access_keeper.h"

#include <utility>

namespace dangol {

Status end_words(Engine& engine, ExpirySearch search, Micros now) {
  bool has = false;
  Status looked = engine.read([&](Store& store) -> Status {
    auto found = has_ended_words(store, search, now);
    if (!found.ok()) return found.error();
    has = found.value();
    return Done{};
  });
  if (!looked.ok() || !has) return looked;
  return engine.alone([&](Store& store, const Clock&) -> Status {
    auto removed = remove_ended_words(store, search, now);
    return removed.ok() ? Status(Done{}) : removed.error();
  });
}

AccessKeeper::AccessKeeper(Engine& engine, AccessExpiry expiry,
                           std::function<void(const Error&)> told, std::chrono::milliseconds every)
    : engine_(engine),
      expiry_(std::move(expiry)),
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
    const Status gone = end_words(engine_, ExpirySearch::kOwn, expiry_.clock());
    if (!gone.ok()) told_(gone.error());
    lock.lock();
  }
}

Viewer keeper_of_accesses() { return {"dangol", "the running writer", Purpose::kAccess}; }

}  // namespace dangol
