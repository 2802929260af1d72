// Claim: replaying every customer's state from the log alone runs at 0.33 or more of a bare scan of
// the same log.
//
// The bare scan reads every entry and core through the log's own cursor and looks at nothing. Replay
// is measured as the product runs it (every entry, core and words hashed and compared, chain and
// version followed) and without the checks. Unfair would be a log in the page cache for one side
// only: the log is read once before the clock starts.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "bench/support/driver.h"
#include "bench/support/workload.h"
#include "replay/fold.h"
#include "store/store.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;
constexpr PartitionId kPartition{0};
constexpr double kGoal = 0.33;

std::uint64_t scan(const EventLog& log, ReadWords words) {
  std::uint64_t records = 0;
  auto cursor = log.read({kPartition, Position()}, words);
  for (LogCursor::Item item; demand(cursor->next(item));) ++records;
  return records;
}

std::uint64_t fold(const EventLog& log, bool check, unsigned threads) {
  FoldOptions options;
  options.check = check;
  options.threads = threads;
  return demand(fold_log(log, kPartition, options)).records;
}

double rate_of(const std::function<std::uint64_t()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t records = work();
  return static_cast<double>(records) / seconds_since(start);
}

}  // namespace

void run(const fs::path& dir, int rounds, std::size_t events) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  auto store = open_store(dir);
  {
    auto engine = demand(Engine::start(*store, {}));
    Shape shape;
    send(*engine, first_events(shape), 500, 16);
    send(*engine, make_events(shape, events, 2 * shape.customers), 500, 16);
  }
  const EventLog& log = store->log();
  scan(log, ReadWords::kYes);
  std::vector<double> bare, plain, checked, one_thread;
  for (int round = 0; round < rounds; ++round) {
    bare.push_back(rate_of([&] { return scan(log, ReadWords::kNo); }));
    plain.push_back(rate_of([&] { return fold(log, false, 2); }));
    checked.push_back(rate_of([&] { return fold(log, true, 2); }));
    one_thread.push_back(rate_of([&] { return fold(log, false, 1); }));
  }
  const double base = median(bare);
  fmt::print("{:<52} {:>10} {:>6}\n", fmt::format("replay of {} events, 100,000 customers", events),
             "events/s", "ratio");
  fmt::print("{:<52} {:>10.0f}\n", "bare scan of entries and cores", base);
  const auto row = [&](const char* name, double rate, double goal) {
    fmt::print("{:<52} {:>10.0f} {:>6.2f}  {}\n", name, rate, rate / base,
               goal == 0             ? ""
               : rate >= goal * base ? fmt::format("goal {:.2f}: met", goal)
                                     : fmt::format("goal {:.2f}: NOT met", goal));
  };
  row("replay of all states, two threads", median(plain), kGoal);
  row("replay of all states, every hash and chain checked", median(checked), 0);
  row("replay of all states, one thread", median(one_thread), 0);
  fs::remove_all(dir);
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  const std::size_t events = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1'000'000;
  try {
    dangol::bench::run(dir, rounds, events);
  } catch (const std::exception& error) {
    fmt::print(stderr, "replay_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
