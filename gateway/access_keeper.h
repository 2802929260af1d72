// Ends access records while a writer stays: what is over is looked for now and then.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "actors/engine.h"
#include "events/outcome.h"
#include "gateway/access_expiry.h"
#include "gateway/access_limits.h"

namespace dangol {

// Removes the words of what ended from the files while a writer stays. They can be read by nobody: the store
// is taken alone for it only when there are any. Not inside Engine::read.
Status end_words(Engine& engine, ExpirySearch search, Micros now);

// A thread of its own, until it is destroyed. Ends before the engine, and before what `expiry` asks.
class AccessKeeper {
 public:
  // `told` hears on that thread why something could not end; it is tried again.
  AccessKeeper(Engine& engine, AccessExpiry expiry, std::function<void(const Error&)> told,
               std::chrono::milliseconds every = kAccessesLookedAtEvery);
  ~AccessKeeper();
  AccessKeeper(const AccessKeeper&) = delete;
  AccessKeeper& operator=(const AccessKeeper&) = delete;

 private:
  void keep();

  Engine& engine_;
  const AccessExpiry expiry_;
  const std::function<void(const Error&)> told_;
  const std::chrono::milliseconds every_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

// Who ends access records when nobody asks for it.
Viewer keeper_of_accesses();

}  // namespace dangol
