// Given batches of the shards, when a frame is committed, then what is on the log, and what each
// sender is told, not sooner.
#include "actors/committer.h"

#include "events/limits.h"
#include "tests/actors/committer_harness.h"

namespace dangol {
namespace {

using test::CommitterTest;
using test::Part;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

TEST_F(CommitterTest, AnEventIsAnsweredOnceItIsStored) {
  const Part part = batch(1, {"kim", "lee"});
  take(part);
  EXPECT_TRUE(committer->pending());
  EXPECT_FALSE(part.answered());

  commit();

  EXPECT_EQ(part.code(), kRecorded);
  EXPECT_EQ(part.outcome(1).place, (Place{kPartition, Position(1)}));
  EXPECT_EQ(size_when_answered, Position(2)) << "both were on the log when the sender was told";
  EXPECT_EQ(committer->settled(0), 1U);
  EXPECT_EQ(entry_at(1).stream, stream("lee"));
  EXPECT_FALSE(committer->pending());
}

TEST_F(CommitterTest, ARefusalIsAnsweredInItsTurnAndWritesNothing) {
  const Part first = batch(1, {"kim"});
  const Part refusal = batch(2, {"kim"});
  records_nothing(refusal.slot(), kRejected);
  take(refusal);
  commit();
  EXPECT_FALSE(refusal.answered()) << "what it was decided upon is not stored yet";
  take(first);
  commit();
  EXPECT_EQ(refusal.code(), kRejected);
  EXPECT_EQ(log.size(kPartition).value(), Position(1));

  const Part alone = batch(3, {"kim"});
  records_nothing(alone.slot(), kStale);
  take(alone);
  commit();
  EXPECT_EQ(alone.code(), kStale);
  EXPECT_EQ(frames(), 1U);
}

TEST_F(CommitterTest, AShardsBatchesAreCommittedByNumberInWhateverOrderTheyCome) {
  const Part first = batch(1, {"kim"}), second = batch(2, {"kim"}), third = batch(3, {"kim"});
  take(third);
  take(second);
  EXPECT_FALSE(committer->pending());
  commit();
  EXPECT_EQ(frames(), 0U);

  take(first);
  commit();

  EXPECT_EQ(first.outcome().place->position, Position(0));
  EXPECT_EQ(second.outcome().place->position, Position(1));
  EXPECT_EQ(third.outcome().place->position, Position(2));
  EXPECT_EQ(committer->settled(0), 3U);
}

TEST_F(CommitterTest, AShardDoesNotWaitForAnother) {
  const Part late = batch(2, {"kim"});
  const Part other = batch(1, {"lee"}, 16, 1);
  take(late);
  take(other);
  commit();
  EXPECT_EQ(other.code(), kRecorded);
  EXPECT_FALSE(late.answered());
  EXPECT_EQ(committer->settled(0), 0U);
  EXPECT_EQ(committer->settled(1), 1U);
}

TEST_F(CommitterTest, AFrameIsWhatWasReadyAndHasOneTime) {
  const Part one = batch(1, {"kim"}), two = batch(1, {"lee", "park"}, 16, 1);
  take(one);
  take(two);
  commit();
  EXPECT_EQ(frames(), 1U);
  for (std::uint64_t at = 0; at < 3; ++at) EXPECT_EQ(entry_at(at).recorded_at, now);
}

TEST_F(CommitterTest, RecordedTimeNeverStepsBack) {
  for (std::int64_t time : {5'000, 4'000, 6'000}) {
    now = Micros(time);
    take(batch(sink.told.size() + 1, {"kim"}));
    commit();
  }
  EXPECT_EQ(entry_at(0).recorded_at, Micros(5'000));
  EXPECT_EQ(entry_at(1).recorded_at, Micros(5'000)) << "the clock was set back";
  EXPECT_EQ(entry_at(2).recorded_at, Micros(6'000));
}

TEST_F(CommitterTest, RecordedTimeNeverStepsBackBehindTheLastRun) {
  start(Micros(9'000));
  take(batch(1, {"kim"}));
  commit();
  EXPECT_EQ(entry_at(0).recorded_at, Micros(9'000));
}

TEST_F(CommitterTest, EveryFrameNamesTheRootOfTheTreeOverAllEntriesUpToItsEnd) {
  MerkleEdge tree;
  for (std::uint64_t number = 1; number <= 4; ++number) {
    take(batch(number, std::vector<std::string>(number * 60, "kim")));
    commit();
    while (tree.size() < log.size(kPartition).value().value()) {
      tree.add(leaf_hash(encode_entry(entry_at(tree.size()))));
    }
    EXPECT_EQ(log.resolve(kPartition).value()->tree_root, tree.root().view());
  }
  EXPECT_EQ(tree.size(), 600U);
  EXPECT_TRUE(log.tile(kPartition, {0, 1}).ok()) << "in the frame of the entry that completes it";
  EXPECT_FALSE(log.tile(kPartition, {0, 2}).ok());
}

TEST_F(CommitterTest, ABatchThatDoesNotFollowItsStreamIsUnavailableAndTheOthersAreRecorded) {
  const Part first = batch(1, {"kim"});
  const Part broken = batch(2, {"kim", "lee"});
  broken.slot(0).base.chain.bytes[0] ^= 1;
  broken.slot(0).side_rows.push_back({"i of kim", ""});
  broken.slot(0).snapshot = "state";
  take(first);
  take(broken);

  commit();

  EXPECT_EQ(first.code(), kRecorded);
  EXPECT_EQ(broken.outcome(0).code, kUnavailable);
  EXPECT_EQ(broken.outcome(0).place, std::nullopt);
  EXPECT_EQ(broken.outcome(0).version, std::nullopt);
  EXPECT_EQ(broken.outcome(1).code, kRecorded);
  EXPECT_EQ(log.size(kPartition).value(), Position(2));
  EXPECT_THAT(log.side_rows(kPartition, "i").value(), IsEmpty());
  EXPECT_THAT(sink.snapshots, IsEmpty());
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(CommitterTest, AVersionThatIsLeftOutIsUnavailable) {
  const Part part = batch(1, {"kim"});
  part.slot().records[0].entry.version = Version(2);
  take(part);
  commit();
  EXPECT_EQ(part.code(), kUnavailable);
  EXPECT_EQ(frames(), 0U);
}

TEST_F(CommitterTest, AFrameHoldsNoMoreRecordsThanItsLimit) {
  std::vector<Part> parts;
  const std::vector<std::string> thousand(1000, "kim");
  for (std::uint64_t number = 1; number <= 17; ++number) {
    parts.push_back(batch(number, thousand));
    take(parts.back());
  }
  commit();
  EXPECT_EQ(log.size(kPartition).value(), Position(16'000));
  EXPECT_FALSE(parts.back().answered());
  EXPECT_TRUE(committer->pending());
  commit();
  EXPECT_EQ(parts.back().code(), kRecorded);
  EXPECT_EQ(frames(), 2U);
}

TEST_F(CommitterTest, AFrameHoldsNoMoreBytesThanItsLimitWithAllThatGoesIntoIt) {
  // Four records whose entries and cores are just short of a frame: their keys do not fit any more.
  const std::size_t core_bytes = (kMaxFrameBytes / 4 - kEntryBytes) / 8 * 8;
  std::vector<Part> parts;
  for (std::uint64_t number = 1; number <= 4; ++number) {
    parts.push_back(batch(number, {"kim"}, core_bytes));
    take(parts.back());
  }
  while (committer->pending()) commit();
  for (const Part& part : parts) EXPECT_EQ(part.code(), kRecorded);
  EXPECT_EQ(frames(), 2U);
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(CommitterTest, SideRowsWeighToo) {
  const Part one = batch(1, {"kim"}, 20 << 20), two = batch(2, {"kim"});
  two.slot().side_rows.push_back({"i", std::string(20 << 20, 'x')});
  take(one);
  take(two);
  while (committer->pending()) commit();
  EXPECT_EQ(one.code(), kRecorded);
  EXPECT_EQ(two.code(), kRecorded);
  EXPECT_EQ(frames(), 2U);
}

TEST_F(CommitterTest, SideRowsAreWrittenAndDeletedInTheFrameOfTheirBatch) {
  const Part intent = batch(1, {"kim"});
  intent.slot().side_rows.push_back({"i of kim", "what lee must know"});
  take(intent);
  commit();
  EXPECT_THAT(log.side_rows(kPartition, "i").value(), SizeIs(1));

  const Part settled = batch(2, {"lee"});
  records_nothing(settled.slot(), kDuplicate, Version(1));
  settled.slot().side_rows.push_back({"i of kim", std::nullopt});
  take(settled);
  commit();
  EXPECT_EQ(settled.code(), kDuplicate);
  EXPECT_THAT(log.side_rows(kPartition, "i").value(), IsEmpty());
  EXPECT_EQ(log.size(kPartition).value(), Position(1)) << "a frame of side rows only";
}

TEST_F(CommitterTest, ADuplicateGetsThePlaceOfTheRecordItRepeats) {
  take(batch(1, {"park", "kim"}));
  const Part at_once = batch(2, {"kim"});
  records_nothing(at_once.slot(), kDuplicate, Version(1));
  take(at_once);
  commit();
  EXPECT_EQ(at_once.outcome().place, (Place{kPartition, Position(1)})) << "of the same frame";

  const Part later = batch(3, {"kim"});
  records_nothing(later.slot(), kConflict, Version(1));
  take(later);
  commit();
  EXPECT_EQ(later.outcome().place, (Place{kPartition, Position(1)}));
}

TEST_F(CommitterTest, TheSinkLearnsOfEveryRecordAndSnapshotWithItsPlace) {
  const Part part = batch(1, {"kim", "lee"});
  part.slot(1).snapshot = "the state of lee";
  take(part);
  commit();
  ASSERT_THAT(sink.told, SizeIs(2));
  EXPECT_EQ(sink.told[1].position, Position(1));
  EXPECT_EQ(sink.told[1].entry, entry_at(1));
  ASSERT_THAT(sink.snapshots, SizeIs(1));
  EXPECT_EQ(sink.snapshots[0].bytes, "the state of lee");
  EXPECT_EQ(sink.snapshots[0].version, Version(1));
  EXPECT_EQ(sink.snapshots[0].place, (Place{kPartition, Position(1)}));
}

TEST_F(CommitterTest, WhatOtherStreamsMustRecordIsHandedOnWhenItsCauseIsStored) {
  const Part part = batch(1, {"kim"});
  part.slot().mirrors.push_back({SentEvent{}, "i of kim"});
  take(part);
  EXPECT_THAT(owed, IsEmpty());
  commit();
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].row_key, "i of kim");
}

}  // namespace
}  // namespace dangol
