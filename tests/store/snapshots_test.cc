#include "store/snapshots.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

Snapshot example(std::uint8_t n) {
  Snapshot snapshot;
  snapshot.token.bytes.fill(n);
  snapshot.version = Version(n * 10);
  snapshot.chain.bytes.fill(static_cast<std::uint8_t>(n + 1));
  snapshot.place = {PartitionId(1), Position(n * 100)};
  snapshot.state = "state " + std::to_string(n);
  return snapshot;
}

class SnapshotsTest : public testing::Test {
 protected:
  void reopen() {
    derived_.reset();
    derived_ = DerivedDb::open(dir_ / "derived").value();
  }
  void SetUp() override { reopen(); }

  test::TempDir dir_;
  std::unique_ptr<DerivedDb> derived_;
};

TEST_F(SnapshotsTest, a_snapshot_is_got_back_whole_also_after_a_reopen) {
  std::vector<Snapshot> two{example(1), example(2)};
  ASSERT_TRUE(Snapshots(*derived_).put(two).ok());
  reopen();

  auto got = Snapshots(*derived_).get(two[1].token).value();

  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->token, two[1].token);
  EXPECT_EQ(got->version, two[1].version);
  EXPECT_EQ(got->chain, two[1].chain);
  EXPECT_EQ(got->place, two[1].place);
  EXPECT_EQ(got->state, two[1].state);
}

TEST_F(SnapshotsTest, a_stream_without_a_snapshot_has_none) {
  EXPECT_FALSE(Snapshots(*derived_).get(example(3).token).value().has_value());
}

TEST_F(SnapshotsTest, a_newer_snapshot_takes_the_place_of_the_older) {
  Snapshots snapshots(*derived_);
  Snapshot newer = example(1);
  ASSERT_TRUE(snapshots.put({&newer, 1}).ok());
  newer.version = Version(99);
  newer.state = "newer";
  ASSERT_TRUE(snapshots.put({&newer, 1}).ok());
  EXPECT_EQ(snapshots.get(newer.token).value()->state, "newer");
}

TEST_F(SnapshotsTest, erased_ones_are_gone_and_the_others_are_scanned_in_order) {
  Snapshots snapshots(*derived_);
  std::vector<Snapshot> all{example(3), example(1), example(2)};
  ASSERT_TRUE(snapshots.put(all).ok());
  ASSERT_TRUE(snapshots.erase(example(2).token).ok());

  std::vector<std::string> states;
  ASSERT_TRUE(snapshots
                  .scan([&](const Snapshot& snapshot) {
                    states.push_back(snapshot.state);
                    return true;
                  })
                  .ok());

  EXPECT_EQ(states, (std::vector<std::string>{"state 1", "state 3"}));
  EXPECT_FALSE(snapshots.get(example(2).token).value().has_value());
}

}  // namespace
}  // namespace dangol
