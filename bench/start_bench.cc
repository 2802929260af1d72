// Claim: a store of 10 million events of 200 bytes opens in under 2 seconds after kill -9.
//
//   bench_start [records] [rounds]
//
// The log is filled with records that differ in stream, version and event id and are otherwise copies
// of one that the engine made (300 bytes of entry and core, and words). Then, in every round, a child
// process opens the store, appends synced frames of 500 and feeds the index as the engine does, and
// kills itself, with a window of the index all but full and a write-ahead log of the size that the
// table gives. What is timed is what Store::open does, in its
// order, part by part; then, in a round of its own, Store::open and Engine::start. What would make it
// unfair: a store whose files are not in the page cache (after a restart of the machine the write-ahead
// log must come from the disk), a write-ahead log that was just flushed (the table says how large it
// is), records without words.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/engine.h"
#include "bench/support/driver.h"
#include "bench/support/workload.h"
#include "events/record.h"
#include "store/core_identity.h"
#include "store/derived_db.h"
#include "store/rocksdb_log.h"
#include "store/store.h"
#include "store/vault_rocksdb.h"
#include "store/wal_scan.h"
#include "tests/support/temp_dir.h"

namespace dangol::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr PartitionId kOnly{0};
constexpr std::uint64_t kFrame = 500;
constexpr std::uint64_t kWindow = 262'144;
constexpr std::uint64_t kEach = 10;  // records a stream

Store::Options options_of(const fs::path& dir) {
  Store::Options options;
  options.key_file = dir / "key";
  return options;
}

// Makes records out of one, by position.
class Records {
 public:
  explicit Records(LogRecord first) : first_(std::move(first)) {
    const auto identity = demand(identity_of(first_.core));
    id_at_ = first_.core.find(std::string(identity.id.view()));
    stream_ = demand(decode_entry(first_.entry)).stream;
  }
  LogRecord at(std::uint64_t position) const {
    LogRecord record = first_;
    std::mt19937_64 random(position);
    for (std::size_t i = 0; i < 16; i += 8) {
      const std::uint64_t bits = random();
      std::memcpy(record.core.data() + id_at_ + i, &bits, 8);
    }
    // The last but one of each window, which is the newest when a child dies, belongs to the stream
    // that the engine made: its keys are in the vault.
    const std::uint64_t offset = position % kWindow;
    const bool known = offset == kWindow - 2, alone = offset == kWindow - 1;
    StreamToken token = stream_;
    std::mt19937_64 of_stream(alone ? position : position / kEach + (1ULL << 40));
    for (std::size_t i = 0; i < 16 && !known; i += 8) {
      const std::uint64_t bits = of_stream();
      std::memcpy(token.bytes.data() + i, &bits, 8);
    }
    const Version version(known ? position / kWindow + 2 : alone ? 1 : position % kEach + 1);
    Entry entry = next_entry(token, version, Hash{}, record.core, record.words);
    entry.recorded_at = Micros(static_cast<std::int64_t>(position));
    record.entry = encode_entry(entry);
    return record;
  }
  std::size_t bytes() const {
    return first_.entry.size() + first_.core.size() + first_.words.size();
  }

 private:
  LogRecord first_;
  std::size_t id_at_ = 0;
  StreamToken stream_;
};

Frame frame_from(const Records& records, std::uint64_t first, std::uint64_t count) {
  Frame frame;
  frame.first = Position(first);
  for (std::uint64_t i = 0; i < count; ++i) frame.records.push_back(records.at(first + i));
  return frame;
}

void append(EventLog& log, const Claim& claim, const Frame& frame) {
  log.append(claim, frame, [](Append answer) {
    if (answer != Append::kStored) std::abort();
  });
}

// The first record, by the engine.
void make_first(const fs::path& dir) {
  auto store = demand(Store::open((dir / "store").string(), options_of(dir)));
  auto engine = demand(Engine::start(*store, {}));
  Shape shape;
  shape.customers = 1;
  send(*engine, make_events(shape, 1, 2), 1, 1);
}
Records records_of(const EventLog& log) {
  return Records(demand(log.get(kOnly, {Position(0)}, ReadWords::kYes)).front());
}

std::uint64_t wal_bytes(const fs::path& dir) {
  std::uint64_t bytes = 0;
  for (const auto& file : fs::directory_iterator(dir)) {
    if (file.path().extension() == ".log") bytes += file.file_size();
  }
  return bytes;
}

