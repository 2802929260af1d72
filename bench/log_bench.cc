// Claim: a synced frame costs what the plain RocksDB write of the same bytes costs, and a scan
// reads what plain iteration reads.
//
// Each pair runs on the same record bytes (129 bytes of entry, 200 random bytes of core, which do
// not compress), the same options (store/rocksdb_options.h) and the same number of syncs; each log
// lives in a fresh directory below TMPDIR. The time of making records is left out on both sides.
// Unfair would be: records that compress, a file system in memory, another program writing to the
// disk, or the two halves of a pair measured at different hours.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "events/record.h"
#include "store/format.h"
#include "store/rocksdb_log.h"
#include "store/rocksdb_options.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

constexpr std::size_t kCoreBytes = 200;
constexpr std::uint64_t kScanned = 1'000'000;
constexpr std::uint64_t kScanFrame = 500;

// Enough random bytes that no two records of a frame are alike.
const std::string& random_bytes() {
  static const std::string bytes = [] {
    std::string result(1 << 20, '\0');
    std::mt19937_64 random(1);
    for (char& byte : result) byte = static_cast<char>(random());
    return result;
  }();
  return bytes;
}

LogRecord record_at(std::uint64_t position) {
  const std::size_t at = position * 337 % (random_bytes().size() - kEntryBytes - kCoreBytes);
  return {random_bytes().substr(at, kEntryBytes),
          random_bytes().substr(at + kEntryBytes, kCoreBytes),
          {}};
}

Frame frame_at(std::uint64_t first, std::uint64_t count) {
  Frame frame;
  frame.first = Position(first);
  for (std::uint64_t i = 0; i < count; ++i) frame.records.push_back(record_at(first + i));
  return frame;
}

void must(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::abort();
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Plain RocksDB with the log's options and one column family.
struct Plain {
  test::TempDir dir;
  std::unique_ptr<rocksdb::DB> db;

  Plain() {
    rocksdb::Options options(log_db_options(), log_family_options("log"));
    options.create_if_missing = true;
    rocksdb::DB* raw = nullptr;
    must(rocksdb::DB::Open(options, dir.path().string(), &raw).ok(), "open");
    db.reset(raw);
  }
  void append(const std::vector<std::string>& values, std::uint64_t first) {
    rocksdb::WriteBatch batch;
    char key[format::kPositionKeyBytes];
    for (const std::string& value : values) {
      format::write_u64(key, first++);
      must(batch.Put({key, sizeof key}, value).ok(), "put");
    }
    must(db->Write(log_write_options(), &batch).ok(), "write");
  }
};

struct Ours {
  test::TempDir dir;
  std::unique_ptr<RocksDbLog> log = RocksDbLog::open(dir.path()).value();
  Claim claim = log->claim(PartitionId(0)).value();

  void append(Frame frame) {
    log->append(claim, std::move(frame),
                [](Append answer) { must(answer == Append::kStored, "append"); });
  }
};

void BM_AppendPlainRocksDb(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  Plain plain;
  std::uint64_t position = 0;
  std::vector<std::string> values(count);
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < count; ++i) {
      LogRecord record = record_at(position + i);
      values[i] = record.entry + record.core;
    }
    const auto start = std::chrono::steady_clock::now();
    plain.append(values, position);
    state.SetIterationTime(seconds_since(start));
    position += count;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(position));
}

void BM_AppendLog(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  Ours ours;
  std::uint64_t position = 0;
  for (auto _ : state) {
    Frame frame = frame_at(position, count);
    const auto start = std::chrono::steady_clock::now();
    ours.append(std::move(frame));
    state.SetIterationTime(seconds_since(start));
    position += count;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(position));
}

void BM_ScanPlainRocksDb(benchmark::State& state) {
  Plain plain;
  for (std::uint64_t position = 0; position < kScanned; position += kScanFrame) {
    std::vector<std::string> values;
    for (std::uint64_t i = 0; i < kScanFrame; ++i) {
      LogRecord record = record_at(position + i);
      values.push_back(record.entry + record.core);
    }
    plain.append(values, position);
  }
  for (auto _ : state) {
    std::unique_ptr<rocksdb::Iterator> it(plain.db->NewIterator(log_scan_options()));
    std::uint64_t bytes = 0;
    for (it->SeekToFirst(); it->Valid(); it->Next()) bytes += it->value().size();
    must(bytes == kScanned * (kEntryBytes + kCoreBytes), "scan");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kScanned));
}

void BM_ScanLog(benchmark::State& state) {
  Ours ours;
  for (std::uint64_t position = 0; position < kScanned; position += kScanFrame) {
    ours.append(frame_at(position, kScanFrame));
  }
  for (auto _ : state) {
    auto cursor = ours.log->read({PartitionId(0), Position(0)}, ReadWords::kYes);
    LogCursor::Item item;
    std::uint64_t bytes = 0;
    while (cursor->next(item).value()) bytes += item.entry.size() + item.core.size();
    must(bytes == kScanned * (kEntryBytes + kCoreBytes), "scan");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kScanned));
}

// One customer's 25 records, far apart, of a million.
void BM_GetTwentyFive(benchmark::State& state) {
  Ours ours;
  for (std::uint64_t position = 0; position < kScanned; position += kScanFrame) {
    ours.append(frame_at(position, kScanFrame));
  }
  std::mt19937_64 random(2);
  for (auto _ : state) {
    std::vector<Position> positions;
    for (int i = 0; i < 25; ++i) positions.emplace_back(random() % kScanned);
    std::sort(positions.begin(), positions.end());
    must(ours.log->get(PartitionId(0), positions, ReadWords::kYes).ok(), "get");
  }
  state.SetItemsProcessed(state.iterations() * 25);
}

BENCHMARK(BM_AppendPlainRocksDb)->Arg(1)->Arg(10)->Arg(100)->Arg(500)->UseManualTime();
BENCHMARK(BM_AppendLog)->Arg(1)->Arg(10)->Arg(100)->Arg(500)->UseManualTime();
BENCHMARK(BM_ScanPlainRocksDb)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_ScanLog)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_GetTwentyFive)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace dangol

BENCHMARK_MAIN();
