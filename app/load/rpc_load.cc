#include "app/load/rpc_load.h"

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/limits.h"
#include "app/load/load_run.h"
#include "client/client.h"

namespace dangol {

namespace {

using Steady = std::chrono::steady_clock;

// Nobody listens where nobody has answered by then.
constexpr std::chrono::milliseconds kReach{1'000};

// What comes of a feed by then has come; more is not there. The first page may take longer.
constexpr std::chrono::milliseconds kFirstPage{10'000};
constexpr std::chrono::milliseconds kNextPage{500};

// One sender, one request at a time. One thread's.
class RpcSender {
 public:
  RpcSender(LoadRun& shared, std::size_t number, Client& client, LoadResult& result)
      : shared_(shared),
        number_(number),
        client_(client),
        result_(result),
        maker_(shared.plan.workload, shared.popularity, number),
        random_(shared.plan.workload.seed + number) {}

  void run() {
    const LoadPlan& plan = shared_.plan;
    std::vector<SentEvent> batch = next_batch();
    for (std::uint64_t turn = 0;; ++turn) {
      Steady::time_point when = Steady::now();
      if (plan.rate > 0) when = shared_.begin + due_after(plan, number_, turn);
      if (std::max(when, Steady::now()) >= shared_.end) return;
      std::this_thread::sleep_until(when);
      if (std::bernoulli_distribution(plan.reads)(random_)) {
        read(when);
        continue;
      }
      if (!shared_.take(plan.batch)) return;
      const Outcomes outcomes = client_.append(std::move(batch)).get();
      result_.appends.add(micros_since(when));
      for (const Outcome& outcome : outcomes) ++result_.outcomes[to_string(outcome.code)];
      batch = next_batch();
    }
  }

 private:
  std::vector<SentEvent> next_batch() {
    std::vector<SentEvent> batch;
    batch.reserve(shared_.plan.batch);
    for (std::size_t i = 0; i < shared_.plan.batch; ++i) batch.push_back(maker_.next_sent());
    return batch;
  }
  void read(Steady::time_point when) {
    const auto page = client_.history(maker_.customer()).get();
    // Who was not sent anything yet is nobody.
    if (!page.ok() && page.error().code != ErrorCode::kNotFound) {
      ++result_.broken;
      return;
    }
    result_.reads.add(micros_since(when));
  }

  LoadRun& shared_;
  const std::size_t number_;
  Client& client_;
  LoadResult& result_;
  EventMaker maker_;
  std::mt19937_64 random_;
};

// Reads everything, until it has caught up or the time is over.
void read_feed(const LoadRun& shared, Client& client, LoadResult& result) {
  Feed feed = client.feed();
  while (Steady::now() < shared.end) {
    const auto page = feed.next(result.fed == 0 ? kFirstPage : kNextPage);
    if (!page.ok()) {
      ++result.broken;
      return;
    }
    if (page.value().events.empty()) return;
    result.fed += page.value().events.size();
    result.feed_seconds = static_cast<double>(micros_since(shared.begin)) / 1e6;
  }
}

}  // namespace

Result<LoadResult> run_rpc_load(const LoadPlan& plan) {
  if (Status checked = check_plan(plan); !checked.ok()) return checked.error();
  if (plan.connections + plan.feeds > kMaxLoadThreads) {
    return Error{
        ErrorCode::kUsage,
        fmt::format("over RPC a load has at most {} senders and readers", kMaxLoadThreads)};
  }
  ClientOptions options;
  options.server = plan.server;
  options.token = plan.token;
  options.connect_timeout = kReach;
  options.batches.events = std::max(options.batches.events, plan.batch);
  std::vector<std::unique_ptr<Client>> clients;
  while (clients.size() < plan.threads) {
    auto client = Client::connect(options);
    if (!client.ok()) return client.error();
    clients.push_back(std::move(client).value());
  }
  LoadRun shared(plan);
  std::vector<LoadResult> results(plan.connections + plan.feeds);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&, i] {
      Client& client = *clients[i % clients.size()];
      if (i < plan.connections) {
        RpcSender(shared, i, client, results[i]).run();
      } else {
        read_feed(shared, client, results[i]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  LoadResult all;
  for (const LoadResult& one : results) add_result(all, one);
  all.seconds = std::chrono::duration<double>(Steady::now() - shared.begin).count();
  return all;
}

}  // namespace dangol
