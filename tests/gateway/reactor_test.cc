// Given issues of several persons, when the last person that makes a problem of it opens theirs, then
// problem.detected is recorded, once, naming each of them.
#include "gateway/reactor.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "gateway/serving.h"
#include "replay/history.h"
#include "replay/problem_key.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kReceipt = "problem/" + fmt::format("{:016x}", problem_key("", "receipt", ""));

class ReactorTest : public testing::Test {
 protected:
  static SentEvent opens(const std::string& person, int day, const std::string& topic = "receipt") {
    return Desk("customer/" + person)
        .event("o" + std::to_string(day), "issue.opened",
               R"({"issueId":"i)" + std::to_string(day) + R"(","topic":")" + topic + R"("})",
               {{"time", quoted(fmt::format("2016-07-{:02}T09:00:00+09:00", day))}});
  }
  void five_open(int first_day, Recording recording = Recording::kDecided) {
    int day = first_day;
    std::vector<SentEvent> events;
    for (const char* person : {"ann", "ben", "cho", "dan", "eve"}) {
      events.push_back(opens(person, day++));
    }
    store.append(std::move(events), recording);
  }
  void decide(const std::string& problem, const std::string& what, int day) {
    std::vector<SentEvent> events;
    events.push_back(
        Desk(kReceipt).event("d" + std::to_string(day), "problem.decided",
                             R"({"problemId":")" + problem + R"(","what":")" + what +
                                 R"(","why":"the page is printed anew"})",
                             {{"time", quoted(fmt::format("2016-07-{:02}T09:00:00+09:00", day))}}));
    store.append(std::move(events), Recording::kDecided);
  }
  // A look by a program that was just started: how many problems were named.
  std::size_t look() {
    const auto models =
        open_read_models(catalogue, [this](const auto& read) { return store.engine().read(read); });
    Reactor reactor(store.engine(), *models, {.first_look = std::chrono::hours(1)});
    const auto named = reactor.look();
    EXPECT_TRUE(named.ok()) << named.error().message;
    return named.ok() ? named.value() : 0;
  }
  // What is recorded of the problem of receipts: `type data`.
  std::vector<std::string> said() {
    std::vector<std::string> lines;
    store.engine().drain();
    Status read = read_history(store.store(), kReceipt, {}, ReaderRights::all(),
                               [&](const HistoryItem& item) {
                                 const EventLine line = write_line(item.event.event).value();
                                 lines.push_back(line.type + " " + line.data);
                                 return true;
                               });
    EXPECT_TRUE(read.ok() || read.error().code == ErrorCode::kNotFound) << read.error().message;
    return lines;
  }

  FigureStore store;
  const Catalogue catalogue;
};

TEST_F(ReactorTest, TheFifthPersonMakesAProblemAndAllOfThemAreNamed) {
  five_open(1);
  EXPECT_EQ(look(), 1u);
  ASSERT_THAT(said(), SizeIs(1));
  const std::string line = said().front();
  EXPECT_THAT(line, HasSubstr("problem.detected"));
  EXPECT_THAT(line, HasSubstr(R"("topic":"receipt")"));
  EXPECT_THAT(line, HasSubstr(R"({"customerId":"ann","issueId":"i1"})"));
  EXPECT_THAT(line, HasSubstr(R"({"customerId":"eve","issueId":"i5"})"));
  EXPECT_THAT(line, HasSubstr(R"("windowDays":30,"threshold":5)"));
}

TEST_F(ReactorTest, ItIsSaidOnceHoweverOftenAndByWhomeverItIsLookedAt) {
  five_open(1);
  EXPECT_EQ(look(), 1u);
  EXPECT_EQ(look(), 0u);
  std::vector<SentEvent> one;
  one.push_back(opens("fay", 6));
  store.append(std::move(one), Recording::kDecided);
  EXPECT_EQ(look(), 0u);
  EXPECT_THAT(said(), SizeIs(1));
}

TEST_F(ReactorTest, FourPersonsOrOneWithManyIssuesAreNoProblem) {
  std::vector<SentEvent> events;
  for (int day = 1; day <= 4; ++day) events.push_back(opens("p" + std::to_string(day), day));
  for (int day = 5; day <= 9; ++day) events.push_back(opens("p1", day));
  store.append(std::move(events), Recording::kDecided);
  EXPECT_EQ(look(), 0u);
}

TEST_F(ReactorTest, HistoryFromElsewhereAnnouncesNothing) {
  five_open(1, Recording::kAsRecorded);
  EXPECT_EQ(look(), 0u);
  std::vector<SentEvent> one;
  one.push_back(opens("fay", 6));
  store.append(std::move(one), Recording::kDecided);
  EXPECT_EQ(look(), 0u) << "it was one before";
}

TEST_F(ReactorTest, WhatSomebodyElseNamedIsNotNamedAgain) {
  five_open(1);
  std::vector<SentEvent> events;
  events.push_back(
      Desk("problem/ours")
          .event(
              "e", "problem.detected",
              R"({"problemId":"p","topic":"receipt","issues":[{"customerId":"ann","issueId":"i1"}]})",
              {{"time", quoted("2016-07-06T09:00:00+09:00")}}));
  store.append(std::move(events), Recording::kDecided);
  EXPECT_EQ(look(), 0u);
}

TEST_F(ReactorTest, AProblemThatComesBackAfterItWasClosedIsAnotherOne) {
  five_open(1);
  ASSERT_EQ(look(), 1u);
  const std::string id = kReceipt.substr(8);
  decide(id + "-1", "closed", 7);
  EXPECT_EQ(look(), 0u);
  five_open(10);
  EXPECT_EQ(look(), 1u);
  ASSERT_THAT(said(), SizeIs(3));
  EXPECT_THAT(said().back(), HasSubstr(id + "-2"));
}

TEST_F(ReactorTest, AWriterThatEndsLooksALastTime) {
  five_open(1);
  {
    const auto models =
        open_read_models(catalogue, [this](const auto& read) { return store.engine().read(read); });
    Reactor reactor(store.engine(), *models,
                    {.pause = std::chrono::hours(1), .first_look = std::chrono::hours(1)});
    reactor.told();
  }
  EXPECT_THAT(said(), SizeIs(1));
}

TEST_F(ReactorTest, AWriterThatEndsFarBehindLeavesItToALaterOne) {
  std::vector<SentEvent> others;
  for (int day = 1; day <= 28; ++day) others.push_back(opens("zoe", day, "other"));
  store.append(std::move(others), Recording::kDecided);
  five_open(1);
  {
    const auto models =
        open_read_models(catalogue, [this](const auto& read) { return store.engine().read(read); },
                         {.page_records = 1});
    Reactor reactor(store.engine(), *models,
                    {.pause = std::chrono::hours(1),
                     .first_look = std::chrono::hours(1),
                     .last_look = std::chrono::milliseconds(0)});
    reactor.told();
  }
  EXPECT_THAT(said(), IsEmpty());
  EXPECT_EQ(look(), 1u);
}

TEST_F(ReactorTest, WithoutNewsNothingIsLookedAt) {
  five_open(1);
  {
    const auto models =
        open_read_models(catalogue, [this](const auto& read) { return store.engine().read(read); });
    const Reactor reactor(store.engine(), *models, {.first_look = std::chrono::hours(1)});
  }
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(ReactorTest, ARunningWriterSaysItByItself) {
  TempDir dir;
  {
    const Serving serving(store.engine(), dir.path(), nullptr, nullptr);
    five_open(1);
  }
  EXPECT_THAT(said(), SizeIs(1));
}

}  // namespace
}  // namespace dangol::test
