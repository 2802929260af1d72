// Claims: the whole of a log is verified at 500,000 records/s or more on two processors; an inclusion is
// proved in less than 1 ms at ten million records; the Merkle tree costs at most 15 % of what
// appending costs.
//
// The log holds records of 100,000 streams (core of 250 bytes, words of 300, as sealed events are), in
// frames of 500, written with their tree as the journal writes them. Verifying reads all of it: entries,
// cores, words, chains, tiles, frames, and one known root. A proof reads tiles of the store; putting the
// tree of its checkpoint together, once for any number of proofs, is told apart. The tree's cost is the
// difference between writing the same frames with it and without it (leaf and node hashes, tiles, root),
// as a share of the time that one event takes from Engine::append to its answer, in batches of 500 on the
// same disk. Unfair would be proofs of neighbours, whose tiles are at hand: they are drawn at random. The
// log is in the page cache when there is memory for it.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>

#include <fmt/format.h>

#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "bench/support/workload.h"
#include "replay/log_check.h"
#include "store/rocksdb_log.h"
#include "store/tile_tree.h"

namespace dangol::bench {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
constexpr PartitionId kPartition{0};
constexpr std::uint64_t kStreams = 100'000;
constexpr std::uint64_t kFrame = 500;
constexpr std::size_t kCoreBytes = 250, kWordsBytes = 300;

std::string random_bytes(std::mt19937_64& random, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const std::uint64_t word = random();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  bytes.resize(size);
  return bytes;
}

// Frames of the same records whenever they are asked for.
class Frames {
 public:
  Frames() : last_(kStreams) {}
  Frame next() {
    Frame frame;
    frame.first = Position(written_);
    for (std::uint64_t i = 0; i < kFrame; ++i, ++written_) {
      const std::uint64_t stream = random_() % kStreams;
      StreamToken token;
      std::memcpy(token.bytes.data(), &stream, sizeof stream);
      Entry& last = last_[stream];
      LogRecord record{{}, random_bytes(random_, kCoreBytes), random_bytes(random_, kWordsBytes)};
      Entry entry = next_entry(token, last.version.next(), last.chain, record.core, record.words);
      entry.recorded_at = Micros(static_cast<std::int64_t>(written_ / kFrame));
      last = entry;
      record.entry = encode_entry(entry);
      frame.records.push_back(std::move(record));
    }
    return frame;
  }

