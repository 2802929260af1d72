// Claim: a durable append through shard, customer and journal runs at 0.6 or more of what RocksDB
// alone does with the same record bytes, in synced batches of 500.
//
// Both sides run in turn in this one process, on the same disk, with the same RocksDB options; the
// raw side gets the very records that the engine wrote. "equal syncs" gives the raw side as many
// syncs as the engine needed, which is kinder to it. What would make it unfair: events made inside
// the timed part (they are made before), customers that do not exist yet (each has a record before),
// payloads that compress (they do not).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "actors/engine.h"
#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/raw_store.h"
#include "bench/support/workload.h"
#include "store/store.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRawBatch = 500;
constexpr PartitionId kPartition{0};

struct Case {
  const char* name;
  Shape shape;
  std::size_t batch;
  std::size_t in_flight;  // batches
  std::size_t events;
  double goal;  // of the raw store; 0: none
};

struct Measured {
  double engine_rate = 0;
  double engine_cpu = 0;  // microseconds of processor time an event, all threads
  double raw_cpu = 0;
  double raw_rate = 0;
  double raw_equal_rate = 0;
  std::uint64_t frames = 0;
  std::size_t record_bytes = 0;
};

std::vector<std::string> records_from(const EventLog& log, Position from) {
  std::vector<std::string> records;
  auto cursor = log.read({kPartition, from}, ReadWords::kYes);
  for (LogCursor::Item item; demand(cursor->next(item));) {
    records.push_back(fmt::format("{}{}{}", item.entry, item.core, item.words));
  }
  return records;
}

std::uint64_t frames_of(EventLog& log) {
  auto tail = demand(log.resolve(kPartition));
  return tail ? tail->index.value() : 0;
}

Measured measure(const Case& one, const fs::path& dir) {
  Measured measured;
  fs::remove_all(dir);
  fs::create_directories(dir);
  std::vector<std::string> records;
  {
    auto store = open_store(dir);
    auto engine = demand(Engine::start(*store, {}));
    send(*engine, first_events(one.shape), kRawBatch, 16);
    const Position from = demand(store->log().size(kPartition));
    const std::uint64_t frames = frames_of(store->log());
    auto events = make_events(one.shape, one.events, 2 * one.shape.customers);
    const double cpu = cpu_seconds();
    const auto start = std::chrono::steady_clock::now();
    send(*engine, std::move(events), one.batch, one.in_flight);
    measured.engine_rate = static_cast<double>(one.events) / seconds_since(start);
    measured.engine_cpu = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(one.events);
    measured.frames = frames_of(store->log()) - frames;
    records = records_from(store->log(), from);
  }
  std::size_t bytes = 0;
  for (const std::string& record : records) bytes += record.size();
  measured.record_bytes = bytes / records.size();
  const auto count = static_cast<double>(records.size());
  const std::size_t raw_batch = std::min(kRawBatch, one.batch * one.in_flight);
  const double cpu = cpu_seconds();
  measured.raw_rate = count / write_raw((dir / "raw").string(), records, raw_batch);
  measured.raw_cpu = (cpu_seconds() - cpu) * 1e6 / count;
  const std::size_t equal = std::max<std::size_t>(1, records.size() / measured.frames);
  measured.raw_equal_rate = count / write_raw((dir / "raw-equal").string(), records, equal);
  fs::remove_all(dir);
  return measured;
}

void print_case(const Case& one, const fs::path& dir, int rounds) {
  std::vector<double> engine, raw, ratio, equal_ratio;
  Measured last;
  for (int round = 0; round < rounds; ++round) {
    last = measure(one, dir);
    engine.push_back(last.engine_rate);
    raw.push_back(last.raw_rate);
    ratio.push_back(last.engine_rate / last.raw_rate);
    equal_ratio.push_back(last.engine_rate / last.raw_equal_rate);
  }
  fmt::print(
      "{:<34} {:>6} {:>9.0f} {:>9.0f} {:>6.2f} {:>6.2f} {:>7.0f} {:>6} {:>5.1f} {:>5.1f}  {}\n",
      one.name, one.batch, median(engine), median(raw), median(ratio), median(equal_ratio),
      static_cast<double>(one.events) / static_cast<double>(last.frames), last.record_bytes,
      last.engine_cpu, last.raw_cpu,
      one.goal > 0
          ? fmt::format("goal {:.2f}: {}", one.goal, median(ratio) >= one.goal ? "met" : "NOT met")
          : "");
  std::fflush(stdout);
}

}  // namespace

// `only`: the number of the one case to run, from 1; 0 runs all.
void run(const fs::path& dir, int rounds, double scale, std::size_t only) {
  Shape words;
  Shape facts;
  facts.payload = Payload::kFacts;
  Shape zipf = words;
  zipf.spread = Spread::kZipf;
  const auto n = [scale](double events) { return static_cast<std::size_t>(events * scale) + 1; };
  const std::vector<Case> cases = {
      {"facts, uniform", facts, 500, 16, n(400'000), 0.6},
      {"private words sealed, uniform", words, 500, 16, n(400'000), 0.6},
      {"private words sealed, Zipf", zipf, 500, 16, n(400'000), 0},
      {"private words sealed, uniform", words, 100, 32, n(200'000), 0},
      {"private words sealed, uniform", words, 10, 64, n(100'000), 0},
      {"one at a time, 64 senders", words, 1, 64, n(50'000), 0},
      {"one at a time, 1 sender", words, 1, 1, n(5'000), 0},
  };
  fmt::print("{:<34} {:>6} {:>9} {:>9} {:>6} {:>6} {:>7} {:>6} {:>5} {:>5}\n",
             "durable append, 100,000 customers", "batch", "events/s", "raw/s", "ratio", "equal",
             "a frame", "bytes", "us", "raw us");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (only == 0 || only == i + 1) print_case(cases[i], dir, rounds);
  }
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  const double scale = argc > 3 ? std::atof(argv[3]) : 1;
  const std::size_t only = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 0;
  try {
    dangol::bench::run(dir, rounds, scale, only);
  } catch (const std::exception& error) {
    fmt::print(stderr, "append_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
