// Actions without resolution.
#include <gtest/gtest.h>

#include "tests/replay/issue_story.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr const char* kFigure = "actions.unresolved";

FigureAnswer ask(const IssueStory& story, const std::string& at = "2016-09-01") {
  FigureStore store;
  store.append(told(story));
  return store.ask(kFigure, seen_at(at));
}

TEST(ActionFigures, AnActionWithoutAConfirmationIsUnresolved) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").opened("acted").opened("settled").opened("untouched");
  kim.at("2016-07-02").acted("acted").acted("settled");
  kim.at("2016-07-03").settled("settled");
  const FigureAnswer answer = ask(kim);
  EXPECT_EQ(value_in(answer), ratio(1, 2));
  EXPECT_EQ(answer.groups[0].members.size(), 2u) << "where nobody acted, there is nothing to ask";
}

TEST(ActionFigures, SendingThePersonElsewhereIsAnAction) {
  IssueStory kim("customer/kim");
  kim.opened("i1").deflected("i1");
  EXPECT_EQ(value_in(ask(kim)), ratio(1, 1));
}

TEST(ActionFigures, WhatIsNeitherClosedNorAtRestIsNotYetObservable) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01T10:00").contact("c1").opened_in("i1", "c1").acted("i1");
  kim.at("2016-07-05T10:00").wrote("customer", "c1");
  const FigureAnswer early = ask(kim, "2016-07-12T09:59");
  EXPECT_EQ(value_in(early), std::nullopt);
  EXPECT_EQ(excluded_as(early, Exclusion::kNotYetObservable), 1u);
  EXPECT_EQ(value_in(ask(kim, "2016-07-12T10:00")), ratio(1, 1));
  kim.at("2016-07-05T10:01").closed("i1");
  EXPECT_EQ(value_in(ask(kim, "2016-07-05T10:02")), ratio(1, 1));
}

TEST(ActionFigures, ReopeningAsksForAnActionAgain) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").opened("i1").acted("i1").settled("i1");
  kim.at("2016-07-03").reopened("i1");
  const FigureAnswer waiting = ask(kim);
  EXPECT_EQ(value_in(waiting), ratio(0, 1)) << "nobody acted since";
  kim.at("2016-07-04").acted("i1");
  EXPECT_EQ(value_in(ask(kim)), ratio(1, 1));
}

TEST(ActionFigures, ARejectionTakesTheConfirmationAwayAndNotTheAction) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").opened("i1").acted("i1").settled("i1");
  kim.at("2016-07-03").rejected("i1");
  EXPECT_EQ(value_in(ask(kim)), ratio(1, 1));
}

TEST(ActionFigures, StaffsOwnWordConfirmsNothing) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").contact("c1").opened_in("i1", "c1").acted("i1").proposed("i1");
  kim.wrote("staff", "c1");
  kim.confirmed("i1", "customerSaid",
                R"(,"resolutionId":"r1","evidenceEventId":")" + kim.last_id() + "\"");
  EXPECT_EQ(value_in(ask(kim)), ratio(1, 1));
  kim.at("2016-07-02").wrote("customer", "c1");
  kim.confirmed("i1", "customerSaid",
                R"(,"resolutionId":"r1","evidenceEventId":")" + kim.last_id() + "\"");
  EXPECT_EQ(value_in(ask(kim)), ratio(0, 1));
}

TEST(ActionFigures, WhatTheSourceDoesNotKnowIsUnknown) {
  IssueStory kim("customer/kim");
  const std::string unknown = R"(,"labels":[{"name":"state","value":"unknown"}])";
  kim.opened("i1", unknown).acted("i1").opened("i2", unknown).acted("i2").settled("i2");
  const FigureAnswer answer = ask(kim);
  EXPECT_EQ(value_in(answer), ratio(0, 1)) << "a confirmation that stands is known";
  EXPECT_EQ(excluded_as(answer, Exclusion::kUnknown), 1u);
}

TEST(ActionFigures, AForeignSystemsMarkDisturbsNoRest) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").opened("i1").acted("i1");
  kim.at("2016-07-20").confirmed("i1", "sourceMarked");
  EXPECT_EQ(value_in(ask(kim, "2016-07-21")), ratio(0, 1));
}

TEST(ActionFigures, TheOldestUnansweredWordComesFirst) {
  IssueStory kim("customer/kim"), lee("customer/lee"), choi("customer/choi");
  kim.at("2016-07-01").contact("c1").opened_in("i1", "c1").acted("i1");
  kim.at("2016-07-03").wrote("customer", "c1");
  lee.at("2016-07-01").contact("c1").opened_in("i1", "c1").acted("i1");
  lee.at("2016-07-02").wrote("customer", "c1");
  choi.at("2016-06-01").contact("c1").opened_in("i1", "c1").wrote("customer", "c1");
  choi.at("2016-06-02").acted("i1");
  FigureStore store;
  store.append(told(kim, lee, choi));
  const FigureAnswer answer = store.ask(kFigure, seen_at("2016-09-01"));
  ASSERT_EQ(value_in(answer), ratio(3, 3));
  const std::vector<Member>& members = answer.groups[0].members;
  EXPECT_EQ(members[0].person, store.token_of("customer/lee"));
  EXPECT_EQ(members[0].need,
            (moment("2016-09-01").value() - moment("2016-07-02T12:00").value()) / 1'000'000);
  EXPECT_EQ(members[1].person, store.token_of("customer/kim"));
  EXPECT_EQ(members[2].need, 0) << "answered";
}

Scene scene(const std::string& name) {
  return read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                    (name + ".ndjson"));
}

TEST(ActionFigures, TheReceiptIsExplainedToFivePeopleAndSolvedForNobody) {
  FigureStore store;
  store.append(scene("windows-receipt"));
  EXPECT_EQ(value_in(store.ask(kFigure, seen_at("2016-08-10"))), ratio(5, 5));
}

TEST(ActionFigures, OneCompanySendsAwayAndAnotherSolvesIt) {
  FigureStore store;
  store.append(scene("windows-on-mac"));
  store.append(scene("parallels"));
  EXPECT_EQ(value_in(store.ask(kFigure, seen_at("2016-08-10"))), ratio(1, 2));
}

}  // namespace
}  // namespace dangol::test