 private:
  std::mt19937_64 random_{1};
  std::vector<Entry> last_;
  std::uint64_t written_ = 0;
};

void plant(Frame& frame, LogTree& tree) {
  for (const LogRecord& record : frame.records) tree.add(record.entry, frame.tiles);
  frame.tree_root = tree.root().view();
}

void append(EventLog& log, const Claim& claim, const Frame& frame) {
  log.append(claim, frame, [](Append stored) {
    if (stored != Append::kStored) throw std::runtime_error("a frame was not stored");
  });
}

// Processor time of one record's tree, all threads: microseconds with it less those without it.
double tree_cost(const fs::path& dir, std::uint64_t records) {
  double cost[2] = {0, 0};
  for (const bool with_tree : {false, true}) {
    fs::remove_all(dir);
    auto log = demand(RocksDbLog::open(dir));
    const Claim claim = demand(log->claim(kPartition));
    Frames frames;
    LogTree tree;
    double spent = 0;
    for (std::uint64_t written = 0; written < records; written += kFrame) {
      Frame frame = frames.next();
      const double start = cpu_seconds();
      if (with_tree) plant(frame, tree);
      append(*log, claim, frame);
      spent += cpu_seconds() - start;
    }
    cost[with_tree] = spent * 1e6 / static_cast<double>(records);
  }
  fs::remove_all(dir);
  return cost[1] - cost[0];
}

// The same of one event from Engine::append to its answer.
double event_cost(const fs::path& dir, std::uint64_t events) {
  fs::remove_all(dir);
  fs::create_directories(dir);
  auto store = open_store(dir);
  auto engine = demand(Engine::start(*store, {}));
  Shape shape;
  send(*engine, first_events(shape), 500, 16);
  auto more = make_events(shape, events, 2 * shape.customers);
  const double start = cpu_seconds();
  send(*engine, std::move(more), 500, 16);
  const double spent = (cpu_seconds() - start) * 1e6 / static_cast<double>(events);
  engine.reset();
  store.reset();
  fs::remove_all(dir);
  return spent;
}

void verify(const EventLog& log, std::uint64_t records, const Hash& root, int rounds) {
  for (const unsigned threads : {2U, 1U}) {
    std::vector<double> rates;
    for (int round = 0; round < rounds; ++round) {
      LogCheckOptions options;
      options.threads = threads;
      options.tiles = options.frames = true;
      options.roots = {{records, root, "the root as it was written"}};
      const auto start = steady_clock::now();
      const LogCheck checked = demand(check_log(log, kPartition, {}, options));
      rates.push_back(static_cast<double>(checked.records) / seconds_since(start));
    }
    const double rate = median(rates);
    fmt::print("{:<58} {:>10.0f}  {}\n",
               fmt::format("verification, {} thread{}, records/s", threads, threads > 1 ? "s" : ""),
               rate,
               threads == 1  ? ""
               : rate >= 5e5 ? "goal 500,000: met"
                             : "goal 500,000: NOT met");
  }
}

void prove(const EventLog& log, std::uint64_t records, const Hash& root) {
  constexpr int kProofs = 2'000;
  auto start = steady_clock::now();
  const LogTree tree = demand(LogTree::at(log, kPartition, records));
  fmt::print("{:<58} {:>10.3f}\n", "tree of a checkpoint put together, once, ms",
             seconds_since(start) * 1e3);
  std::mt19937_64 random(7);
  std::vector<double> times;
  std::size_t bytes = 0;
  for (int i = 0; i < kProofs; ++i) {
    const std::uint64_t index = random() % records;
    start = steady_clock::now();
    const auto proof = demand(
        inclusion_proof(index, records, nodes_of_tiles(tiles_of(log, kPartition, tree), records)));
    times.push_back(seconds_since(start) * 1e3);
    bytes += proof.size() * 32;
    const auto entry = demand(log.get(kPartition, {Position(index)}, ReadWords::kNo))[0].entry;
    if (!proves_inclusion(leaf_hash(entry), index, records, proof, root)) {
      throw std::runtime_error("a proof does not hold");
    }
  }
  std::sort(times.begin(), times.end());
  fmt::print("{:<58} {:>10.3f}  {}\n", "inclusion proof, median, ms", times[kProofs / 2],
             times[kProofs / 2] < 1 ? "goal 1 ms: met" : "goal 1 ms: NOT met");
  fmt::print("{:<58} {:>10.3f}\n", "inclusion proof, 99th percentile, ms",
             times[kProofs * 99 / 100]);
  fmt::print("{:<58} {:>10}\n", "hashes of one, bytes", bytes / kProofs);
}

}  // namespace

void run(const fs::path& dir, int rounds, std::uint64_t records) {
  fs::create_directories(dir);
  const std::uint64_t some = std::min<std::uint64_t>(records, 500'000);
  const double tree_us = tree_cost(dir / "tree", some);
  const double event_us = event_cost(dir / "engine", some);
  fmt::print("{:<58} {:>10.2f}\n", "tree, processor time a record, us", tree_us);
  fmt::print("{:<58} {:>10.2f}\n", "event from append to answer, processor time, us", event_us);
  fmt::print("{:<58} {:>9.1f}%  {}\n", "the tree's share", 100 * tree_us / event_us,
             tree_us <= 0.15 * event_us ? "goal 15 %: met" : "goal 15 %: NOT met");

  fs::remove_all(dir / "log");
  auto log = demand(RocksDbLog::open(dir / "log"));
  const Claim claim = demand(log->claim(kPartition));
  Frames frames;
  LogTree tree;
  while (tree.size() < records) {
    Frame frame = frames.next();
    plant(frame, tree);
    append(*log, claim, frame);
  }
  fmt::print("{} records\n", tree.size());
  verify(*log, tree.size(), tree.root(), rounds);
  prove(*log, tree.size(), tree.root());
  log.reset();
  fs::remove_all(dir);
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  const std::uint64_t records = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1'000'000;
  try {
    dangol::bench::run(dir, rounds, records);
  } catch (const std::exception& error) {
    fmt::print(stderr, "proof_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
