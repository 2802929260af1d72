// A log checked against what stands beside its records: tiles, frames, roots that others remember, and
// erasures. Given one thing changed, then a sentence that names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/log_check.h"
#include "store/memory_log.h"
#include "tests/support/grown_log.h"

namespace dangol {
namespace {

using test::GrownLog;
using testing::HasSubstr;

constexpr PartitionId kPartition{0};

Result<LogCheck> check(const LogReader& log, std::vector<KnownRoot> known = {}) {
  LogCheckOptions options;
  options.tiles = options.frames = true;
  options.roots = std::move(known);
  return check_log(log, kPartition, {}, options);
}

std::string sentence(const Result<LogCheck>& checked) {
  return checked.ok() ? "nothing found" : checked.error().message;
}

// What is said of a log of 1,000 records of which `spoil` changed frames.
std::string after(const std::function<void(Frame&)>& spoil) {
  MemoryLog log;
  const GrownLog grown(log, 10, spoil);
  return sentence(check(log));
}

TEST(LogEvidence, TilesFramesAndKnownRootsAreCompared) {
  MemoryLog log;
  GrownLog grown(log, 10);
  const auto checked = check(log, {{500, grown.roots[500], "a"},
                                   {1'000, grown.roots[1'000], "b"},
                                   {0, MerkleEdge().root(), "c"}});
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(checked.value().records, 1'000U);
  EXPECT_EQ(checked.value().tiles, 3U);
  EXPECT_EQ(checked.value().frames, 10U);
  EXPECT_EQ(checked.value().tree_root, grown.roots[1'000]);
}

TEST(LogEvidence, ManyPortionsAndThreadsSayTheSame) {
  MemoryLog log;
  GrownLog grown(log, 120);
  for (const unsigned threads : {1U, 2U, 5U}) {
    LogCheckOptions options;
    options.threads = threads;
    options.tiles = options.frames = true;
    std::uint64_t told = 0, position = 0;
    options.each = [&](Position at, const Entry&) { EXPECT_EQ(at.value(), position++); };
    const auto checked = check_log(
        log, kPartition, [&](std::uint64_t records) { told = records; }, options);
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    EXPECT_EQ(checked.value().tree_root, grown.roots[12'000]);
    EXPECT_EQ(told, 12'000U);
    EXPECT_EQ(position, 12'000U);
  }
}

TEST(LogEvidence, AnotherHistoryThanAKnownOneIsFoundAtItsSize) {
  MemoryLog log;
  GrownLog grown(log, 10);
  EXPECT_THAT(sentence(check(log, {{500, grown.roots[400], "checkpoint.txt"}})),
              HasSubstr("the first 500 records are not those that checkpoint.txt speaks of"));
  EXPECT_THAT(sentence(check(log, {{1'001, grown.roots[1'000], "the anchor"}})),
              HasSubstr("1000 records, but the anchor is of 1001"));
}

TEST(LogEvidence, AChangedTileIsNamed) {
  EXPECT_THAT(after([](Frame& frame) {
                for (Tile& tile : frame.tiles) {
                  if (tile.name.index == 1) tile.hashes[33] ^= 1;
                }
              }),
              HasSubstr("tile/0/001 has another hash at 1 "));
  EXPECT_THAT(after([](Frame& frame) { frame.tiles.clear(); }), HasSubstr("tile/0/000 is missing"));
}

TEST(LogEvidence, AFrameWithAnotherRootOrNoneIsNamed) {
  EXPECT_THAT(after([](Frame& frame) {
                if (frame.first == Position(200)) frame.tree_root[3] ^= 1;
              }),
              HasSubstr("frame 3 names another Merkle root than the 300 records"));
  EXPECT_THAT(after([](Frame& frame) {
                if (frame.first == Position(200)) frame.tree_root.clear();
              }),
              HasSubstr("frame 3 names no Merkle root"));
}

TEST(LogEvidence, AForgedRecordBreaksTheRootOfItsFrame) {
  // With core, hash and entry in agreement, and the stream's last record, so that no chain goes on from it.
  const std::string said = after([](Frame& frame) {
    if (frame.first != Position(900)) return;
    Entry entry = decode_entry(frame.records.back().entry).value();
    entry.recorded_at = entry.recorded_at.next();
    frame.records.back().entry = encode_entry(entry);
  });
  EXPECT_THAT(said, HasSubstr("frame 10 names another Merkle root"));
}

TEST(LogEvidence, WordsThatNoErasureNamesAreMissed) {
  MemoryLog log;
  const GrownLog grown(log, 1, [](Frame& frame) { frame.records[6].words.clear(); });
  LogCheckOptions options;
  EXPECT_EQ(check_log(log, kPartition, {}, options).value().words_removed, 1U);
  options.erased = [](StreamToken, Version) { return false; };
  EXPECT_EQ(sentence(check_log(log, kPartition, {}, options)),
            "record 0:6: its words are missing, and no erasure names them");
  options.erased = [](StreamToken stream, Version version) {
    return stream.bytes[0] == 6 && version == Version(1);
  };
  EXPECT_EQ(check_log(log, kPartition, {}, options).value().words_removed, 1U);
}

}  // namespace
}  // namespace dangol
