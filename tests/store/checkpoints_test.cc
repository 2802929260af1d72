// The checkpoints that are kept, and whether a log is the one that they speak of.
#include "store/checkpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_log.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::signed_note;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr PartitionId kOnly{0};
const std::string kOrigin = "log.example";

class CheckpointStore : public testing::Test {
 protected:
  Checkpoints open() { return Checkpoints(dir_ / "checkpoints", files_.env()); }
  test::FaultFiles files_;
  test::TempDir dir_;
};

TEST_F(CheckpointStore, MakesNothingUntilThereIsOneToKeep) {
  Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
  EXPECT_FALSE(checkpoints.exist());
  EXPECT_EQ(checkpoints.latest().value(), std::nullopt);
  EXPECT_EQ(checkpoints.at(7).value(), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "checkpoints"));
}

TEST_F(CheckpointStore, KeepsThemBySize) {
  const std::string seven = signed_note(kOrigin, 7, 'a'), big = signed_note(kOrigin, 300, 'b');
  {
    Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
    ASSERT_TRUE(checkpoints.add(big).ok());
    ASSERT_TRUE(checkpoints.add(seven).ok());
  }
  Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
  EXPECT_TRUE(checkpoints.exist());
  EXPECT_EQ(checkpoints.latest().value()->note, big);
  EXPECT_EQ(checkpoints.at(7).value()->note, seven);
  EXPECT_EQ(checkpoints.at(8).value(), std::nullopt);
  std::vector<std::uint64_t> sizes;
  ASSERT_TRUE(checkpoints
                  .scan(0,
                        [&](const StoredCheckpoint& one) {
                          sizes.push_back(one.size);
                          return true;
                        })
                  .ok());
  EXPECT_THAT(sizes, ElementsAre(7, 300));
}

TEST_F(CheckpointStore, TakesCosignaturesAndNeverAnotherCheckpoint) {
  Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
  const std::string note = signed_note(kOrigin, 7, 'a');
  ASSERT_TRUE(checkpoints.add(note).ok());
  const std::string more = note + test::key_of("witness.example").sign("any");
  ASSERT_TRUE(checkpoints.add(more).ok());
  EXPECT_EQ(checkpoints.add(signed_note(kOrigin, 7, 'b')).error().code, ErrorCode::kRejected);
  EXPECT_EQ(checkpoints.add(signed_note("other", 7, 'a')).error().code, ErrorCode::kRejected);
  EXPECT_EQ(checkpoints.add("no checkpoint").error().code, ErrorCode::kRejected);
  EXPECT_EQ(checkpoints.at(7).value()->note, more);
}

TEST_F(CheckpointStore, SurvivesTheLossOfPowerOnceItIsKept) {
  {
    Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
    ASSERT_TRUE(checkpoints.add(signed_note(kOrigin, 7, 'a')).ok());
    files_.lose_power();
    EXPECT_FALSE(checkpoints.add(signed_note(kOrigin, 8, 'a')).ok());
  }
  files_.restore_power();
  EXPECT_EQ(Checkpoints(dir_ / "checkpoints", files_.env()).latest().value()->size, 7U);
}

TEST_F(CheckpointStore, GoesOnAfterAWriteThatFailed) {
  Checkpoints checkpoints(dir_ / "checkpoints", files_.env());
  ASSERT_TRUE(checkpoints.add(signed_note(kOrigin, 7, 'a')).ok());
  files_.fail({.op = test::FileOp::kSync, .path = "checkpoints/"});
  EXPECT_FALSE(checkpoints.add(signed_note(kOrigin, 8, 'a')).ok());
  files_.heal();
  ASSERT_TRUE(checkpoints.add(signed_note(kOrigin, 8, 'a')).ok());
  EXPECT_EQ(checkpoints.latest().value()->size, 8U);
}

class CheckedLog : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CheckedLog, HoldsWhatWasSaidOfItAtEverySize) {
  MemoryLog log(1), other(1);
  test::append_with_tree(log, GetParam());
  test::append_with_tree(other, GetParam(),
                         [](std::uint64_t at) { return test::core_at(at) + "else"; });
  const Checkpoint older = current_checkpoint(log, kOnly, kOrigin).value();
  EXPECT_EQ(older.size, GetParam());
  const Checkpoint foreign = current_checkpoint(other, kOnly, kOrigin).value();
  test::append_with_tree(log, 400);
  const Checkpoint newer = current_checkpoint(log, kOnly, kOrigin).value();
  for (const Checkpoint& said : {older, newer}) EXPECT_TRUE(holds(log, kOnly, said).ok());
  EXPECT_TRUE(goes_on(log, kOnly, older, newer).ok());
  EXPECT_TRUE(goes_on(log, kOnly, newer, newer).ok());

  EXPECT_EQ(holds(log, kOnly, foreign).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(goes_on(log, kOnly, foreign, newer).error().code, ErrorCode::kCorrupt);
  Checkpoint forged = newer;
  forged.root.bytes[0] ^= 1;
  EXPECT_EQ(holds(log, kOnly, forged).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(goes_on(log, kOnly, older, forged).error().code, ErrorCode::kCorrupt);
  Checkpoint longer = newer;
  ++longer.size;
  EXPECT_THAT(holds(log, kOnly, longer).error().message, HasSubstr("but a checkpoint was signed"));
  EXPECT_EQ(goes_on(log, kOnly, longer, newer).error().code, ErrorCode::kCorrupt);
}

INSTANTIATE_TEST_SUITE_P(Sizes, CheckedLog, testing::Values(1, 255, 256, 257, 1024));

TEST(CheckedLogs, TheEmptyLogIsTheBeginningOfEveryOther) {
  MemoryLog log(1);
  const Checkpoint empty = current_checkpoint(log, kOnly, kOrigin).value();
  EXPECT_EQ(empty.size, 0U);
  test::append_with_tree(log, 3);
  EXPECT_TRUE(holds(log, kOnly, empty).ok());
  EXPECT_TRUE(goes_on(log, kOnly, empty, current_checkpoint(log, kOnly, kOrigin).value()).ok());
}

}  // namespace
}  // namespace dangol
