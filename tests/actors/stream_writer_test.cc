// Given a stream's records, when an event is sent, then its outcome, what is to be written, and where
// the stream stands. A refusal leaves everything as it was.
#include "actors/stream_writer.h"

#include "actors/mirror.h"
#include "tests/actors/writer_harness.h"

namespace dangol {

inline bool operator==(const StreamHead& a, const StreamHead& b) {
  return a.version == b.version && a.chain == b.chain;
}

namespace {

using test::codes;
using test::Desk;
using test::together;
using test::WriterHarness;
using test::writes_nothing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class StreamWriterTest : public testing::Test {
 protected:
  // When an event that must be refused is sent, then nothing changes; its outcome.
  Outcome refused(SentEvent event, AppendOptions options = {}) {
    const StreamHead before = kim.head();
    const Slot slot = kim.take(together(std::move(event)), std::move(options));
    EXPECT_TRUE(writes_nothing(slot));
    EXPECT_EQ(kim.head(), before);
    return slot.submission->outcomes.front();
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
};

AppendOptions as_recorded() {
  AppendOptions options;
  options.recording = Recording::kAsRecorded;
  return options;
}

TEST_F(StreamWriterTest, AnEventIsRecordedAsTheStreamsNextVersion) {
  const Slot slot = kim.take(together(desk.call("e1"), desk.said("e2", "my flowers never came")));

  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRecorded));
  EXPECT_EQ(slot.submission->outcomes[1].version, Version(2));
  EXPECT_EQ(slot.base, StreamHead());
  ASSERT_THAT(slot.records, SizeIs(2));
  StreamHead head = slot.base;
  for (const PendingRecord& record : slot.records) {
    EXPECT_TRUE(verify_follows(record.entry, kim.stream(), head.version, head.chain).ok());
    EXPECT_TRUE(verify_record(record.entry, record.core.view(), record.words).ok());
    head = {record.entry.version, record.entry.chain};
  }
  EXPECT_EQ(kim.head(), head);
}

TEST_F(StreamWriterTest, WhatThePersonSaidIsInNoPartOfTheRecordInClear) {
  const Slot slot = kim.take(together(desk.said("e1", "my flowers never came")));
  ASSERT_THAT(slot.records, SizeIs(1));
  EXPECT_THAT(std::string(slot.records[0].core.view()), Not(HasSubstr("flowers")));
  EXPECT_THAT(slot.records[0].words, Not(HasSubstr("flowers")));
  EXPECT_THAT(slot.records[0].words, Not(IsEmpty()));
}

TEST_F(StreamWriterTest, AnEventSentAgainIsADuplicateOfTheFirst) {
  kim.take(desk.call("e1"));
  kim.take(desk.said("e2", "hello"));

  const Outcome again = refused(desk.said("e2", "hello"));

  EXPECT_EQ(again.code, kDuplicate);
  EXPECT_EQ(again.version, Version(2));
  EXPECT_THAT(again.reason, IsEmpty());
}

TEST_F(StreamWriterTest, HowItIsWrittenOrDeliveredMakesNoOtherEventOfIt) {
  kim.take(desk.call("e1"));
  SentEvent reordered = test::read_event(
      R"({ "data": {"direction": "inbound", "channel": "phone", "contactId": "\u00631"},
           "time": "2016-07-27T11:07:00+09:00", "subject": "customer/kim",
           "type": "contact.started", "source": "/desk", "id": "e1", "specversion": "1.0" })");
  EXPECT_EQ(refused(std::move(reordered)).code, kDuplicate);
  for (const auto& [name, value] : test::Attributes{
           {"traceparent", R"("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")"},
           {"correlationid", R"("another thread")"},
           {"causationid", R"("another cause")"},
           {"orderhint", R"("7")"},
           {"expectedversion", R"("0")"}}) {
    EXPECT_EQ(refused(desk.call("e1", "c1", {{name, value}})).code, kDuplicate) << name;
  }
}

