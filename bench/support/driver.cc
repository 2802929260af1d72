#include "bench/support/driver.h"

#include <condition_variable>
#include <mutex>

namespace dangol::bench {

std::unique_ptr<Store> open_store(const std::filesystem::path& dir) {
  Store::Options options;
  options.key_file = (dir / "key").string();
  return demand(Store::open((dir / "store").string(), options));
}

void send(Engine& engine, std::vector<SentEvent> events, std::size_t batch, std::size_t in_flight) {
  std::mutex mutex;
  std::condition_variable answered;
  std::size_t open = 0;
  std::size_t not_recorded = 0;
  for (std::size_t i = 0; i < events.size();) {
    std::vector<SentEvent> part;
    part.reserve(batch);
    for (std::size_t end = std::min(events.size(), i + batch); i < end; ++i) {
      part.push_back(std::move(events[i]));
    }
    {
      std::unique_lock lock(mutex);
      answered.wait(lock, [&] { return open < in_flight; });
      ++open;
    }
    demand(engine.append(std::move(part), {}, [&](Outcomes outcomes) {
      std::lock_guard lock(mutex);
      --open;
      for (const Outcome& outcome : outcomes) {
        not_recorded += outcome.code != OutcomeCode::kRecorded;
      }
      answered.notify_one();
    }));
  }
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return open == 0; });
  if (not_recorded > 0) throw std::runtime_error("not everything was recorded");
}

}  // namespace dangol::bench
