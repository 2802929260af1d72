// What proofs are made of, over the socket: the same as from the store itself.
#include <fmt/format.h>

#include "gateway/log_evidence.h"
#include "replay/log_check.h"
#include "store/tile_tree.h"
#include "tests/gateway/local_test.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {
namespace {

constexpr PartitionId kPartition{0};

class RemoteProofs : public LocalTest {
 protected:
  void SetUp() override {
    LocalTest::SetUp();
    for (int batch = 0; batch < 6; ++batch) {
      std::vector<SentEvent> events;
      for (int n = 0; n < 100; ++n) {
        events.push_back(
            Desk(fmt::format("customer/{}", n % 7)).call(fmt::format("{}-{}", batch, n)));
      }
      care.engine->append_and_wait(std::move(events));
    }
  }
};

TEST_F(RemoteProofs, TilesFramesAndWholeChecksAreThoseOfTheStore) {
  LocalClient client(connect());
  EventLog& log = care.store->log();
  EXPECT_EQ(client.log().tile(kPartition, {0, 1}).value(), log.tile(kPartition, {0, 1}).value());
  EXPECT_EQ(client.log().tile(kPartition, {0, 9}).error().code, ErrorCode::kNotFound);
  const auto here = log.frames(kPartition, FrameIndex(2), 3).value();
  const auto there = client.log().frames(kPartition, FrameIndex(2), 3).value();
  ASSERT_EQ(there.size(), here.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(there[i].index, here[i].index);
    EXPECT_EQ(there[i].first, here[i].first);
    EXPECT_EQ(there[i].count, here[i].count);
    EXPECT_EQ(there[i].epoch, here[i].epoch);
    EXPECT_EQ(there[i].tree_root, here[i].tree_root);
  }
  LogCheckOptions options;
  options.tiles = options.frames = true;
  const auto checked = check_log(client.log(), kPartition, {}, options);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(checked.value().tree_root.view(), log.resolve(kPartition).value()->tree_root);
  EXPECT_EQ(checked.value().tiles, 2U);
}

TEST_F(RemoteProofs, AnInclusionIsProvedWithoutTheStore) {
  LocalClient client(connect());
  constexpr std::uint64_t kSize = 500;
  const LogTree tree = LogTree::at(client.log(), kPartition, kSize).value();
  const auto proof =
      inclusion_proof(123, kSize, nodes_of_tiles(tiles_of(client.log(), kPartition, tree), kSize));
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  const auto entry =
      care.store->log().get(kPartition, {Position(123)}, ReadWords::kNo).value()[0].entry;
  EXPECT_TRUE(proves_inclusion(leaf_hash(entry), 123, kSize, proof.value(), tree.root()));
}

TEST_F(RemoteProofs, CheckpointsComeInPages) {
  SeededEntropy entropy(4);
  const NoteSigner signer =
      NoteSigner::make("example.com/log", NoteKeyType::kNote, entropy).value();
  // More than one page holds.
  constexpr std::uint64_t kCheckpoints = 6'000;
  for (std::uint64_t size = 1; size <= kCheckpoints; ++size) {
    const std::string text = Checkpoint{"example.com/log", size, sha256("root")}.text();
    ASSERT_TRUE(care.store->checkpoints().add(text + "\n" + signer.sign(text)).ok());
  }
  LocalClient client(connect());
  const LogEvidence here = read_evidence(*care.store).value();
  const auto there = client.evidence();
  ASSERT_TRUE(there.ok()) << there.error().message;
  EXPECT_EQ(there.value().origin, here.origin);
  EXPECT_EQ(there.value().checkpoints, here.checkpoints);
  EXPECT_EQ(there.value().anchor, here.anchor);
  EXPECT_EQ(here.checkpoints.size(), kCheckpoints);
}

}  // namespace
}  // namespace dangol::test
