// The tree of a log: as it grows, as it is found again, and as its proofs read it.
#include "store/log_tree.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "store/memory_log.h"
#include "store/tile_tree.h"
#include "tests/store/log_support.h"

namespace dangol::test {
namespace {

constexpr PartitionId kFirst{0};

// Appends records with their tree, as the journal does.
struct Journal {
  explicit Journal(EventLog& event_log)
      : log(event_log), claim(log.claim(kFirst).value()), tree(LogTree::open(log, claim).value()) {}

  void append(std::uint64_t count) {
    Frame frame = frame_of(log.size(kFirst).value().value(), count);
    for (const LogRecord& record : frame.records) tree.add(record.entry, frame.tiles);
    frame.tree_root = tree.root().view();
    ASSERT_EQ(test::append(log, claim, std::move(frame)), Append::kStored);
  }
  EventLog& log;
  Claim claim;
  LogTree tree;
};

MerkleEdge tree_over(std::uint64_t size) {
  MerkleEdge edge;
  for (std::uint64_t at = 0; at < size; ++at) edge.add(leaf_hash(record_at(at).entry));
  return edge;
}

TEST(LogTree, ItsRootIsThatOfTheEntriesAlone) {
  MemoryLog log;
  Journal journal(log);
  std::uint64_t size = 0;
  for (const std::uint64_t count : {1, 2, 250, 3, 1, 511, 1000}) {
    journal.append(count);
    size += count;
    EXPECT_EQ(journal.tree.root(), tree_over(size).root());
    EXPECT_EQ(log.resolve(kFirst).value()->tree_root, journal.tree.root().view());
  }
  // 1,768 records fill six tiles of leaves.
  EXPECT_TRUE(log.tile(kFirst, {0, 5}).ok());
  EXPECT_EQ(log.tile(kFirst, {0, 6}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log.tile(kFirst, {1, 0}).error().code, ErrorCode::kNotFound);
}

TEST(LogTree, AStartGoesOnWithTheSameTree) {
  for (const std::uint64_t size : {1, 255, 256, 257, 768, 1300}) {
    MemoryLog log;
    Journal(log).append(size);
    Journal next(log);
    EXPECT_EQ(next.tree.root(), tree_over(size).root());
    next.append(700);
    EXPECT_EQ(next.tree.root(), tree_over(size + 700).root());
  }
}

TEST(LogTree, TwoLevelsOfTilesAreFoundAgain) {
  MemoryLog log;
  Journal journal(log);
  constexpr std::uint64_t kRecords = 256 * 256 + 256 * 3 + 7;
  for (std::uint64_t left = kRecords; left > 0;) {
    const std::uint64_t count = std::min<std::uint64_t>(left, 16'000);
    journal.append(count);
    left -= count;
  }
  EXPECT_TRUE(log.tile(kFirst, {1, 0}).ok());
  Journal next(log);
  EXPECT_EQ(next.tree.root(), journal.tree.root());
  EXPECT_EQ(next.tree.root(), tree_over(kRecords).root());
}

TEST(LogTree, ALogWithoutATreeGetsOne) {
  MemoryLog log;
  const Claim claim = log.claim(kFirst).value();
  Frame frame = frame_of(0, 600);
  frame.tree_root.clear();
  ASSERT_EQ(test::append(log, claim, std::move(frame)), Append::kStored);

  Journal journal(log);
  EXPECT_EQ(journal.tree.root(), tree_over(600).root());
  EXPECT_TRUE(log.tile(kFirst, {0, 1}).ok());
  journal.append(300);
  EXPECT_EQ(Journal(log).tree.root(), tree_over(900).root());
}

TEST(LogTree, AnEntryThatWasChangedIsNoticedAtTheStart) {
  MemoryLog log;
  const Claim claim = log.claim(kFirst).value();
  LogTree tree;
  Frame frame = frame_of(0, 20);
  for (const LogRecord& record : frame.records) tree.add(record.entry, frame.tiles);
  frame.tree_root = tree.root().view();
  frame.records[3] = record_at(77);
  ASSERT_EQ(test::append(log, claim, std::move(frame)), Append::kStored);
  auto opened = LogTree::open(log, claim);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
}

TEST(LogTree, AnEarlierSizeIsFoundInTheTilesOfALaterOne) {
  MemoryLog log;
  Journal(log).append(1300);
  for (const std::uint64_t size : {0, 1, 255, 256, 257, 768, 1299, 1300}) {
    auto tree = LogTree::at(log, kFirst, size);
    ASSERT_TRUE(tree.ok()) << tree.error().message;
    EXPECT_EQ(tree.value().root(), tree_over(size).root());
  }
}

TEST(LogTree, ProofsReadTheTilesAndWhatGrows) {
  MemoryLog log;
  Journal journal(log);
  constexpr std::uint64_t kRecords = 700;
  journal.append(kRecords);
  const ReadNode nodes = nodes_of_tiles(tiles_of(log, kFirst, journal.tree), kRecords);
  for (const std::uint64_t size : {1, 255, 256, 300, 512, 700}) {
    const Hash root = tree_over(size).root();
    for (std::uint64_t index = 0; index < size; index += 37) {
      auto proof = inclusion_proof(index, size, nodes);
      ASSERT_TRUE(proof.ok()) << proof.error().message;
      EXPECT_TRUE(
          proves_inclusion(leaf_hash(record_at(index).entry), index, size, proof.value(), root));
    }
    auto proof = consistency_proof(size, kRecords, nodes);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(proves_consistency(size, root, kRecords, journal.tree.root(), proof.value()));
  }
  EXPECT_FALSE(inclusion_proof(0, kRecords + 1, nodes).ok());
}

}  // namespace
}  // namespace dangol::test
