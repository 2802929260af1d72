// How often issues are handed on, and what that costs the person.
#include <gtest/gtest.h>

#include "tests/replay/issue_story.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr auto kTeam = 2u, kDepartment = 3u;

FigureValue at_level(const FigureAnswer& answer, std::uint64_t level) {
  for (const FigureGroup& found : answer.groups) {
    if (found.bar == level || found.group == level) return found.value.value();
  }
  throw std::runtime_error("nothing at that level");
}

// Three issues: never handed on, twice between teams, three times with an agent between.
FigureStore& three_issues() {
  static FigureStore store;
  static const bool filled = [] {
    IssueStory kim("customer/kim"), lee("customer/lee");
    kim.at("2016-07-01").opened("calm").opened("twice");
    kim.handed("twice", "team:a", "team:b", R"(,"warm":true)").retold("twice");
    kim.handed("twice", "team:b", "team:a", R"(,"warm":false)");
    lee.at("2016-08-01").opened("thrice").handed("thrice", "team:a", "team:b");
    lee.handed("thrice", "team:b", "department:x", R"(,"warm":false)");
    lee.handed("thrice", "department:x", "team:c", R"(,"warm":false)");
    store.append(told(kim, lee));
    return true;
  }();
  (void)filled;
  return store;
}

TEST(HandOffFigures, CountMeanAndShareWithNone) {
  FigureStore& store = three_issues();
  EXPECT_EQ(value_in(store.ask("handoffs.total")), ratio(5, 1));
  EXPECT_EQ(value_in(store.ask("handoffs.mean")), ratio(5, 3));
  EXPECT_EQ(value_in(store.ask("handoffs.none")), ratio(1, 3));
}

TEST(HandOffFigures, LevelsCountApart) {
  FigureStore& store = three_issues();
  const FigureAnswer total = store.ask_by("handoffs.total", "level");
  EXPECT_EQ(at_level(total, kTeam), ratio(4, 1));
  EXPECT_EQ(at_level(total, kDepartment), ratio(1, 1));
  const FigureAnswer mean = store.ask("handoffs.mean-by-level");
  EXPECT_EQ(mean.groups.size(), 4u) << "a level without hand-offs has a mean of 0";
  EXPECT_EQ(at_level(mean, kTeam), ratio(4, 3));
  EXPECT_EQ(at_level(mean, kDepartment), ratio(1, 3));
  EXPECT_EQ(at_level(store.ask("handoffs.none-by-level"), kDepartment), ratio(2, 3));
  EXPECT_EQ(at_level(store.ask("handoffs.pingpong-by-level"), kTeam), ratio(1, 2));
  EXPECT_EQ(at_level(store.ask("handoffs.retold-by-level"), kDepartment), ratio(0, 1));
  const auto two = [](Question& question) { question.policies.many_hand_offs = 2; };
  EXPECT_EQ(at_level(store.ask("handoffs.many-by-level", two), kTeam), ratio(2, 1));
  EXPECT_EQ(store.ask("handoffs.distribution-teams").groups.back().bar, 2u);
}

TEST(HandOffFigures, TheDistributionHasABarForEachNumber) {
  const FigureAnswer answer = three_issues().ask("handoffs.distribution");
  ASSERT_EQ(answer.groups.size(), 3u);
  const std::uint64_t bars[] = {0, 2, 3};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(answer.groups[i].bar, bars[i]);
    EXPECT_EQ(answer.groups[i].value, ratio(1, 1));
  }
}

TEST(HandOffFigures, ThreeAreMany) {
  FigureStore& store = three_issues();
  const FigureAnswer answer = store.ask("handoffs.many");
  EXPECT_EQ(value_in(answer), ratio(1, 1));
  EXPECT_EQ(answer.groups[0].members[0].person, store.token_of("customer/lee"));
  const auto two = [](Question& question) { question.policies.many_hand_offs = 2; };
  EXPECT_EQ(store.ask("handoffs.many", two).groups[0].members[0].need, 3) << "the most first";
  EXPECT_EQ(value_in(store.ask("handoffs.many", two)), ratio(2, 1));
}

