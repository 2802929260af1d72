// Claim: the stream index costs the same at ten million records as at a hundred thousand: telling it of
// records never holds the committing thread for 100 ms, and no look-up grows with the number of windows.
//
// 100,000 streams, uniform (the worst case: every window holds most streams), and one stream that gets
// a tenth of all records. Frames of 500 come at a steady 200,000 records a second, more than the engine
// commits, while windows are written and merged behind; at each size that work is awaited, then the
// look-ups are timed. Unfair would be: adding as fast as memory takes it (then add() has to wait for
// the disk, which is its bound), or look-ups in the newest window only.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "bench/support/driver.h"
#include "bench/support/process.h"
#include "events/record.h"
#include "store/memory_log.h"
#include "store/stream_index.h"

namespace dangol::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kStreams = 100'000;
constexpr std::size_t kFrame = 500;
constexpr double kRate = 200'000;  // records a second
constexpr std::size_t kLookUps = 20'000;

StreamToken token_of(std::uint64_t n) {
  std::mt19937_64 random(n);
  StreamToken token;
  for (std::uint8_t& byte : token.bytes) byte = static_cast<std::uint8_t>(random());
  return token;
}

IdToken id_of(std::uint64_t n) { return IdToken::from(token_of(n + (1ULL << 40)).view()); }

// Stream 0 is the long one.
std::uint32_t stream_of(std::uint64_t position) {
  return position % 10 == 0
             ? 0
             : static_cast<std::uint32_t>(1 + std::mt19937_64(position)() % kStreams);
}

class Growing {
 public:
  explicit Growing(const std::string& dir) : derived_(demand(DerivedDb::open(dir))) {
    index_ = demand(StreamIndex::open(*derived_, log_, PartitionId(0), [](std::string_view) {
      return Result<IndexedIdentity>(IndexedIdentity{});
    }));
    for (std::uint64_t n = 0; n <= kStreams; ++n) tokens_.push_back(token_of(n));
    versions_.resize(tokens_.size());
  }

  // The longest call and the mean of a record, in seconds.
  std::pair<double, double> grow_to(std::uint64_t size) {
    double longest = 0, sum = 0;
    const std::uint64_t begin = size_;
    const auto start = Clock::now();
    while (size_ < size) {
      std::vector<std::string> encoded;
      std::vector<IndexEntry> entries;
      const std::uint64_t first = size_;
      for (; size_ < std::min(size, first + kFrame); ++size_) {
        const std::uint32_t stream = stream_of(size_);
        Entry entry;
        entry.stream = tokens_[stream];
        entry.version = Version(++versions_[stream]);
        encoded.push_back(encode_entry(entry));
        entries.push_back({Position(size_), {}, id_of(size_), ContentDigest(size_), 329});
      }
      for (std::size_t i = 0; i < entries.size(); ++i) entries[i].entry = encoded[i];
      std::this_thread::sleep_until(
          start + std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(static_cast<double>(size_ - begin) / kRate)));
      const auto since = Clock::now();
      demand(index_->add(entries));
      const double took = seconds_since(since);
      longest = std::max(longest, took);
      sum += took;
    }
    demand(index_->drain());
    return {longest, sum / static_cast<double>(size - begin)};
  }

  // Microseconds a look-up, of any records.
  template <class LookUp>
  double timed(LookUp look_up) {
    std::mt19937_64 random(size_);
    const auto since = Clock::now();
    for (std::size_t i = 0; i < kLookUps; ++i) look_up(random() % size_, random());
    return seconds_since(since) * 1e6 / kLookUps;
  }
  double find_known() {
    return timed([this](std::uint64_t position, std::uint64_t) {
      if (!demand(index_->find(tokens_[stream_of(position)], id_of(position)))) std::abort();
    });
  }
  double find_unknown() {
    return timed([this](std::uint64_t position, std::uint64_t other) {
      if (demand(index_->find(tokens_[stream_of(position)], id_of(other >> 1)))) std::abort();
    });
  }
  double last_of_stream() {
    return timed([this](std::uint64_t position, std::uint64_t) {
      if (!demand(index_->last(tokens_[stream_of(position)]))) std::abort();
    });
  }
  double place_in_long_stream() {
    return timed([this](std::uint64_t position, std::uint64_t) {
      const auto at = demand(index_->positions(tokens_[0], Version(position / 10 + 1), 1));
      if (at.size() != 1 || at[0] != Position(position / 10 * 10)) std::abort();
    });
  }

 private:
  MemoryLog log_;
  std::unique_ptr<DerivedDb> derived_;
  std::unique_ptr<StreamIndex> index_;
  std::vector<StreamToken> tokens_;
  std::vector<std::uint64_t> versions_;
  std::uint64_t size_ = 0;
};

}  // namespace

void run(const std::string& dir, std::uint64_t most) {
  std::filesystem::remove_all(dir);
  Growing index(dir);
  fmt::print("{:>10} {:>13} {:>13} {:>9} {:>9} {:>9} {:>11} {:>6}\n", "records", "add, ns",
             "longest, ms", "known us", "new us", "last us", "a place us", "MiB");
  for (std::uint64_t size : {most / 100, most / 10, most / 4, most / 2, most / 4 * 3, most}) {
    const auto [longest, mean] = index.grow_to(size);
    const double known = index.find_known(), unknown = index.find_unknown();
    fmt::print("{:>10} {:>13.0f} {:>13.1f} {:>9.1f} {:>9.1f} {:>9.1f} {:>11.1f} {:>6.0f}\n", size,
               mean * 1e9, longest * 1e3, known, unknown, index.last_of_stream(),
               index.place_in_long_stream(), resident_mib());
    std::fflush(stdout);
  }
  std::filesystem::remove_all(dir);
}

}  // namespace dangol::bench

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "bench-data";
  const std::uint64_t most = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000;
  try {
    dangol::bench::run(dir, most);
  } catch (const std::exception& error) {
    fmt::print(stderr, "growth_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
