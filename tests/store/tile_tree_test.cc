// Tiles by their published names, bundles, and trees read from nothing but tiles.
#include "store/tile_tree.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "events/record.h"
#include "store/memory_log.h"
#include "store/tile_names.h"
#include "tests/store/log_support.h"

namespace dangol::test {
namespace {

constexpr PartitionId kFirst{0};

TEST(TileNames, ArePathsAsPublished) {
  EXPECT_EQ(index_path(1'234'067), "x001/x234/067");
  EXPECT_EQ(tile_path({0, 0}, 256), "tile/0/000");
  EXPECT_EQ(tile_path({1, 1'000}, 7), "tile/1/x001/000.p/7");
  EXPECT_EQ(bundle_path(999, 255), "tile/entries/999.p/255");
}

TEST(TileNames, ATreeOf70000LeavesHasThePublishedTiles) {
  constexpr std::uint64_t kSize = 70'000;
  EXPECT_EQ(tile_width({0, 272}, kSize), 256U);
  EXPECT_EQ(tile_width({0, 273}, kSize), 112U);
  EXPECT_EQ(tile_width({0, 274}, kSize), 0U);
  EXPECT_EQ(tile_width({1, 0}, kSize), 256U);
  EXPECT_EQ(tile_width({1, 1}, kSize), 17U);
  EXPECT_EQ(tile_width({2, 0}, kSize), 1U);
  EXPECT_EQ(tile_width({3, 0}, kSize), 0U);
  EXPECT_EQ(partial_tiles(kSize), (std::vector<TileName>{{0, 273}, {1, 1}, {2, 0}}));
  EXPECT_EQ(partial_tiles(256), (std::vector<TileName>{{1, 0}}));
  EXPECT_TRUE(partial_tiles(0).empty());
}

TEST(Bundle, GivesBackWhatWasPutIn) {
  std::string bundle;
  const std::vector<std::string> entries = {"a", "", std::string(kMaxBundleEntryBytes, 'x')};
  for (const std::string& entry : entries) add_to_bundle(bundle, entry);
  std::vector<std::string> read;
  EXPECT_TRUE(read_bundle(bundle, [&](std::string_view entry) -> Status {
                read.emplace_back(entry);
                return Done{};
              }).ok());
  EXPECT_EQ(read, entries);
  const auto none = [](std::string_view) -> Status { return Done{}; };
  EXPECT_FALSE(read_bundle(bundle.substr(0, bundle.size() - 1), none).ok());
  EXPECT_FALSE(read_bundle(std::string_view("\0", 1), none).ok());
}

class TileTree : public testing::Test {
 protected:
  static constexpr std::uint64_t kRecords = 256 * 256 + 700;
  TileTree() {
    const Claim claim = log.claim(kFirst).value();
    LogTree tree;
    for (std::uint64_t first = 0; first < kRecords; first += kAtOnce) {
      Frame frame = frame_of(first, std::min(kAtOnce, kRecords - first));
      for (const LogRecord& record : frame.records) {
        tree.add(record.entry, frame.tiles);
        edge.add(leaf_hash(record.entry));
        for (const std::uint64_t size : kSizes) {
          if (edge.size() == size) roots[size] = edge.root();
        }
      }
      frame.tree_root = tree.root().view();
      EXPECT_EQ(append(log, claim, std::move(frame)), Append::kStored);
    }
  }

  static constexpr std::uint64_t kAtOnce = 16'000;
  static constexpr std::uint64_t kSizes[] = {1, 2, 255, 256, 257, 65'535, 65'536, 66'000, kRecords};
  MemoryLog log;
  MerkleEdge edge;
  std::map<std::uint64_t, Hash> roots;
};

TEST_F(TileTree, HasTheRootOfEverySize) {
  for (const std::uint64_t size : kSizes) {
    auto tree = LogTree::at(log, kFirst, size);
    ASSERT_TRUE(tree.ok()) << tree.error().message;
    auto root = root_of_tiles(tiles_of(log, kFirst, std::move(tree).value()), size);
    ASSERT_TRUE(root.ok()) << root.error().message;
    EXPECT_EQ(root.value(), roots.at(size)) << size;
  }
  EXPECT_EQ(root_of_tiles(tiles_of(log, kFirst, LogTree()), 0).value(), MerkleEdge().root());
}

TEST_F(TileTree, AChangedHashOrAnotherWidthIsNoticed) {
  const ReadTile whole = tiles_of(log, kFirst, LogTree::at(log, kFirst, kRecords).value());
  const ReadTile changed = [&](TileName name, std::size_t width) {
    auto tile = whole(name, width);
    if (name == TileName{2, 0} && tile.ok()) tile.value()[10] ^= 1;
    return tile;
  };
  EXPECT_NE(root_of_tiles(changed, kRecords).value(), roots.at(kRecords));
  const ReadTile shorter = [&](TileName name, std::size_t width) {
    auto tile = whole(name, width);
    if (tile.ok()) tile.value().pop_back();
    return tile;
  };
  EXPECT_EQ(root_of_tiles(shorter, kRecords).error().code, ErrorCode::kCorrupt);
}

TEST_F(TileTree, AProofReadsEachTileOnce) {
  int read = 0;
  const ReadTile tiles = tiles_of(log, kFirst, LogTree::at(log, kFirst, kRecords).value());
  const ReadNode nodes = nodes_of_tiles(
      [&](TileName name, std::size_t width) {
        ++read;
        return tiles(name, width);
      },
      kRecords);
  const auto proof = inclusion_proof(12'345, kRecords, nodes);
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(proves_inclusion(leaf_hash(record_at(12'345).entry), 12'345, kRecords, proof.value(),
                               roots.at(kRecords)));
  // One of leaves, one above it, and what is to the right: a partial one of leaves and of each level.
  EXPECT_LE(read, 5);
}

}  // namespace
}  // namespace dangol::test