TEST_F(StreamWriterTest, OtherContentUnderTheSameIdIsAConflict) {
  kim.take(desk.said("e1", "my flowers never came"));

  const Outcome other = refused(desk.said("e1", "my flowers came"));

  EXPECT_EQ(other.code, kConflict);
  EXPECT_EQ(other.version, Version(1));
  EXPECT_THAT(other.reason, HasSubstr("other content"));
}

TEST_F(StreamWriterTest, AnotherSourceMayUseTheSameId) {
  kim.take(desk.call("e1"));
  EXPECT_EQ(kim.take(desk.call("e1", "c2", {{"source", R"("/crm")"}})).code, kRecorded);
}

TEST_F(StreamWriterTest, AnExpectedVersionThatIsNotTheStreamsIsStale) {
  kim.take(desk.call("e1"));

  const Outcome stale = refused(desk.said("e2", "hello", {{"expectedversion", R"("0")"}}));

  EXPECT_EQ(stale.code, kStale);
  EXPECT_EQ(stale.version, Version(1)) << "where the stream stands";
  EXPECT_EQ(kim.take(desk.said("e2", "hello", {{"expectedversion", R"("1")"}})).code, kRecorded);
}

TEST_F(StreamWriterTest, ARefusedDecisionSaysWhichInvariantRefusesIt) {
  const Outcome unknown_contact = refused(desk.attributed_to("e1", "customer/lee"));
  EXPECT_EQ(unknown_contact.code, kRejected);
  EXPECT_THAT(unknown_contact.reason, testing::StartsWith("invariant 17: "));
  EXPECT_THAT(unknown_contact.reason.substr(1), Not(HasSubstr("invariant")));
  EXPECT_EQ(unknown_contact.version, std::nullopt);
}

TEST_F(StreamWriterTest, HistoryIsRecordedAsItWasToldButSilenceStaysTheClocks) {
  EXPECT_EQ(kim.take(desk.attributed_to("e1", "customer/lee"), as_recorded()).code, kRecorded);
  EXPECT_EQ(refused(desk.silence_confirms("e2"), as_recorded()).code, kRejected);
}

TEST_F(StreamWriterTest, NobodyButDangolSpeaksInItsName) {
  const test::Attributes forged{{"source", R"("dangol:mirror")"}};
  EXPECT_EQ(refused(desk.call("e1", "c1", forged)).code, kRejected);
  EXPECT_EQ(refused(desk.call("e1", "c1", forged), as_recorded()).code, kRejected);
  AppendOptions dangol;
  dangol.origin = Origin::kClock;
  EXPECT_EQ(kim.take(desk.call("e1", "c1", forged), dangol).code, kRecorded);
}

TEST(HeadsStreamTest, TakesOnlyWhatDangolSaysOfItsLog) {
  WriterHarness heads("heads/main");
  const Desk desk("heads/main");
  const auto said = [&] {
    return desk.event(
        "1", "heads.recorded",
        R"({"size":"1","streams":"1","format":1,"root":")" + std::string(43, 'A') + R"(="})");
  };
  const Outcome refused = heads.take(said());
  EXPECT_EQ(refused.code, kRejected);
  EXPECT_THAT(refused.reason, testing::StartsWith("invariant 22: "));
  EXPECT_EQ(heads.take(said(), as_recorded()).code, kRejected);
  AppendOptions of_the_log;
  of_the_log.origin = Origin::kLog;
  EXPECT_EQ(heads.take(said(), of_the_log).version, Version(1));
}

TEST_F(StreamWriterTest, ASurprisingFactIsRecordedAndSaysWhatDoesNotFit) {
  const Outcome ended = kim.take(desk.hang_up("e1", "no such contact"));
  EXPECT_EQ(ended.code, kRecorded);
  EXPECT_THAT(ended.irregular, Not(IsEmpty()));
}

TEST_F(StreamWriterTest, ARefusedEventHoldsUpNoneOfTheOthers) {
  const Slot slot = kim.take(together(
      desk.call("e1"), desk.attributed_to("e2", "customer/lee", "c9"), desk.hang_up("e3")));
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRejected, kRecorded));
  EXPECT_EQ(slot.submission->outcomes[2].version, Version(2));
  EXPECT_EQ(slot.records[1].event_index, 2U);
}

