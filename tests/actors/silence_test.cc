// Given a proposed solution, when nobody is heard of for the days of silence, then the clock confirms it;
// and where the stream's one alarm stands meanwhile.
#include "actors/lapse.h"
#include "events/cloudevents.h"
#include "events/time_text.h"
#include "store/format.h"
#include "tests/actors/writer_harness.h"

namespace dangol {
namespace {

using test::codes;
using test::Desk;
using test::quoted;
using test::together;
using test::WriterHarness;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

// The days of July 2016, at 11:07.
Micros july(int day) {
  return Micros(parse_time("2016-07-01T11:07:00+09:00").value().micros.value() +
                (day - 1) * kMicrosPerDay);
}
test::Attributes on(int day) {
  return {{"time", quoted(format_full_time({july(day), 540, TimePrecision::kSecond}))}};
}

class SilenceAlarmTest : public testing::Test {
 protected:
  SentEvent opened(const std::string& issue, int day) const {
    return desk.event("open " + issue, "issue.opened",
                      R"({"issueId":")" + issue + R"(","contactId":"c1"})", on(day));
  }
  SentEvent proposed(const std::string& issue, int day) const {
    return desk.event(
        "propose " + issue + std::to_string(day), "resolution.proposed",
        R"({"issueId":")" + issue + R"(","resolutionId":"r)" + std::to_string(day) + R"("})",
        on(day));
  }
  SentEvent about(const std::string& type, const std::string& issue, int day,
                  const std::string& more = "") const {
    return desk.event(type + issue + std::to_string(day), type,
                      R"({"issueId":")" + issue + R"(")" + more + "}", on(day));
  }
  SentEvent touched(const std::string& issue, int day) const {
    return about("issue.touched", issue, day, R"(,"contactId":"c2")");
  }
  Slot ring(Micros due, Micros now) {
    AppendOptions options;
    options.origin = Origin::kClock;
    options.ring = Ring{due, now};
    SentEvent empty;
    empty.subject = "customer/kim";
    return kim.take(together(std::move(empty)), options);
  }
  Slot ring(int due, int now) { return ring(july(due), july(now)); }
  // What a slot does to alarms: `+8` is set for the 8th, `-8` ended.
  std::vector<std::string> alarms(const Slot& slot) {
    std::vector<std::string> changes;
    for (const SideRow& row : slot.side_rows) {
      const auto alarm = format::decode_alarm_key(row.key);
      if (!alarm) continue;
      changes.push_back((row.value ? "+" : "-") +
                        std::to_string((alarm->due.value() - july(0).value()) / kMicrosPerDay));
    }
    return changes;
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
};

TEST_F(SilenceAlarmTest, AProposalSetsTheAlarmAndWhenItRingsSilenceConfirms) {
  EXPECT_THAT(alarms(kim.take(together(opened("i", 1)))), IsEmpty());
  EXPECT_THAT(alarms(kim.take(together(proposed("i", 2)))), ElementsAre("+9"));

  const Slot slot = ring(9, 9);

  EXPECT_THAT(codes(slot), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(slot), ElementsAre("-9"));
  EXPECT_THAT(codes(ring(9, 9)), ElementsAre(kRejected)) << "once";
}

TEST_F(SilenceAlarmTest, WhatIsSaidMeanwhileBeginsTheDaysAnew) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  EXPECT_THAT(alarms(kim.take(together(touched("i", 5)))), ElementsAre("-9", "+12"));
  EXPECT_THAT(codes(ring(9, 9)), ElementsAre(kRejected)) << "a ring of before";
  EXPECT_THAT(codes(ring(12, 12)), ElementsAre(kRecorded));
}

TEST_F(SilenceAlarmTest, AMessageInTheContactIsSeenWhenItRings) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  EXPECT_THAT(alarms(kim.take(together(desk.said("m", "hm", on(5))))), IsEmpty());
  const Slot slot = ring(9, 9);
  EXPECT_THAT(codes(slot), ElementsAre(kRejected));
  EXPECT_THAT(alarms(slot), ElementsAre("-9", "+12"));
  EXPECT_THAT(codes(ring(12, 12)), ElementsAre(kRecorded));
}

TEST_F(SilenceAlarmTest, ARejectionReopeningConfirmationOrClosingEndsIt) {
  for (const auto& [issue, type, more] :
       {std::tuple("a", "resolution.rejected", ""),
        {"b", "issue.reopened", ""},
        {"c", "resolution.confirmed", R"(,"basis":"customerSaid")"},
        {"d", "issue.closed", R"(,"closure":"withdrawn")"}}) {
    kim.take(together(opened(issue, 1), proposed(issue, 2)));
    SentEvent end =
        desk.event(type, type, R"({"issueId":")" + std::string(issue) + R"(")" + more + "}",
                   {{"time", on(4).at("time")}, {"actorkind", R"("customer")"}});
    EXPECT_THAT(alarms(kim.take(together(std::move(end)))), ElementsAre("-9")) << type;
  }
}

TEST_F(SilenceAlarmTest, HistoryFromElsewhereSetsNone) {
  kim.take(together(opened("i", 1)));
  AppendOptions history;
  history.recording = Recording::kAsRecorded;
  EXPECT_THAT(alarms(kim.take(together(proposed("i", 2)), history)), IsEmpty());
  EXPECT_THAT(codes(ring(9, 20)), ElementsAre(kRejected));
}

TEST_F(SilenceAlarmTest, OfSeveralIssuesTheFirstRingsFirstAndPromisesStandBeside) {
  kim.take(together(opened("i", 1), opened("j", 1), proposed("j", 3)));
  EXPECT_THAT(alarms(kim.take(together(proposed("i", 2)))), ElementsAre("-10", "+9"));
  EXPECT_THAT(alarms(kim.take(together(desk.promised("p", "p", "2016-07-04T11:07:00+09:00")))),
              ElementsAre("-9", "+4"));
  EXPECT_THAT(alarms(ring(4, 11)), ElementsAre("-4", "+9"));
  EXPECT_THAT(alarms(ring(9, 11)), ElementsAre("-9", "+10"));
  EXPECT_THAT(alarms(ring(10, 11)), ElementsAre("-10"));
}

TEST_F(SilenceAlarmTest, NobodysSilenceIsNotKnown) {
  WriterHarness nobody("contact/x");
  const Desk x("contact/x");
  const Slot slot = nobody.take(
      together(x.event("o", "issue.opened", R"({"issueId":"i"})"),
               x.event("p", "resolution.proposed", R"({"issueId":"i","resolutionId":"r"})")));
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRecorded));
  EXPECT_THAT(alarms(slot), IsEmpty());
}

