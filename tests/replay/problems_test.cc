// Recurring problems, and what came back to one person.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr Micros kJanuary{1'451'606'400'000'000};  // 2016-01-01

// A moment so many days into 2016.
Micros day(int days) { return Micros(kJanuary.value() + days * kDay); }
Attributes on(int days) {
  return {{"time", quoted(format_full_time({day(days), 0, TimePrecision::kSecond}))}};
}

const std::string kReceipt = R"("product":"windows","topic":"receipt","symptom":"none")";

SentEvent opens(const Desk& desk, const std::string& issue, int when,
                const std::string& key = kReceipt) {
  return desk.event("open-" + issue, "issue.opened",
                    R"({"issueId":")" + issue + R"(",)" + key + "}", on(when));
}
SentEvent classified(const Desk& desk, const std::string& issue, int when, const std::string& key) {
  return desk.event("class-" + issue, "issue.classified",
                    R"({"issueId":")" + issue + R"(",)" + key + "}", on(when));
}
SentEvent proposed(const Desk& desk, const std::string& issue, int when) {
  return desk.event(
      "prop-" + issue + std::to_string(when), "resolution.proposed",
      R"({"issueId":")" + issue + R"(","resolutionId":"r)" + std::to_string(when) + R"("})",
      on(when));
}
SentEvent confirmed(const Desk& desk, const std::string& issue, int when) {
  return desk.event("conf-" + issue, "resolution.confirmed",
                    R"({"issueId":")" + issue + R"(","basis":"sourceMarked"})", on(when));
}
SentEvent detected(int when) {
  return Desk("problem/p")
      .event("found", "problem.detected", R"({"problemId":"p",)" + kReceipt + "}", on(when));
}
SentEvent decided(const std::string& what, int when, const std::string& more = "") {
  return Desk("problem/p")
      .event("decide-" + what + std::to_string(when), "problem.decided",
             R"({"problemId":"p","what":")" + what + R"(","why":"so")" + more + "}", on(when));
}
// One issue each of persons `from` to `to`, a day apart from `first` on.
std::vector<SentEvent> met_by(int from, int to, int first) {
  std::vector<SentEvent> events;
  for (int person = from; person <= to; ++person) {
    const std::string name = "p" + std::to_string(person);
    events.push_back(opens(Desk("customer/" + name), "i-" + name, first + person - from));
  }
  return events;
}
FigureAnswer untreated(FigureStore& store, int now) {
  return store.ask("problems.untreated",
                   [&](Question& question) { question.vantage.observed_at = day(now); });
}

TEST(ProblemFigures, FivePersonsWithOneKeyAreAProblemUntreatedUntilARemedyIsChosen) {
  FigureStore store;
  store.append(met_by(1, 4, 0));
  EXPECT_TRUE(untreated(store, 10).groups.empty());
  store.append(met_by(5, 6, 4));
  const FigureAnswer answer = untreated(store, 20);
  ASSERT_EQ(answer.groups.size(), 1u);
  EXPECT_EQ(answer.groups[0].tally.numerator, 6u) << "the sixth person has it too";
  EXPECT_EQ(answer.groups[0].value->approximately(), 16) << "from the fifth person's opening";
  EXPECT_EQ(store.ask("problems.issues").groups[0].tally.numerator, 6u);

  store.append(together(detected(5), decided("owned", 6), decided("remedyChosen", 9)));
  EXPECT_EQ(untreated(store, 20).groups[0].value->approximately(), 5);
  EXPECT_EQ(untreated(store, 20).groups[0].members[0].deciding[1], Position(8));
}

TEST(ProblemFigures, OnePersonCountsOnceAndIssuesFurtherApartThanTheWindowDoNotMeet) {
  FigureStore store;
  store.append(met_by(1, 4, 0));
  store.append(
      together(opens(Desk("customer/p4"), "again", 5), opens(Desk("customer/p9"), "late", 31)));
  EXPECT_TRUE(untreated(store, 40).groups.empty()) << "the first was 31 days before";
  // Within the window of the third, the fourth, and the late one:
  store.append(
      together(opens(Desk("customer/p10"), "x", 32), opens(Desk("customer/p11"), "y", 32)));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 5u);
  EXPECT_EQ(store.ask("problems.issues").groups[0].tally.numerator, 6u);
}

TEST(ProblemFigures, AtTheVeryEndOfTheWindowTheyStillMeet) {
  FigureStore store;
  store.append(met_by(1, 4, 0));
  store.append(together(opens(Desk("customer/p5"), "i", 30)));
  EXPECT_EQ(untreated(store, 31).groups.size(), 1u);
}

TEST(ProblemFigures, ThePolicySaysHowManyPersonsAndHowLong) {
  FigureStore store;
  store.append(met_by(1, 3, 0));
  const auto asked = [&](std::uint32_t persons, std::uint32_t days) {
    return store
        .ask("problems.issues",
             [&](Question& question) {
               question.policies.problem_persons = persons;
               question.policies.recurrence_days = days;
             })
        .groups[0]
        .tally.numerator;
  };
  EXPECT_EQ(asked(3, 30), 3u);
  EXPECT_EQ(asked(4, 30), 0u);
  EXPECT_EQ(asked(3, 1), 0u);
}

TEST(ProblemFigures, TheNewestClassificationSaysWhatAnIssueIsAbout) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(classified(Desk("customer/p5"), "i-p5", 9, R"("topic":"price")")));
  EXPECT_TRUE(untreated(store, 20).groups.empty());
  EXPECT_EQ(
      store.ask("problems.issues", [](Question& question) { question.vantage.end = Position(5); })
          .groups[0]
          .tally.numerator,
      5u)
      << "as it was known then";
}