TEST_F(StreamWriterTest, APersonIsFoundByWhatTheyIdentifiedThemselvesWith) {
  kim.take(desk.identified("e1", "phone", "010-1234 5678"));
  EXPECT_THAT(kim.vault->streams_with_identifier("phone", "01012345678").value(),
              ElementsAre(kim.stream()));
  EXPECT_THAT(kim.vault->streams_with_identifier("email", "01012345678").value(), IsEmpty());
}

TEST_F(StreamWriterTest, ARefusedIdentificationLeavesNoTraceInTheBlindIndex) {
  kim.take(desk.call("e1"));
  SentEvent identified = desk.identified("e2", "email", "kim@example.com");
  identified.expected_version = Version(7);
  EXPECT_EQ(refused(std::move(identified)).code, kStale);
  EXPECT_THAT(kim.vault->streams_with_identifier("email", "kim@example.com").value(), IsEmpty());
}

TEST_F(StreamWriterTest, AMovedContactIsAlsoToBeRecordedWhereItBelongs) {
  kim.take(desk.call("e1"));

  const Slot slot = kim.take(together(desk.attributed_to("e2", "customer/lee")));

  ASSERT_THAT(slot.mirrors, SizeIs(1));
  EXPECT_EQ(slot.mirrors[0].event.subject, "customer/lee");
  ASSERT_THAT(slot.side_rows, SizeIs(1)) << "the intent, until the other stream has it";
  EXPECT_EQ(slot.side_rows[0].key, slot.mirrors[0].row_key);
  EXPECT_EQ(slot.side_rows[0].key, mirror_row_key(kim.stream(), Version(2)));
  EXPECT_TRUE(slot.side_rows[0].value.has_value());
}

TEST_F(StreamWriterTest, AMergeIsAlsoToBeRecordedOnTheOtherPersonsStream) {
  const Slot slot = kim.take(together(desk.absorbs("e1", "customer/lee")));
  ASSERT_THAT(slot.mirrors, SizeIs(1));
  EXPECT_EQ(slot.mirrors[0].event.subject, "customer/lee");
}

TEST_F(StreamWriterTest, AStreamThatCouldNotRecordItsSideIsRefusedAlsoToAnImporter) {
  kim.take(desk.call("e1"));
  for (const char* other : {"staff/ann", "policy/main", "problem/p1"}) {
    const Outcome moved = refused(desk.attributed_to("e2", other));
    EXPECT_EQ(moved.code, kRejected) << other;
    EXPECT_THAT(moved.reason, testing::StartsWith("invariant 18: "));
    EXPECT_EQ(refused(desk.attributed_to("e2", other), as_recorded()).code, kRejected) << other;
  }
  EXPECT_EQ(refused(desk.absorbs("e3", "contact/7")).code, kRejected);
  EXPECT_EQ(kim.take(desk.attributed_to("e4", "contact/7")).code, kRecorded);
}

TEST_F(StreamWriterTest, TheOtherSidesRecordSettlesTheIntentAndAsksForNothingMore) {
  kim.take(desk.call("e1"));
  Slot intent = kim.take(together(desk.attributed_to("e2", "customer/lee")));
  Mirror& mirror = intent.mirrors.at(0);
  AppendOptions options = as_recorded();
  options.origin = Origin::kMirror;
  options.settles_row = mirror.row_key;
  WriterHarness lee("customer/lee");

  const Slot other = lee.take(together(std::move(mirror.event)), options);

  EXPECT_THAT(codes(other), ElementsAre(kRecorded));
  EXPECT_THAT(other.mirrors, IsEmpty());
  ASSERT_THAT(other.side_rows, SizeIs(1));
  EXPECT_EQ(other.side_rows[0].key, intent.side_rows[0].key);
  EXPECT_EQ(other.side_rows[0].value, std::nullopt) << "deleted";
}

}  // namespace
}  // namespace dangol
