// Claim: an awake customer costs at most 2.5 KB beside its own state, a sleeping one nothing; a million
// customers of ten events each are recorded within 2 GiB; a customer wakes fast enough that sleep is
// cheap, and neither an append nor a wake-up slows down by more than 1.3 as the log grows.
//
// Memory is what the allocator has given out, as it tells itself (jemalloc: stats.allocated), with
// the engine running and after it has gone, the store still open: the difference is what customers
// cost. The peak is the process's own high-water mark. What would make it unfair: customers with
// one event only (each has ten), or state counted twice (it is subtracted as the engine weighs it), or
// customers whose own history grows with the log (the group that is timed has 6 to 15 events each).
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "actors/engine_limits.h"
#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/workload.h"
#include "store/store.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 500, kInFlight = 16;
constexpr std::uint32_t kChunk = 50'000;  // events made at once
constexpr std::size_t kEach = 10;         // events a customer
constexpr std::size_t kNoLimit = ~std::size_t{0};

std::unique_ptr<Engine> start(Store& store, std::size_t awake_bytes) {
  Engine::Options options;
  options.awake_bytes = awake_bytes;
  return demand(Engine::start(store, options));
}

// One event of every customer; the seconds it took, without making the events.
double round_of_all(Engine& engine, const Shape& shape, std::uint64_t& next_id) {
  double seconds = 0;
  for (std::uint32_t begin = 0; begin < shape.customers; begin += kChunk) {
    const std::uint32_t end = std::min(shape.customers, begin + kChunk);
    auto events = one_of_each(shape, begin, end, next_id);
    next_id += end - begin;
    const auto since = std::chrono::steady_clock::now();
    send(engine, std::move(events), kBatch, kInFlight);
    seconds += seconds_since(since);
  }
  return seconds;
}

void row(const char* what, double value, const char* unit, const char* goal = "") {
  fmt::print("{:<58} {:>12.0f} {:<12} {}\n", what, value, unit, goal);
  std::fflush(stdout);
}

// What `engine` and its customers hold, by letting them go.
double cost_of(std::unique_ptr<Engine> engine) {
  const double with = allocated_bytes();
  engine.reset();
  return with - allocated_bytes();
}

void measure(const fs::path& dir, std::uint32_t customers) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  Shape shape;
  shape.customers = customers;
  const double n = customers;
  std::uint64_t id = 0;
  fmt::print("{} customers of {} events\n", customers, kEach);
  {
    auto store = open_store(dir);
    auto engine = start(*store, Engine::Options().awake_bytes);
    double seconds = 0;
    for (std::size_t i = 0; i < kEach; ++i) seconds += round_of_all(*engine, shape, id);
    row("recorded, in rounds over all customers", n * kEach / seconds, "events/s");
    row("memory of the process, peak", peak_mib(), "MiB", "goal 2048");
  }
  auto store = open_store(dir);
  {
    auto engine = start(*store, kNoLimit);
    row("woken by their events, and one recorded", n / round_of_all(*engine, shape, id),
        "customers/s");
    row("awake already, and one recorded", n / round_of_all(*engine, shape, id), "customers/s");
    engine->drain();
    const double state = static_cast<double>(engine->health().awake_bytes) / n - kAwakeStreamBytes;
    row("an awake customer's own state", state, "bytes");
    row("an awake customer beside its state", cost_of(std::move(engine)) / n - state, "bytes",
        "goal 2560");
  }
  {
    auto engine = start(*store, 1);
    row("woken, one recorded, and asleep again", n / round_of_all(*engine, shape, id),
        "customers/s");
    const double asleep = n - static_cast<double>(engine->health().awake_streams);
    row("a sleeping customer", cost_of(std::move(engine)) / asleep, "bytes", "goal 0");
  }
}

// One group of customers as the log around them grows by others' events.
void measure_growth(const fs::path& dir, std::size_t events) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  Shape group;
  group.customers = 20'000;
  constexpr std::uint32_t kOthers = 200'000;
  auto store = open_store(dir);
  std::uint64_t id = 0;
  std::uint32_t other = 0;
  std::size_t recorded = 0;
  fmt::print("\n{:>12} {:>12} {:>10} {:>24} {:>10}\n", "log", "appended/s", "CPU us",
             "woken and appended/s", "CPU us");
  {
    auto engine = start(*store, kNoLimit);
    for (int i = 0; i < 4; ++i) round_of_all(*engine, group, id);
    recorded += 4 * group.customers;
  }
  // The seconds and the processor time of some rounds.
  const auto timed = [&](Engine& engine, int rounds) {
    const double cpu = cpu_seconds();
    double seconds = 0;
    for (int i = 0; i < rounds; ++i) seconds += round_of_all(engine, group, id);
    recorded += rounds * group.customers;
    return std::pair(seconds, cpu_seconds() - cpu);
  };
  for (std::size_t size = 100'000; size <= events; size *= 10) {
    {
      auto engine = start(*store, kNoLimit);
      while (recorded + kChunk <= size) {
        const std::uint32_t begin = group.customers + other;
        send(*engine, one_of_each(group, begin, begin + kChunk, id), kBatch, kInFlight);
        other = (other + kChunk) % kOthers;
        id += kChunk;
        recorded += kChunk;
      }
    }
    auto engine = start(*store, kNoLimit);
    const auto [woken, woken_cpu] = timed(*engine, 1);
    const auto [appended, appended_cpu] = timed(*engine, 2);
    const double n = group.customers;
    fmt::print("{:>12} {:>12.0f} {:>10.1f} {:>24.0f} {:>10.1f}\n", size, 2 * n / appended,
               appended_cpu * 1e6 / (2 * n), n / woken, woken_cpu * 1e6 / n);
    std::fflush(stdout);
  }
}

}  // namespace

void run(const fs::path& dir, std::uint32_t customers, std::size_t events) {
  if (customers > 0) measure(dir, customers);
  if (events > 0) measure_growth(dir, events);
  fs::remove_all(dir);
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const auto customers =
      static_cast<std::uint32_t>(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000);
  const std::size_t events = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 10'000'000;
  try {
    dangol::bench::run(dir, customers, events);
  } catch (const std::exception& error) {
    fmt::print(stderr, "economy_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