TEST_F(SilenceAlarmTest, ALongerPolicyHoldsAtOnceAndAShorterOneFromTheNextWord) {
  kim.policies.silence_days = 10;
  kim.take(together(opened("i", 1)));
  EXPECT_THAT(alarms(kim.take(together(proposed("i", 2)))), ElementsAre("+12"));
  kim.policies.silence_days = 14;
  const Slot early = ring(12, 12);
  EXPECT_THAT(codes(early), ElementsAre(kRejected));
  EXPECT_THAT(alarms(early), ElementsAre("-12", "+16"));
  kim.policies.silence_days = 3;
  EXPECT_THAT(alarms(kim.take(together(touched("i", 4)))), ElementsAre("-16", "+7"));
}

TEST_F(SilenceAlarmTest, AWordThatWasSaidInTheWindowAndArrivesLateOverturnsTheConfirmation) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  ring(9, 9);
  const Slot late = kim.take(together(touched("i", 5)));
  EXPECT_THAT(codes(late), ElementsAre(kRecorded));
  EXPECT_THAT(alarms(late), ElementsAre("+12")) << "it is open again, and silent since";
  EXPECT_THAT(codes(ring(12, 13)), ElementsAre(kRecorded)) << "under an id of its own";
}

TEST_F(SilenceAlarmTest, AnAlarmThatIsFoundAfterWakingMovesToWhereTheStateSays) {
  // A message moved what is due; then the stream slept, and nobody wrote the later row.
  std::vector<Slot> slots;
  slots.push_back(
      kim.take(together(opened("i", 1), proposed("i", 2), desk.said("m", "hm", on(5)))));
  kim.wake(slots);
  const Slot slot = ring(9, 9);
  EXPECT_THAT(codes(slot), ElementsAre(kRejected));
  EXPECT_THAT(alarms(slot), ElementsAre("-9", "+12"));
}

}  // namespace
}  // namespace dangol
