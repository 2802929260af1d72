// Records that concern two streams: given a decision on one, then the other has it too, exactly once,
// wherever the process was stopped between.
#include "actors/mirror.h"
#include "actors/stream_loader.h"
#include "tests/actors/committer_harness.h"
#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::together;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class EngineMirrorTest : public testing::Test {
 protected:
  // Kim's events, recorded by a process that ends before anything else happens.
  void record_and_stop(std::vector<SentEvent> events) {
    care.stop();
    StreamWriter::Shared shared{care.store->vault(), care.store->index(),
                                Sealer(care.store->vault(), care.store->entropy())};
    LoadedStream loaded = load_stream(*care.store, shared, "customer/kim");
    ASSERT_TRUE(loaded.writer) << loaded.error->message;
    std::vector<Slot> slots(1);
    for (std::uint32_t i = 0; i < events.size(); ++i) slots[0].event_indexes.push_back(i);
    Outcomes told;
    slots[0].submission = std::make_shared<Submission>(
        std::move(events), AppendOptions{}, [&](Outcomes outcomes) { told = std::move(outcomes); });
    loaded.writer->fill(slots[0]);
    test::ToldSink sink;
    EventLog& log = care.store->log();
    const StoredTail tail = read_tail(log, PartitionId(0)).value();
    const Claim claim = log.claim(PartitionId(0)).value();
    Committer committer(log, care.store->vault(), sink, claim, LogTree::open(log, claim).value(),
                        tail.last_recorded, {});
    committer.take(std::make_shared<ShardBatch>(0, 1, std::move(slots)));
    committer.commit_frame();
    EXPECT_THAT(codes(told), testing::Each(kRecorded));
    care.reopen();
  }
  void expect_once_on_both() {
    care.engine->drain();
    EXPECT_THAT(care.records("customer/kim"), SizeIs(2));
    EXPECT_THAT(care.records("customer/lee"), SizeIs(1));
    EXPECT_THAT(care.intents(), IsEmpty());
  }

  const Desk kim{"customer/kim"}, lee{"customer/lee"};
  Care care;
};

TEST_F(EngineMirrorTest, AMovedContactIsRecordedOnBothStreams) {
  care.start();
  care.send(kim.call("e1"), kim.attributed_to("e2", "customer/lee"));
  expect_once_on_both();
}

TEST_F(EngineMirrorTest, AStartAddsNothingToWhatBothStreamsHave) {
  care.start();
  care.send(kim.call("e1"), kim.attributed_to("e2", "customer/lee"));
  care.reopen();
  care.start();
  expect_once_on_both();
}

TEST_F(EngineMirrorTest, ADecisionSentAgainIsMirroredOnce) {
  care.start();
  care.send(kim.call("e1"), kim.attributed_to("e2", "customer/lee"));
  EXPECT_THAT(codes(care.send(kim.attributed_to("e2", "customer/lee"))), ElementsAre(kDuplicate));
  expect_once_on_both();
}

TEST_F(EngineMirrorTest, WhatTheOtherStreamStillOwesIsRecordedAtTheNextStart) {
  record_and_stop(together(kim.call("e1"), kim.attributed_to("e2", "customer/lee")));
  EXPECT_THAT(care.intents(), SizeIs(1));
  EXPECT_THAT(care.records("customer/lee"), IsEmpty());

  care.start();

  expect_once_on_both();
}

TEST_F(EngineMirrorTest, AnIntentThatWasAnsweredAlreadyOnlyGoesAway) {
  care.start();
  care.send(kim.call("e1"), kim.attributed_to("e2", "customer/lee"));
  care.stop();
  Frame again;
  again.first = Position(care.log_size());
  again.side_rows.push_back({mirror_row_key(care.stream("customer/kim"), Version(2)), ""});
  EventLog& log = care.store->log();
  std::optional<Append> stored;
  log.append(log.claim(PartitionId(0)).value(), again, [&](Append answer) { stored = answer; });
  ASSERT_EQ(stored, Append::kStored);

  care.start();

  expect_once_on_both();
}

TEST_F(EngineMirrorTest, AMergeIsRecordedOnBothPersonsStreamsAlsoAfterAStop) {
  record_and_stop(together(kim.call("e1"), kim.absorbs("e2", "customer/lee")));
  care.start();
  expect_once_on_both();
}

TEST_F(EngineMirrorTest, WhatWasForgottenMeanwhileIsOwedNoMore) {
  record_and_stop(together(kim.call("e1"), kim.attributed_to("e2", "customer/lee")));
  ASSERT_TRUE(care.store->vault().forget_subject(care.stream("customer/kim")).ok());

  care.start();

  care.engine->drain();
  EXPECT_THAT(care.records("customer/lee"), IsEmpty());
  EXPECT_THAT(codes(care.send(lee.call("e1"))), ElementsAre(kRecorded));
}

}  // namespace
}  // namespace dangol