// The child's life: appends and indexes up to `end`, and is no more.
[[noreturn]] void live_and_die(const fs::path& dir, std::uint64_t end) {
  auto store = demand(Store::open((dir / "store").string(), options_of(dir)));
  const Records records = records_of(store->log());
  Claim claim = demand(store->log().claim(kOnly));
  for (std::uint64_t at = demand(store->log().size(kOnly)).value(); at < end;) {
    const std::uint64_t count = std::min(kFrame, end - at);
    Frame frame = frame_from(records, at, count);
    append(store->log(), claim, frame);
    std::vector<IndexEntry> entries;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto identity = demand(identity_of(frame.records[i].core));
      entries.push_back({Position(at + i), frame.records[i].entry, identity.id, identity.digest,
                         records.bytes()});
    }
    if (!store->index().add(entries).ok()) std::abort();
    at += count;
  }
  ::raise(SIGKILL);
  std::abort();
}

// In a process of its own program, since a forked RocksDB has no background threads.
void run_child(const fs::path& dir, std::uint64_t end) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/proc/self/exe", "start_bench", "child", dir.c_str(), std::to_string(end).c_str(),
            nullptr);
    std::_Exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSIGNALED(status)) throw std::runtime_error("the child did not die as it should");
}

double lap(Clock::time_point& since) {
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - since).count();
  since = now;
  return seconds;
}

// What Store::open does, part by part.
void time_parts(const fs::path& dir, std::uint64_t records) {
  const fs::path store = dir / "store";
  OsEntropy entropy;
  const std::uint64_t wal = wal_bytes(store / "log");
  auto since = Clock::now();
  static_cast<void>(demand(scan_wal(store / "log")));
  const double scan_time = lap(since);
  auto vault = demand(open_vault({.dir = store / "vault", .key_file = dir / "key"}, entropy));
  const double vault_time = lap(since);
  auto log = demand(
      RocksDbLog::open(store / "log", {.missing = Missing::kRefuse, .mark = store / "mark"}));
  const double log_time = lap(since);
  auto derived = demand(DerivedDb::open(store / "derived"));
  const double derived_time = lap(since);
  auto index = demand(StreamIndex::open(*derived, *log, kOnly,
                                        [](std::string_view core) { return identity_of(core); }));
  const double index_time = lap(since);
  fmt::print("{:>11} {:>9.1f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f}\n", records,
             static_cast<double>(wal) / (1 << 20), scan_time, vault_time, log_time, derived_time,
             index_time, vault_time + log_time + derived_time + index_time);
  std::fflush(stdout);
}

void time_whole(const fs::path& dir, std::uint64_t records) {
  const std::uint64_t wal = wal_bytes(dir / "store" / "log");
  auto since = Clock::now();
  auto store = demand(Store::open((dir / "store").string(), options_of(dir)));
  const double opened = lap(since);
  auto engine = demand(Engine::start(*store, {}));
  const double started = lap(since);
  fmt::print("{:>11} {:>9.1f}   Store::open {:.3f}   Engine::start {:.3f}\n", records,
             static_cast<double>(wal) / (1 << 20), opened, started);
  std::fflush(stdout);
}

int run(std::uint64_t wanted, int rounds) {
  test::TempDir dir;
  wanted = wanted / kWindow * kWindow + kWindow - 1;
  make_first(dir.path());
  auto since = Clock::now();
  {
    auto log = demand(RocksDbLog::open(dir / "store" / "log", {.mark = dir / "store" / "mark"}));
    const Records records = records_of(*log);
    fmt::print("filling {} records of {} bytes\n", wanted, records.bytes());
    std::fflush(stdout);
    Claim claim = demand(log->claim(kOnly));
    for (std::uint64_t at = 1; at < wanted; at += 16'000) {
      append(*log, claim, frame_from(records, at, std::min<std::uint64_t>(16'000, wanted - at)));
    }
  }
  fmt::print("filled in {:.0f} s; indexing\n", lap(since));
  std::fflush(stdout);
  { demand(Store::open((dir / "store").string(), options_of(dir.path()))); }
  fmt::print("indexed in {:.0f} s\n\n{:>11} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
             lap(since), "records", "wal MiB", "(scan s)", "vault s", "log s", "derived s",
             "index s", "sum s");
  std::fflush(stdout);
  std::uint64_t end = wanted + 1;
  for (int round = 0; round < rounds; ++round) {
    end += kWindow;
    run_child(dir.path(), end - 1);
    if (round % 2 == 0) {
      time_parts(dir.path(), end - 1);
    } else {
      time_whole(dir.path(), end - 1);
    }
  }
  return 0;
}

}  // namespace
}  // namespace dangol::bench

int main(int count, char** words) {
  if (count == 4 && std::string(words[1]) == "child") {
    dangol::bench::live_and_die(words[2], std::strtoull(words[3], nullptr, 10));
  }
  const std::uint64_t records = count > 1 ? std::strtoull(words[1], nullptr, 10) : 10'000'000;
  const int rounds = count > 2 ? std::atoi(words[2]) : 4;
  return dangol::bench::run(records, rounds);
}