TEST(ProblemFigures, AReleasedRemedyEndsTheProblemAndTakingItBackCountsAnew) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(detected(4), decided("remedyReleased", 6)));
  store.append(met_by(6, 12, 7));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 5u) << "a remedy is in force";
  EXPECT_EQ(untreated(store, 40).groups[0].value->approximately(), 2);

  store.append(together(decided("owned", 14)));
  store.append(met_by(13, 16, 15));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 5u);
  store.append(met_by(17, 17, 19));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 10u);
}

TEST(ProblemFigures, ARemedyWorksFromItsOwnMomentOn) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(detected(4),
                        decided("remedyReleased", 5, R"(,"effective":"2016-01-09T00:00:00Z")")));
  store.append(met_by(6, 9, 6));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 7u) << "of the 7th and the 8th day";
}

TEST(ProblemFigures, DecliningIsADecisionAndWhoComesAfterwardsStillMeetsTheProblem) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(detected(4), decided("declined", 7)));
  store.append(met_by(6, 7, 10));
  const FigureAnswer answer = untreated(store, 40);
  EXPECT_EQ(answer.groups[0].tally.numerator, 7u);
  EXPECT_EQ(answer.groups[0].value->approximately(), 3);
}

TEST(ProblemFigures, WhatIsClosedIsOverAndFiveMoreMakeAnotherProblem) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(detected(4), decided("closed", 6)));
  store.append(met_by(6, 9, 7));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 5u);
  store.append(met_by(10, 10, 12));
  EXPECT_EQ(untreated(store, 40).groups[0].tally.numerator, 10u);
}

TEST(ProblemFigures, NobodysIssuesMakeNoProblemAndAreNamedWithinOne) {
  FigureStore store;
  store.append(met_by(1, 4, 0));
  store.append(together(opens(Desk("contact/x"), "x", 2)));
  EXPECT_TRUE(untreated(store, 40).groups.empty());
  store.append(met_by(5, 5, 4));
  const FigureAnswer answer = untreated(store, 40);
  EXPECT_EQ(answer.groups[0].tally.numerator, 5u);
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kUnidentified)], 1u);
}

TEST(ProblemFigures, PersonsWhoAreOneAreCountedOnce) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  store.append(together(Desk("customer/p1").absorbs("same", "customer/p2")));
  EXPECT_TRUE(untreated(store, 40).groups.empty());
}

TEST(ProblemFigures, AProblemCanBeDividedByItsParts) {
  FigureStore store;
  store.append(met_by(1, 5, 0));
  const FigureAnswer answer = store.ask_by("problems.issues", "symptom");
  ASSERT_EQ(answer.groups.size(), 1u);
  EXPECT_EQ(answer.groups[0].group, text_key("none"));
}

TEST(RecurrenceFigures, TheSameThingWithinTheWindowAfterAProposalCameBack) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(opens(kim, "i1", 0), proposed(kim, "i1", 2), opens(kim, "i2", 32),
                        opens(kim, "i3", 33)));
  EXPECT_EQ(value_in(store.ask("recurrences.by-proposal")), ratio(1, 3)) << "0 to 30 days after";
  EXPECT_EQ(value_in(store.ask("recurrences.by-confirmation")), ratio(0, 3));
  EXPECT_EQ(value_in(store.ask("recurrences.of-topic")), ratio(1, 3));
  const Member member = store.ask("recurrences.by-proposal").groups[0].members[0];
  EXPECT_EQ(member.deciding, (std::array<Position, 3>{Position(2), Position(1), Position(0)}));
}

TEST(RecurrenceFigures, AConfirmationIsABasisOfItsOwn) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(opens(kim, "i1", 0), confirmed(kim, "i1", 2), opens(kim, "i2", 2)));
  EXPECT_EQ(value_in(store.ask("recurrences.by-confirmation")), ratio(1, 2));
  EXPECT_EQ(value_in(store.ask("recurrences.by-proposal")), ratio(0, 2));
}

TEST(RecurrenceFigures, AnEarlierProposalCountsThoughANewerOneCameAfterTheOpening) {
  FigureStore store;
  const Desk kim("customer/kim");
  // The first issue is proposed on day 2 and, after the second was opened, again.
  store.append(together(opens(kim, "i1", 0), proposed(kim, "i1", 2), opens(kim, "i2", 10),
                        proposed(kim, "i1", 20)));
  EXPECT_EQ(value_in(store.ask("recurrences.by-proposal")), ratio(1, 2));
}

TEST(RecurrenceFigures, AnotherKeyAnotherPersonAndTheSameIssueAreNoRecurrence) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(opens(kim, "i1", 0), proposed(kim, "i1", 2),
                        opens(kim, "i2", 3, R"("topic":"receipt")"), opens(lee, "i3", 3)));
  EXPECT_EQ(value_in(store.ask("recurrences.by-proposal")), ratio(0, 3));
  EXPECT_EQ(value_in(store.ask("recurrences.of-topic")), ratio(1, 3)) << "the topic is the same";
}

TEST(RecurrenceFigures, WhatHasNoKeyNoPersonOrNoOpeningIsLeftOut) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(opens(kim, "i1", 0, R"("stage":"use")"), proposed(kim, "lost", 1),
                        opens(Desk("contact/x"), "i2", 2)));
  const FigureAnswer answer = store.ask("recurrences.by-proposal");
  EXPECT_EQ(answer.groups[0].value, std::nullopt);
  const auto excluded = [&](Exclusion reason) {
    return answer.groups[0].tally.excluded[static_cast<std::size_t>(reason)];
  };
  EXPECT_EQ(excluded(Exclusion::kUnknown), 1u);
  EXPECT_EQ(excluded(Exclusion::kIrregular), 1u);
  EXPECT_EQ(excluded(Exclusion::kUnidentified), 1u);
}

}  // namespace
}  // namespace dangol::test
