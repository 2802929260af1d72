// A unit: events of one stream that are recorded all or none.
#include <gmock/gmock.h>

#include "tests/actors/writer_harness.h"

namespace dangol {
namespace {

using test::codes;
using test::Desk;
using test::together;
using test::WriterHarness;
using test::writes_nothing;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class StreamUnitTest : public testing::Test {
 protected:
  Slot take_unit(std::vector<SentEvent> events) {
    AppendOptions options;
    options.unit = true;
    return kim.take(std::move(events), options);
  }
  // When a unit is sent that must be refused, then nothing changes; its slot.
  Slot refused(std::vector<SentEvent> events) {
    const StreamHead before = kim.head();
    Slot slot = take_unit(std::move(events));
    EXPECT_TRUE(writes_nothing(slot));
    EXPECT_EQ(kim.head().version, before.version);
    EXPECT_EQ(kim.head().chain, before.chain);
    return slot;
  }
  // An event that is always refused: nobody knows the contact.
  SentEvent impossible(const std::string& id) const {
    return desk.attributed_to(id, "customer/lee", "no such contact");
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
};

TEST_F(StreamUnitTest, AllOfItsEventsAreRecorded) {
  const Slot slot = take_unit(together(desk.call("e1"), desk.said("e2", "hello")));
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRecorded));
  EXPECT_THAT(slot.records, SizeIs(2));
  EXPECT_EQ(kim.head().version, Version(2));
}

TEST_F(StreamUnitTest, NoneIsRecordedWhenOneIsRefused) {
  const Slot slot = refused(
      together(desk.call("e1"), impossible("e2"), desk.attributed_to("e3", "customer/lee")));

  EXPECT_THAT(codes(slot), ElementsAre(kRejected, kRejected, kRejected));
  const Outcomes& outcomes = slot.submission->outcomes;
  EXPECT_THAT(outcomes[0].reason, HasSubstr("because of its event 2: invariant 17"));
  EXPECT_EQ(outcomes[0].version, std::nullopt);
  EXPECT_THAT(outcomes[1].reason, testing::StartsWith("invariant 17")) << "its own reason";
  EXPECT_THAT(outcomes[2].reason, HasSubstr("because of its event 2"));
}

TEST_F(StreamUnitTest, NoneIsRecordedWhenTheStreamIsNotWhereOneOfThemExpectsIt) {
  kim.take(desk.call("e1"));
  const Slot slot = refused(together(desk.said("e2", "hello"),
                                     desk.said("e3", "there", {{"expectedversion", R"("1")"}})));
  EXPECT_THAT(codes(slot), ElementsAre(kRejected, kStale));
}

TEST_F(StreamUnitTest, ItsEventsSeeEachOther) {
  const Slot slot = take_unit(together(desk.call("e1"), desk.attributed_to("e2", "customer/lee")));
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRecorded));
  EXPECT_THAT(slot.mirrors, SizeIs(1));
}

TEST_F(StreamUnitTest, ARefusedUnitCanBeSentAgainInWhole) {
  refused(together(desk.call("e1"), impossible("e2")));
  EXPECT_THAT(codes(take_unit(together(desk.call("e1"), desk.said("e2", "hello")))),
              ElementsAre(kRecorded, kRecorded));
}

TEST_F(StreamUnitTest, SentAgainInWholeItIsADuplicate) {
  take_unit(together(desk.call("e1"), desk.said("e2", "hello")));
  const Slot again = refused(together(desk.call("e1"), desk.said("e2", "hello")));
  EXPECT_THAT(codes(again), ElementsAre(kDuplicate, kDuplicate));
  EXPECT_EQ(again.submission->outcomes[1].version, Version(2));
}

TEST_F(StreamUnitTest, NoneIsRecordedWhenAPartOfItIsRecordedAlready) {
  kim.take(desk.call("e1"));
  const Slot slot = refused(together(desk.call("e1"), desk.said("e2", "hello")));
  EXPECT_THAT(codes(slot), ElementsAre(kDuplicate, kRejected));
  EXPECT_THAT(slot.submission->outcomes[1].reason, HasSubstr("a part of it is recorded already"));
}

TEST_F(StreamUnitTest, ARefusedUnitAsksForNothingOnOtherStreams) {
  const Slot slot = refused(
      together(desk.call("e1"), desk.attributed_to("e2", "customer/lee"), impossible("e3")));
  EXPECT_THAT(codes(slot), Each(kRejected));
}

TEST_F(StreamUnitTest, ARefusedUnitLeavesNoTraceInTheBlindIndex) {
  refused(together(desk.identified("e1", "email", "kim@example.com"), impossible("e2")));
  EXPECT_THAT(kim.vault->streams_with_identifier("email", "kim@example.com").value(), IsEmpty());

  take_unit(together(desk.identified("e1", "email", "kim@example.com"), desk.call("e2")));
  EXPECT_THAT(kim.vault->streams_with_identifier("email", "kim@example.com").value(),
              ElementsAre(kim.stream()));
}

}  // namespace
}  // namespace dangol
