// Waits and how they ended.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

SentEvent waits(const Desk& desk, const std::string& wait, const std::string& queue = "main") {
  return desk.event("start-" + wait, "wait.started",
                    R"({"contactId":"c1","waitKind":"queue","waitId":")" + wait + R"(","queue":")" +
                        queue + R"("})");
}
SentEvent wait_ends(const Desk& desk, const std::string& wait, const std::string& end) {
  return desk.event("end-" + wait, "wait.ended",
                    R"({"waitId":")" + wait + R"(","end":")" + end + R"("})",
                    {{"time", R"("2016-07-27T11:09:00+09:00")"}});
}

TEST(WaitFigures, AbandonmentIsTheShareOfEndedQueueWaitsThatThePersonGaveUp) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(waits(kim, "k1"), wait_ends(kim, "k1", "answered"), waits(kim, "k2"),
                        wait_ends(kim, "k2", "abandoned"), waits(lee, "l1"),
                        wait_ends(lee, "l1", "answered"), waits(lee, "l2")));

  const FigureAnswer answer = store.ask("waits.abandonment");
  EXPECT_EQ(value_in(answer), ratio(1, 3));
  EXPECT_EQ(answer.groups[0].members[0].person, store.token_of("customer/kim"));
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kNotYetObservable)], 1u);
}

TEST(WaitFigures, AsOfAPositionNothingLaterIsKnown) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(waits(kim, "k1"), wait_ends(kim, "k1", "answered"), waits(kim, "k2"),
                        wait_ends(kim, "k2", "abandoned")));
  EXPECT_EQ(value_in(store.ask("waits.abandonment")), ratio(1, 2));
  EXPECT_EQ(
      value_in(store.ask("waits.abandonment", [](Question& q) { q.vantage.end = Position(2); })),
      ratio(0, 1));
}

TEST(WaitFigures, WhatBelongsToAMergedPersonIsThatPersons) {
  FigureStore store;
  const Desk kim("customer/kim"), other("customer/other");
  store.append(together(waits(other, "o1"), wait_ends(other, "o1", "abandoned"),
                        kim.absorbs("merge", "customer/other"), waits(kim, "k1"),
                        wait_ends(kim, "k1", "answered")));
  const FigureAnswer answer = store.ask("waits.abandonment");
  EXPECT_EQ(value_in(answer), ratio(1, 2));
  for (const Member& member : answer.groups[0].members) {
    EXPECT_EQ(member.person, store.token_of("customer/kim"));
  }
}

}  // namespace
}  // namespace dangol::test
