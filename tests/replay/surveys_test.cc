// What persons answered when they were asked what they think.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

SentEvent offered(const Desk& desk, const std::string& survey, const std::string& instrument) {
  return desk.event("offer-" + survey, "survey.offered",
                    R"({"surveyId":")" + survey + R"(","aboutKind":"relation","instrument":")" +
                        instrument + "\"}");
}
SentEvent answered(const Desk& desk, const std::string& survey, int least, int most, int score,
                   const std::string& id = "answer-") {
  return desk.event(id + survey, "survey.answered",
                    R"({"surveyId":")" + survey + R"(","questionId":"q1","scaleMin":)" +
                        std::to_string(least) + R"(,"scaleMax":)" + std::to_string(most) +
                        R"(,"score":)" + std::to_string(score) + "}");
}
std::uint64_t left_out(const FigureAnswer& answer, Exclusion reason) {
  return answer.groups.at(0).tally.excluded[static_cast<std::size_t>(reason)];
}

TEST(SurveyFigures, NetPromotersAreThoseOfNineAndTenLessThoseOfSixAndBelow) {
  FigureStore store;
  const Desk kim("customer/kim");
  for (const auto& [survey, score] : {std::pair("s1", 10), std::pair("s2", 9), std::pair("s3", 8),
                                      std::pair("s4", 7), std::pair("s5", 6)}) {
    store.append(together(offered(kim, survey, "recommend"), answered(kim, survey, 0, 10, score)));
  }
  EXPECT_EQ(value_in(store.ask("surveys.net-promoters")), ratio(1, 5));
  EXPECT_EQ(value_in(store.ask("surveys.promoters")), ratio(2, 5));
  EXPECT_EQ(value_in(store.ask("surveys.detractors")), ratio(1, 5));
}

TEST(SurveyFigures, SatisfactionAndOtherScalesAreNoRecommendation) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(offered(kim, "s1", "satisfaction"), answered(kim, "s1", 0, 10, 10),
                        offered(kim, "s2", "recommend"), answered(kim, "s2", 1, 5, 5)));
  EXPECT_EQ(value_in(store.ask("surveys.net-promoters")), std::nullopt);
  const FigureAnswer scores = store.ask_by("surveys.scores", "scale");
  ASSERT_EQ(scores.groups.size(), 2U);
  EXPECT_EQ(scores.groups[0].bar, 5U);
  EXPECT_EQ(scores.groups[0].group, 1'005U);
  EXPECT_EQ(scores.groups[1].bar, 10U);
  EXPECT_EQ(scores.groups[1].group, 10U);
}

TEST(SurveyFigures, ASecondAnswerAndAScoreOffItsScaleAreIrregular) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(offered(kim, "s1", "recommend"), answered(kim, "s1", 0, 10, 10),
                        answered(kim, "s1", 0, 10, 0, "again-"), offered(kim, "s2", "recommend"),
                        answered(kim, "s2", 0, 10, 11)));
  const FigureAnswer answer = store.ask("surveys.net-promoters");
  EXPECT_EQ(value_in(answer), ratio(1, 1));
  EXPECT_EQ(left_out(answer, Exclusion::kIrregular), 2U);
}

TEST(SurveyFigures, AnAnswerWhoseOfferIsNotKnownMayHaveBeenToAnyQuestion) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(answered(kim, "s1", 0, 10, 10)));
  const FigureAnswer answer = store.ask("surveys.promoters");
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(left_out(answer, Exclusion::kUnknown), 1U);
  EXPECT_EQ(store.ask("surveys.scores").groups.at(0).bar, 10U) << "its score is a score";
}

TEST(SurveyFigures, ResponseAndResolutionAreCountedOverWhatWasAsked) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(offered(kim, "s1", "resolvedYesNo"), answered(kim, "s1", 0, 1, 1),
                        offered(kim, "s2", "resolvedYesNo"), answered(kim, "s2", 0, 1, 0),
                        offered(lee, "s1", "resolvedYesNo")));
  EXPECT_EQ(value_in(store.ask("surveys.resolved")), ratio(1, 2));
  EXPECT_EQ(value_in(store.ask("surveys.responses")), ratio(2, 3));
}

}  // namespace
}  // namespace dangol::test
