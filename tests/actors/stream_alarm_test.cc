// Given promises of a stream, when events come and when its alarm rings, then what is recorded, and
// where the stream's one alarm stands in the side rows of the same slot.
#include "actors/lapse.h"
#include "events/cloudevents.h"
#include "events/hash.h"
#include "events/sealing_tokens.h"
#include "events/time_text.h"
#include "store/format.h"
#include "tests/actors/writer_harness.h"

namespace dangol {
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

Micros at(const std::string& time) {
  return parse_time("2016-07-27T" + time + ":00+09:00").value().micros;
}

class StreamAlarmTest : public testing::Test {
 protected:
  SentEvent made(const std::string& promise, const std::string& until) const {
    return desk.event("made " + promise, "promise.made",
                      R"({"promiseKind":"callback","promiseId":")" + promise +
                          R"(","windowEnd":"2016-07-27T)" + until + R"(:00+09:00"})");
  }
  SentEvent kept(const std::string& promise, const std::string& when) const {
    return desk.event("kept " + promise, "promise.kept", R"({"promiseId":")" + promise + R"("})",
                      {{"time", R"("2016-07-27T)" + when + R"(:00+09:00")"}});
  }
  // The alarm that was set for `due` rings when the clock shows `now`.
  Slot ring(Micros due, Micros now) {
    AppendOptions options;
    options.origin = Origin::kClock;
    options.ring = Ring{due, now};
    SentEvent empty;
    empty.subject = "customer/kim";
    return kim.take(together(std::move(empty)), options);
  }
  // What a slot does to alarms: `+ 14:30`, `- 14:30`.
  std::vector<std::string> alarms(const Slot& slot) {
    std::vector<std::string> changes;
    for (const SideRow& row : slot.side_rows) {
      const auto alarm = format::decode_alarm_key(row.key);
      if (!alarm) continue;
      EXPECT_EQ(alarm->stream, kim.stream());
      const std::int64_t minutes = (alarm->due.value() - at("00:00").value()) / 60'000'000;
      char text[16];
      std::snprintf(text, sizeof text, "%c %02d:%02d", row.value ? '+' : '-',
                    static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
      changes.emplace_back(text);
    }
    return changes;
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
};

TEST_F(StreamAlarmTest, APromiseSetsTheAlarmInItsOwnFrameAndKeepingItEndsIt) {
  EXPECT_THAT(alarms(kim.take(together(made("p", "14:30")))), ElementsAre("+ 14:30"));
  EXPECT_THAT(alarms(kim.take(together(desk.call("e1")))), IsEmpty());
  EXPECT_THAT(alarms(kim.take(together(kept("p", "14:10")))), ElementsAre("- 14:30"));
}

TEST_F(StreamAlarmTest, AStreamHasOneAlarmForTheFirstOfItsPromises) {
  EXPECT_THAT(alarms(kim.take(together(made("p", "14:30"), made("q", "15:30")))),
              ElementsAre("+ 14:30"));
  EXPECT_THAT(alarms(kim.take(together(made("r", "13:30")))), ElementsAre("- 14:30", "+ 13:30"));
  EXPECT_THAT(alarms(kim.take(together(kept("p", "14:10")))), IsEmpty());
  EXPECT_THAT(alarms(kim.take(together(kept("r", "13:10")))), ElementsAre("- 13:30", "+ 15:30"));
}

TEST_F(StreamAlarmTest, APromiseMadeAndKeptAtOnceSetsNone) {
  EXPECT_THAT(alarms(kim.take(together(made("p", "14:30"), kept("p", "14:10")))), IsEmpty());
}

TEST_F(StreamAlarmTest, HistoryFromElsewhereSetsNone) {
  AppendOptions options;
  options.recording = Recording::kAsRecorded;
  const Slot slot = kim.take(together(made("p", "14:30")), options);
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(slot), IsEmpty());
}

TEST_F(StreamAlarmTest, AUnitThatIsRefusedSetsNone) {
  AppendOptions unit;
  unit.unit = true;
  const Slot slot = kim.take(
      together(made("p", "14:30"), desk.attributed_to("e2", "customer/lee", "unknown")), unit);
  EXPECT_THAT(codes(slot), ElementsAre(kRejected, kRejected));
  EXPECT_TRUE(writes_nothing(slot));
  EXPECT_THAT(alarms(kim.take(together(made("q", "15:30")))), ElementsAre("+ 15:30"));
}

TEST_F(StreamAlarmTest, WhenItRingsThePromiseLapsesAndTheAlarmEnds) {
  kim.take(made("p", "14:30"));

  const Slot slot = ring(at("14:30"), at("14:31"));

  EXPECT_THAT(codes(slot), ElementsAre(kRecorded));
  EXPECT_THAT(slot.records, SizeIs(1));
  EXPECT_THAT(alarms(slot), ElementsAre("- 14:30"));
}

