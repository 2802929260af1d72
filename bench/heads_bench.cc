// Claim: the map of heads costs at most a tenth of append throughput.
//
// The same events are appended by the same engine, in turn without the map and with it: following the log
// once a second, as in a running writer, and recording its root when all is appended. The map starts with
// the first event and is up to date when the clock stops, so nothing of its work is left out; what is the
// tree's own (leaf and node hashes in the journal) is on both sides. What would make it unfair: customers
// that do not exist yet (each has a record before), a map that is behind at the end (it is not), one round
// only (rounds alternate, medians are compared).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "actors/engine.h"
#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/workload.h"
#include "gateway/heads.h"
#include "store/store.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 500;
constexpr std::size_t kInFlight = 16;

struct Measured {
  double rate = 0;         // events a second
  double cpu = 0;          // microseconds an event, all threads
  double record_time = 0;  // seconds from the last event to the recorded root
};

enum class Map { kOff, kOn };

Measured measure(const fs::path& dir, const Shape& shape, std::size_t events, Map map) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  Measured measured;
  {
    auto store = open_store(dir);
    auto engine = demand(Engine::start(*store, {}));
    send(*engine, first_events(shape), kBatch, kInFlight);
    auto made = make_events(shape, events, 2 * shape.customers);
    const std::string subject = made.front().subject;
    const StreamToken stream = demand(store->vault().token_of(subject));
    const double cpu = cpu_seconds();
    const auto start = std::chrono::steady_clock::now();
    std::optional<Heads> heads;
    if (map == Map::kOn)
      heads.emplace(*engine, Heads::Options{dir / "heads", std::chrono::hours(1)});
    send(*engine, std::move(made), kBatch, kInFlight);
    const auto appended = std::chrono::steady_clock::now();
    if (heads) demand(heads->record(stream));
    measured.record_time = seconds_since(appended);
    measured.rate = static_cast<double>(events) / seconds_since(start);
    measured.cpu = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(events);
  }
  fs::remove_all(dir);
  return measured;
}

int run(int argc, char** argv) {
  const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const fs::path dir = argc > 3 ? fs::path(argv[3]) : fs::temp_directory_path() / "dangol-bench";
  fmt::print("{:>10} {:>11} {:>11} {:>7} {:>8} {:>8} {:>9}\n", "customers", "without/s", "with/s",
             "cost", "us cpu", "us cpu", "root s");
  bool met = true;
  for (const std::uint32_t customers : {2'000U, 200'000U}) {
    Shape shape;
    shape.customers = customers;
    std::vector<double> without, with, ratio, cpu_without, cpu_with, root;
    for (int round = 0; round < rounds; ++round) {
      const Measured off = measure(dir, shape, events, Map::kOff);
      const Measured on = measure(dir, shape, events, Map::kOn);
      without.push_back(off.rate);
      with.push_back(on.rate);
      ratio.push_back(1 - on.rate / off.rate);
      cpu_without.push_back(off.cpu);
      cpu_with.push_back(on.cpu);
      root.push_back(on.record_time);
    }
    const double cost = median(ratio);
    met = met && cost <= 0.1;
    fmt::print("{:>10} {:>11.0f} {:>11.0f} {:>6.1f}% {:>8.2f} {:>8.2f} {:>9.3f}  {}\n", customers,
               median(without), median(with), cost * 100, median(cpu_without), median(cpu_with),
               median(root), cost <= 0.1 ? "goal 10%: met" : "goal 10%: NOT met");
  }
  return met ? 0 : 1;
}

}  // namespace

}  // namespace dangol::bench

int main(int argc, char** argv) { return dangol::bench::run(argc, argv); }
