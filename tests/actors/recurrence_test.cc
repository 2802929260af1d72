// Given an issue that looked solved, when the same thing comes back to the same person as a new issue,
// then their stream says so by itself, once, in the same frame.
#include "actors/reaction.h"
#include "events/cloudevents.h"
#include "events/sealing_open.h"
#include "events/time_text.h"
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

test::Attributes on(int day) {
  const std::int64_t first = parse_time("2016-07-01T11:07:00+09:00").value().micros.value();
  const Micros at(first + (day - 1) * kMicrosPerDay);
  return {{"time", quoted(format_full_time({at, 540, TimePrecision::kSecond}))}};
}

class RecurrenceTest : public testing::Test {
 protected:
  SentEvent opened(const std::string& issue, int day, const std::string& topic = "printer") const {
    return desk.event("open " + issue, "issue.opened",
                      R"({"issueId":")" + issue + R"(","topic":")" + topic + R"("})", on(day));
  }
  SentEvent proposed(const std::string& issue, int day) const {
    return about("resolution.proposed", issue, day, R"(,"resolutionId":"r")");
  }
  SentEvent about(const std::string& type, const std::string& issue, int day,
                  const std::string& more = "") const {
    return desk.event(type + issue + std::to_string(day), type,
                      R"({"issueId":")" + issue + R"(")" + more + "}", on(day));
  }
  // What the slot records behind what was sent: `new after old, N days`.
  std::vector<std::string> own_words(const Slot& slot) {
    std::vector<std::string> words;
    const StreamKeys keys =
        StreamKeys::open(kim.stream(), *kim.vault, StreamKeys::Lacking::kLeave).value();
    for (const PendingRecord& record : slot.records) {
      if (record.event_index != kNoEvent) continue;
      const auto open =
          Opener(*kim.vault).open(record.core.view(), record.words, keys, ReaderRights::all());
      words.push_back(write_line(open.value().event).value().data);
    }
    return words;
  }
  std::vector<std::string> own_words(std::vector<SentEvent> events, AppendOptions options = {}) {
    return own_words(kim.take(std::move(events), std::move(options)));
  }
  static std::string word(const std::string& issue, const std::string& earlier, int days) {
    return R"({"issueId":")" + issue + R"(","earlierIssueId":")" + earlier + R"(","daysSince":)" +
           std::to_string(days) + "}";
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
};

TEST_F(RecurrenceTest, TheSameThingAgainWithinTheWindowIsSaid) {
  EXPECT_THAT(own_words(together(opened("i", 1), proposed("i", 2))), IsEmpty());
  const Slot slot = kim.take(together(opened("j", 9)));
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded));
  EXPECT_THAT(own_words(slot), ElementsAre(word("j", "i", 7)));
}

TEST_F(RecurrenceTest, ItIsSaidOnceWhateverIsHeardAfterwards) {
  kim.take(together(opened("i", 1), proposed("i", 2), opened("j", 9)));
  EXPECT_THAT(own_words(together(proposed("j", 10))), IsEmpty());
  EXPECT_THAT(own_words(together(about("issue.classified", "j", 11, R"(,"topic":"printer")"))),
              IsEmpty());
  EXPECT_THAT(codes(kim.take(together(opened("j", 9)))), ElementsAre(kDuplicate));
}

TEST_F(RecurrenceTest, AnotherThingOrAnUnsolvedOneOrALongTimeIsNone) {
  EXPECT_THAT(own_words(together(opened("i", 1), opened("unsolved yet", 1))), IsEmpty());
  EXPECT_THAT(own_words(together(proposed("i", 2), opened("other", 4, "delivery"))), IsEmpty());
  EXPECT_THAT(own_words(together(opened("j", 33))), IsEmpty()) << "31 days";
}

TEST_F(RecurrenceTest, TheLastDayOfTheWindowCountsAndThePolicySaysHowLongItIs) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  EXPECT_THAT(own_words(together(opened("j", 32))), ElementsAre(word("j", "i", 30)));
  kim.policies.recurrence_days = 3;
  kim.take(together(proposed("j", 33)));
  EXPECT_THAT(own_words(together(opened("k", 37))), IsEmpty());
  EXPECT_THAT(own_words(together(opened("l", 36))), ElementsAre(word("l", "j", 3)));
}

TEST_F(RecurrenceTest, OfSeveralTheOneThatLookedSolvedLastIsNamed) {
  kim.take(together(opened("i", 1), opened("j", 1), proposed("j", 5), proposed("i", 3)));
  EXPECT_THAT(own_words(together(opened("k", 9))), ElementsAre(word("k", "j", 4)));
}

TEST_F(RecurrenceTest, AClassificationOrASolutionThatIsHeardLateShowsItToo) {
  kim.take(together(opened("i", 1), proposed("i", 2), opened("j", 9, "other")));
  EXPECT_THAT(own_words(together(about("issue.classified", "j", 10, R"(,"topic":"printer")"))),
              ElementsAre(word("j", "i", 7)));
  kim.take(together(opened("a", 1, "post"), opened("b", 4, "post"), opened("c", 5, "post")));
  EXPECT_THAT(own_words(together(proposed("a", 2))),
              testing::UnorderedElementsAre(word("b", "a", 2), word("c", "a", 3)));
}

TEST_F(RecurrenceTest, WhatASenderSaidItselfIsNotSaidAgain) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  EXPECT_THAT(own_words(together(opened("j", 9), about("issue.recurred", "j", 9,
                                                       R"(,"earlierIssueId":"i","daysSince":7)"))),
              IsEmpty());
}

TEST_F(RecurrenceTest, HistoryFromElsewhereSaysNothing) {
  AppendOptions history;
  history.recording = Recording::kAsRecorded;
  EXPECT_THAT(own_words(together(opened("i", 1), proposed("i", 2), opened("j", 9)), history),
              IsEmpty());
}

TEST_F(RecurrenceTest, AUnitIsWholeAndTheWordStandsBehindIt) {
  AppendOptions unit;
  unit.unit = true;
  const Slot slot = kim.take(together(opened("i", 1), proposed("i", 2), opened("j", 9)), unit);
  EXPECT_THAT(codes(slot), ElementsAre(kRecorded, kRecorded, kRecorded));
  ASSERT_THAT(slot.records, SizeIs(4));
  EXPECT_EQ(slot.records.back().event_index, kNoEvent);
}

TEST_F(RecurrenceTest, ARefusedUnitLeavesNoWordBehind) {
  kim.take(together(opened("i", 1), proposed("i", 2)));
  AppendOptions unit;
  unit.unit = true;
  const Slot slot =
      kim.take(together(opened("j", 9),
                        desk.event("wrong", "issue.touched", R"({"issueId":"j","contactId":"c"})",
                                   {{"source", quoted("dangol:clock")}})),
               unit);
  EXPECT_THAT(slot.records, IsEmpty());
  EXPECT_THAT(own_words(together(opened("k", 9))), ElementsAre(word("k", "i", 7)));
}

TEST_F(RecurrenceTest, NobodyElseMaySpeakForIt) {
  SentEvent word =
      desk.event("j/recurred", "issue.recurred", R"({"issueId":"j","earlierIssueId":"i"})",
                 {{"source", quoted(std::string(kReactionSource))}});
  EXPECT_THAT(codes(kim.take(together(std::move(word)))), ElementsAre(kRejected));
}

}  // namespace
}  // namespace dangol
