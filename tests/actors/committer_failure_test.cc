// Given a log or a vault that fails, when a frame is committed, then nobody is told a thing that may
// be wrong: unknown when it may be stored, unavailable when it certainly is not.
#include <gmock/gmock.h>

#include "tests/actors/committer_harness.h"

namespace dangol {
namespace {

using test::CommitterTest;
using test::Part;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

constexpr std::size_t kBig = 20 << 20;  // two of these do not fit one frame

class CommitterFailureTest : public CommitterTest {
 protected:
  // Given a committer that records, when the next append fails, then: what was in that frame, what
  // waited for the next one, and what comes later.
  void fail_with(AppendFault fault) {
    take(batch(1, {"kim"}));
    commit();
    in_frame = batch(2, {"kim", "lee"}, kBig);
    waiting = batch(3, {"kim"}, kBig);
    early = batch(5, {"park"});
    records_nothing(in_frame.slot(1), kRejected);
    in_frame.slot(0).mirrors.push_back({SentEvent{}, "i of kim"});
    take(in_frame);
    take(waiting);
    take(early);
    log.fail_next_append(kPartition, fault);
    commit();
    size_then = log.size(kPartition).value();
  }
  // Nothing more is recorded, and everything taken is answered.
  void expect_the_end() {
    EXPECT_EQ(waiting.code(), kUnavailable);
    EXPECT_FALSE(early.answered());
    const Part later = batch(4, {"lee"});
    take(later);
    commit();
    EXPECT_EQ(later.code(), kUnavailable);
    EXPECT_EQ(early.code(), kUnavailable);
    EXPECT_EQ(log.size(kPartition).value(), size_then);
    EXPECT_THAT(failures, SizeIs(1));
    EXPECT_EQ(later.outcome().reason, failures[0]);
    EXPECT_EQ(committer->settled(0), 1U);
    EXPECT_THAT(owed, IsEmpty());
    EXPECT_THAT(sink.told, SizeIs(1));
    EXPECT_FALSE(committer->pending());
  }

  Part in_frame, waiting, early;
  Position size_then;
};

TEST_F(CommitterFailureTest, AnUnconfirmedFrameThatIsStoredIsUnknownAndTheRestUnavailable) {
  fail_with(AppendFault::kUnknownStored);
  EXPECT_EQ(in_frame.code(), kUnknown) << "its refusals too: they rest on what may not be there";
  EXPECT_EQ(in_frame.outcome().place, std::nullopt);
  EXPECT_EQ(size_then, Position(2));
  expect_the_end();
}

TEST_F(CommitterFailureTest, AnUnconfirmedFrameThatIsNotStoredIsUnknownAndTheRestUnavailable) {
  fail_with(AppendFault::kUnknownNotStored);
  EXPECT_EQ(in_frame.code(), kUnknown);
  EXPECT_EQ(in_frame.outcome().place, std::nullopt);
  EXPECT_EQ(size_then, Position(1));
  expect_the_end();
}

TEST_F(CommitterFailureTest, AFencedFrameIsCertainlyNotRecorded) {
  fail_with(AppendFault::kFenced);
  EXPECT_EQ(in_frame.code(), kUnavailable);
  EXPECT_EQ(size_then, Position(1));
  expect_the_end();
}

TEST_F(CommitterFailureTest, WhoeverClaimsTheLogFencesTheOwnerBefore) {
  const Part part = batch(1, {"kim"});
  take(part);
  ASSERT_TRUE(log.claim(kPartition).ok());
  commit();
  EXPECT_EQ(part.code(), kUnavailable);
  EXPECT_EQ(frames(), 0U);
}

TEST_F(CommitterFailureTest, NothingIsAppendedWhenItsKeysAreNotOnDisk) {
  ASSERT_TRUE(vault->token_of("customer/kim").ok());
  vault_disk.set_writing(MemoryVaultDisk::Writing::kFails);
  const Part part = batch(1, {"kim"});
  take(part);

  commit();

  EXPECT_EQ(part.code(), kUnavailable);
  EXPECT_EQ(frames(), 0U);
  vault_disk.set_writing(MemoryVaultDisk::Writing::kWorks);
  const Part later = batch(2, {"kim"});
  take(later);
  commit();
  EXPECT_EQ(later.code(), kUnavailable) << "the keys that its writer holds are lost";
  EXPECT_EQ(frames(), 0U);
}

TEST_F(CommitterFailureTest, WhatIsStoredIsAnsweredSoThoughTheIndexTakesNoMore) {
  sink.failure = Error{ErrorCode::kUnavailable, "no space for the index"};
  const Part part = batch(1, {"kim"});
  take(part);
  commit();
  EXPECT_EQ(part.code(), kRecorded);

  const Part later = batch(2, {"kim"});
  take(later);
  commit();
  EXPECT_EQ(later.code(), kUnavailable);
  EXPECT_EQ(later.outcome().reason, "no space for the index");
}

}  // namespace
}  // namespace dangol
