#include "gateway/vault_watch.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "events/customer.h"
#include "gateway/held_service.h"
#include "gateway/vault_health.h"
#include "gateway/vault_limits.h"
#include "gateway/vault_rotating.h"

namespace dangol {

std::vector<std::string> watch_vaults(Engine& engine, Micros now) {
  std::vector<std::string> due;
  // While the store is being opened again nobody can look; the next look will.
  const auto take = [&](const Status& looked) {
    if (!looked.ok() && looked.error().code != ErrorCode::kUnavailable) {
      due.push_back(looked.error().message);
    }
  };
  take(tell_rotation(engine));
  VaultHealth health;
  const auto look = [&] {
    return engine.read([&](Store& store) -> Status {
      Result<VaultHealth> seen = look_at_vaults(store, now);
      if (seen.ok()) health = seen.value();
      return seen.ok() ? Status(Done{}) : seen.error();
    });
  };
  Status looked = look();
  if (looked.ok() && health.held_over > 0) {
    // Where its key is at hand; else the officer is told.
    const HeldService held(engine, {}, [now] { return now; });
    if (held.expire(HeldService::Expiring::kDestroy, false).ok()) looked = look();
  }
  take(looked);
  if (!looked.ok()) return due;
  for (std::string& alarm : vault_alarms(health, now)) due.push_back(std::move(alarm));
  return due;
}

class VaultWatch::Impl {
 public:
  Impl(Engine& engine, Say say, Clock clock)
      : engine_(engine), say_(std::move(say)), clock_(std::move(clock)) {
    thread_ = std::thread([this] { watch(); });
  }
  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void watch() {
    std::unique_lock lock(mutex_);
    do {
      lock.unlock();
      look();
      lock.lock();
    } while (!wake_.wait_for(lock, kVaultWatchEvery, [this] { return stopping_; }));
  }

  void look() {
    const Micros now = clock_();
    const std::vector<std::string> due = watch_vaults(engine_, now);
    if (due == said_ && now.value() - said_at_.value() < kMicrosPerDay) return;
    for (const std::string& sentence : due) say_(sentence);
    said_ = due;
    said_at_ = now;
  }

  Engine& engine_;
  const Say say_;
  const Clock clock_;
  std::vector<std::string> said_;
  Micros said_at_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

VaultWatch::VaultWatch(Engine& engine, Say say, Clock clock)
    : impl_(std::make_unique<Impl>(engine, std::move(say), std::move(clock))) {}
VaultWatch::~VaultWatch() = default;

}  // namespace dangol
