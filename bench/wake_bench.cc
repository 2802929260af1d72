// Claim: two readers bring 30,000 sleeping customers a second into memory from their snapshots, also out
// of a store of a million; without a snapshot a customer of ten events costs little more than reading
// them.
//
// Every customer is woken once, in random order, through the reader pool that the engine uses: token and
// keys from the vault, snapshot, its check against the log, and the index asked for what came since.
// The store is opened anew before each measurement, so that nothing of ours is cached; the files are in
// the system's cache where they fit. What would make it unfair: customers in the order in which they
// were written, fewer customers than the caches hold, or snapshots that were just written and are
// still in a memtable (the store was closed in between).
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <numeric>
#include <random>

#include <fmt/format.h>

#include "actors/loader.h"
#include "actors/stream_loader.h"
#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/workload.h"
#include "store/stream_state.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 500, kInFlight = 16;
constexpr std::uint32_t kChunk = 50'000;     // events made at once
constexpr std::size_t kEach = 10;            // events a customer
constexpr std::size_t kAtOnce = 1000;        // subjects a request, as a sender's full batch brings
constexpr std::size_t kWokenMost = 200'000;  // in one measurement
constexpr double kGoal = 30'000;

std::string subject(std::uint32_t customer) { return fmt::format("customer/{:06}", customer); }

// Ten rounds over all customers, so that each one's events lie far apart.
void fill(const fs::path& dir, std::uint32_t customers) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  Shape shape;
  shape.customers = customers;
  auto store = open_store(dir);
  auto engine = demand(Engine::start(*store, {}));
  std::uint64_t id = 0;
  const auto since = std::chrono::steady_clock::now();
  for (std::size_t round = 0; round < kEach; ++round) {
    for (std::uint32_t begin = 0; begin < customers; begin += kChunk) {
      const std::uint32_t end = std::min(customers, begin + kChunk);
      send(*engine, one_of_each(shape, begin, end, id), kBatch, kInFlight);
      id += end - begin;
    }
  }
  fmt::print("{} customers of {} events, recorded in {:.0f} s\n", customers, kEach,
             seconds_since(since));
}

// A snapshot of every customer as it stands.
void take_snapshots(const fs::path& dir, std::uint32_t customers) {
  auto store = open_store(dir);
  std::size_t bytes = 0;
  for (std::uint32_t begin = 0; begin < customers; begin += kAtOnce) {
    std::vector<std::string> subjects;
    for (std::uint32_t n = begin; n < std::min<std::uint32_t>(customers, begin + kAtOnce); ++n) {
      subjects.push_back(subject(n));
    }
    std::vector<StreamToken> streams;
    for (auto& token : store->vault().tokens_of(subjects)) streams.push_back(demand(token));
    std::vector<Snapshot> snapshots;
    for (auto& loaded : load_stream_states(*store, streams)) {
      const Customer state = demand(std::move(loaded)).customer;
      auto last = demand(store->index().last(state.self));
      snapshots.push_back({state.self,
                           state.version,
                           state.chain,
                           {PartitionId(0), last->position},
                           encode_state(state)});
      bytes += snapshots.back().state.size();
    }
    demand(store->snapshots().put(snapshots));
  }
  fmt::print("snapshots of {} bytes\n", bytes / customers);
}

bool has_snapshots(const fs::path& dir) {
  auto store = open_store(dir);
  return demand(store->snapshots().get(demand(store->vault().token_of(subject(0))))).has_value();
}

void measure(const fs::path& dir, std::uint32_t customers, std::size_t threads, const char* what,
             double goal) {
  std::vector<std::uint32_t> order(customers);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(7));
  order.resize(std::min(order.size(), kWokenMost));
  auto store = open_store(dir);
  StreamWriter::Shared shared{store->vault(), store->index(),
                              Sealer(store->vault(), store->entropy())};
  Loader loader(
      [&](std::span<const std::string> subjects) { return load_streams(*store, shared, subjects); },
      threads);
  std::mutex mutex;
  std::condition_variable come;
  std::size_t asked = 0, woken = 0, failed = 0;
  const double cpu = cpu_seconds();
  const auto since = std::chrono::steady_clock::now();
  while (asked < order.size()) {
    std::vector<std::string> subjects;
    for (; subjects.size() < kAtOnce && asked < order.size(); ++asked) {
      subjects.push_back(subject(order[asked]));
    }
    loader.load(std::move(subjects), [&](std::vector<LoadedStream> streams) {
      std::size_t broken = 0;
      for (LoadedStream& stream : streams) {
        broken += !stream.writer || stream.writer->head().version != Version(kEach);
      }
      const std::size_t count = streams.size();
      streams.clear();  // asleep again, on this thread
      std::lock_guard lock(mutex);
      woken += count;
      failed += broken;
      come.notify_all();
    });
    std::unique_lock lock(mutex);
    come.wait(lock, [&] { return asked - woken <= 3 * kAtOnce; });
  }
  std::unique_lock lock(mutex);
  come.wait(lock, [&] { return woken == asked; });
  if (failed > 0) throw std::runtime_error("not everybody woke as they fell asleep");
  const double seconds = seconds_since(since);
  const double rate = static_cast<double>(woken) / seconds;
  fmt::print("{:<24} {} readers {:>8.0f} /s {:>6.1f} us of processor time {:>6.0f} MiB  {}\n", what,
             threads, rate, (cpu_seconds() - cpu) * 1e6 / static_cast<double>(woken),
             resident_mib(),
             goal == 0      ? ""
             : rate >= goal ? "goal 30,000: met"
                            : "goal 30,000: NOT met");
  std::fflush(stdout);
}

}  // namespace

void run(const fs::path& dir, std::uint32_t customers, bool keep) {
  if (!keep || !fs::exists(dir / "store")) {
    fill(dir, customers);
  }
  if (!has_snapshots(dir)) {
    measure(dir, customers, 2, "woken from ten events", 0);
    take_snapshots(dir, customers);
  }
  measure(dir, customers, 2, "woken from snapshots", kGoal);
  measure(dir, customers, 1, "woken from snapshots", 0);
  if (!keep) fs::remove_all(dir);
}

}  // namespace dangol::bench

// wake_bench [DIR [CUSTOMERS [keep]]]: `keep` leaves the store there, and measures the one that is there.
int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const bool keep = argc > 3;
  try {
    if (argc > 2) {
      dangol::bench::run(dir, static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)), keep);
    } else {
      for (std::uint32_t customers : {100'000U, 1'000'000U}) {
        dangol::bench::run(dir, customers, false);
      }
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "wake_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