TEST_F(StreamAlarmTest, TheLapseSaysWhatAnybodyCanCheck) {
  const StreamToken stream = kim.stream();
  const StreamKeys keys = StreamKeys::open(stream, *kim.vault, StreamKeys::Lacking::kLeave).value();
  for (const auto& [promise, id] :
       {std::pair(std::string("p 1"), std::string("p 1/lapsed")),
        {std::string(248, 'x'), std::string(248, 'x') + "/lapsed"},
        {std::string(249, 'x'), to_hex(sha256(std::string(249, 'x')).view()) + "/lapsed"}}) {
    Customer customer(stream);
    Promise due;
    due.id = customer.tokens.token(seal_id(*keys.identity(), promise).view());
    due.window_end = at("14:30");
    auto lapse = lapse_of(customer, due, "customer/kim", keys);
    ASSERT_TRUE(lapse.ok()) << lapse.error().message;
    EXPECT_EQ(lapse.value().subject, "customer/kim");
    const std::string json = write_cloudevent(lapse.value().event, {}).value();
    EXPECT_THAT(json, HasSubstr(R"("id":")" + id + '"'));
    EXPECT_THAT(json, HasSubstr(R"("promiseId":")" + promise + '"'));
    EXPECT_THAT(json, HasSubstr(R"("source":"dangol:clock")"));
    EXPECT_THAT(json, HasSubstr(R"("actorkind":"system")"));
    EXPECT_THAT(json, HasSubstr(R"("time":"2016-07-27T05:30:00Z")"));
    EXPECT_THAT(json, HasSubstr(R"("noWordBy":"2016-07-27T05:30:00Z")"));
  }
}

TEST_F(StreamAlarmTest, ALapseThatHistoryPrintedIsADuplicateWhenItIsSentAgain) {
  kim.take(made("p", "14:30"));
  ring(at("14:30"), at("14:31"));
  const SentEvent again = desk.event("p/lapsed", "promise.lapsed",
                                     R"({"promiseId":"p","noWordBy":"2016-07-27T05:30:00Z"})",
                                     {{"source", R"("dangol:clock")"},
                                      {"actorkind", R"("system")"},
                                      {"time", R"("2016-07-27T05:30:00Z")"}});
  SentEvent copy = desk.call("x");
  copy.event = MessageBytes(again.event.view());
  EXPECT_EQ(kim.take(std::move(copy)).code, kDuplicate);
}

TEST_F(StreamAlarmTest, OfTwoPromisesDueEachLapsesOnceAndTheAlarmMovesOn) {
  kim.take(together(made("p", "14:30"), made("q", "15:30"), made("same", "15:30")));

  const Slot first = ring(at("14:30"), at("16:00"));
  EXPECT_THAT(codes(first), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(first), ElementsAre("- 14:30", "+ 15:30"));

  const Slot second = ring(at("15:30"), at("16:00"));
  EXPECT_THAT(codes(second), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(second), IsEmpty()) << "another one is due at the same time";

  const Slot third = ring(at("15:30"), at("16:00"));
  EXPECT_THAT(codes(third), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(third), ElementsAre("- 15:30"));
}

TEST_F(StreamAlarmTest, AnAlarmThatRingsAgainRecordsNothingAndIsEnded) {
  kim.take(together(made("p", "14:30"), made("q", "15:30")));
  ring(at("14:30"), at("14:31"));

  const Slot again = ring(at("14:30"), at("14:31"));

  EXPECT_THAT(codes(again), ElementsAre(kRejected));
  EXPECT_THAT(again.records, IsEmpty());
  EXPECT_THAT(alarms(again), ElementsAre("- 14:30")) << "the row that rang, and no other";
}

TEST_F(StreamAlarmTest, AnAlarmThatRingsEarlyChangesNothing) {
  kim.take(made("p", "14:30"));
  const Slot early = ring(at("14:30"), at("14:29"));
  EXPECT_THAT(codes(early), ElementsAre(kUnavailable));
  EXPECT_TRUE(writes_nothing(early));
}

TEST_F(StreamAlarmTest, APromiseKeptBeforeItsAlarmRingsDoesNotLapse) {
  kim.take(together(made("p", "14:30"), kept("p", "14:29")));
  const Slot slot = ring(at("14:30"), at("14:31"));
  EXPECT_THAT(codes(slot), ElementsAre(kRejected));
  EXPECT_THAT(slot.records, IsEmpty());
  EXPECT_THAT(alarms(slot), ElementsAre("- 14:30"));
}

TEST_F(StreamAlarmTest, ALateWordThatThePromiseWasKeptInTimeIsRecordedBesideTheLapse) {
  kim.take(made("p", "14:30"));
  ring(at("14:30"), at("14:31"));
  const Slot late = kim.take(together(kept("p", "14:10")));
  EXPECT_THAT(codes(late), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(late), IsEmpty());
}

TEST_F(StreamAlarmTest, AForgottenPersonsAlarmEndsInTheFrameThatSaysSo) {
  kim.take(made("p", "14:30"));
  AppendOptions forgetting;
  forgetting.origin = Origin::kForget;
  EXPECT_THAT(
      alarms(kim.take(together(desk.event("gone", "personaldata.erased", "{}")), forgetting)),
      ElementsAre("- 14:30"));
}

TEST_F(StreamAlarmTest, AMergeIntoAnotherStreamEndsTheAlarm) {
  kim.take(made("p", "14:30"));
  const Desk lee("customer/lee");
  SentEvent merged = lee.absorbs("m", "customer/kim");
  merged.subject = "customer/kim";
  EXPECT_THAT(alarms(kim.take(together(std::move(merged)))), ElementsAre("- 14:30"));
}

}  // namespace
}  // namespace dangol
