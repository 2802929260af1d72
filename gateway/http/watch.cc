#include "gateway/http/watch.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace dangol {

namespace {

constexpr std::chrono::seconds kWatchEvery{1};

}  // namespace

void WatchTeller::tell_store(const EngineHealth& engine) {
  const EngineHealth& before = last_.engine;
  if (before.serving && (!engine.serving || engine.generation != before.generation)) {
    log_.say(LogLevel::kError, "store-ended",
             {{"generation", before.generation}, {"reason", engine.reason}});
  }
  if (engine.serving && (!before.serving || engine.generation != before.generation)) {
    log_.say(LogLevel::kInfo, "store-began",
             {{"generation", engine.generation}, {"epoch", engine.epoch.value()}});
  }
}

void WatchTeller::tell_change(const char* bad, const char* good, std::string& last,
                              const std::string& now) {
  if (last == now) return;
  if (!now.empty()) log_.say(LogLevel::kWarning, bad, {{"reason", now}});
  if (now.empty()) log_.say(LogLevel::kInfo, good);
  last = now;
}

void WatchTeller::tell(const WatchSight& sight) {
  tell_store(sight.engine);
  tell_change("clock-stopped", "clock-believed", last_.engine.clock_stopped,
              sight.engine.clock_stopped);
  tell_change("alarms-failed", "alarms-read", last_.engine.alarms_failed,
              sight.engine.alarms_failed);
  tell_change("checkpoint-failed", "checkpoint-made", last_.notary.failed, sight.notary.failed);
  tell_change("checkpoint-uncosigned", "checkpoint-cosigned", last_.notary.uncosigned,
              sight.notary.uncosigned);
  std::vector<LogField> refused;
  for (std::size_t i = 0; i < kRefusals; ++i) {
    const std::uint64_t more = sight.refused[i] - last_.refused[i];
    if (more > 0) refused.push_back({to_string(static_cast<Refusal>(i)), more});
  }
  if (!refused.empty()) log_.say(LogLevel::kWarning, "refused", refused);
  for (const SlowRoute& slow : sight.slow) {
    log_.say(LogLevel::kWarning, "slow",
             {{"method", to_string(slow.route->method)},
              {"route", slow.route->path},
              {"requests", slow.requests},
              {"longest_ms", slow.longest_micros / 1000}});
  }
  last_ = sight;
}

class HttpWatch::Impl {
 public:
  Impl(ServiceLog& log, std::function<WatchSight()> look) : teller_(log), look_(std::move(look)) {
    thread_ = std::thread([this] { run(); });
  }
  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    woken_.notify_all();
    thread_.join();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    do {
      lock.unlock();
      teller_.tell(look_());
      lock.lock();
    } while (!woken_.wait_for(lock, kWatchEvery, [this] { return ending_; }));
    teller_.tell(look_());
  }
  WatchTeller teller_;
  const std::function<WatchSight()> look_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable woken_;
  bool ending_ = false;
  std::thread thread_;  // last
};

HttpWatch::HttpWatch(ServiceLog& log, std::function<WatchSight()> look)
    : impl_(std::make_unique<Impl>(log, std::move(look))) {}
HttpWatch::~HttpWatch() = default;

}  // namespace dangol