TEST(HandOffFigures, OnlyAPartyThatGetsItRightBackMakesAPingPong) {
  FigureStore& store = three_issues();
  EXPECT_EQ(value_in(store.ask("handoffs.pingpong")), ratio(1, 2));
  IssueStory choi("customer/choi");
  choi.opened("round").handed("round", "team:a", "team:b").handed("round", "team:b", "team:c");
  choi.handed("round", "team:c", "team:a");
  choi.opened("agents").handed("agents", "team:a", "team:b");
  choi.handed("agents", "agent:1", "agent:2").handed("agents", "team:b", "team:a");
  FigureStore other;
  other.append(told(choi));
  EXPECT_EQ(value_in(other.ask("handoffs.pingpong")), ratio(1, 2))
      << "an agent between does not hide it, a third team does";
}

TEST(HandOffFigures, WhatTheSourceDoesNotSayIsNeitherWarmNorCold) {
  const FigureAnswer answer = three_issues().ask("handoffs.cold");
  EXPECT_EQ(value_in(answer), ratio(3, 4));
  EXPECT_EQ(excluded_as(answer, Exclusion::kUnknown), 1u);
}

TEST(HandOffFigures, RetoldIsAShareOfTheIssuesThatWereHandedOn) {
  FigureStore& store = three_issues();
  EXPECT_EQ(value_in(store.ask("handoffs.retold")), ratio(1, 2));
}

TEST(HandOffFigures, ThePeriodIsOverTheOpening) {
  FigureStore& store = three_issues();
  const auto july = [](Question& question) {
    question.period = {moment("2016-07-01"), moment("2016-08-01")};
  };
  EXPECT_EQ(value_in(store.ask("handoffs.mean", july)), ratio(2, 2));
}

TEST(HandOffFigures, AnIssueWithoutItsOpeningIsIrregular) {
  IssueStory kim("customer/kim");
  kim.handed("i1", "team:a", "team:b");
  FigureStore store;
  store.append(told(kim));
  const FigureAnswer answer = store.ask("handoffs.mean");
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(excluded_as(answer, Exclusion::kIrregular), 1u);
}

TEST(HandOffFigures, TheSourcesCounterStandsBesideWhatIsSeen) {
  IssueStory kim("customer/kim");
  const auto counter = [](const std::string& count) {
    return R"(,"labels":[{"name":"reassignments","value":")" + count + R"("}])";
  };
  kim.opened("i1").handed("i1", "team:a", "team:b").closed("i1", "silent", counter("4"));
  kim.reopened("i1").closed("i1", "silent", counter("5"));
  kim.opened("i2").closed("i2", "silent", counter("0"));
  kim.opened("i3").closed("i3", "silent", counter("many"));
  FigureStore store;
  store.append(told(kim));
  EXPECT_EQ(value_in(store.ask("handoffs.total")), ratio(1, 1));
  const FigureAnswer answer = store.ask("handoffs.source-counted");
  EXPECT_EQ(value_in(answer), ratio(5, 1));
  EXPECT_EQ(answer.groups[0].tally.numerator, 1u);
  EXPECT_EQ(excluded_as(answer, Exclusion::kUnknown), 1u) << "no number";
}

TEST(HandOffFigures, FiveTransfersAreColdAndRetoldAndTopOfTheList) {
  FigureStore store;
  store.append(read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                          "five-transfers.ndjson"));
  const FigureAnswer many = store.ask("handoffs.many");
  ASSERT_EQ(value_in(many), ratio(1, 1));
  EXPECT_EQ(many.groups[0].members[0].need, 5);
  EXPECT_EQ(many.groups[0].members[0].person, store.token_of("customer/fifth-call"));
  EXPECT_EQ(value_in(store.ask("handoffs.cold")), ratio(5, 5));
  EXPECT_EQ(value_in(store.ask("handoffs.retold")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("handoffs.pingpong")), ratio(0, 1));
  const FigureAnswer levels = store.ask_by("handoffs.total", "level");
  EXPECT_EQ(at_level(levels, kDepartment), ratio(2, 1));
  EXPECT_EQ(at_level(levels, 1), ratio(3, 1)) << "agents";
}

}  // namespace
}  // namespace dangol::test
