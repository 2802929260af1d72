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

TEST(WaitFigures, AnOpenWaitEndsWithItsContact) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(kim.call("call"), waits(kim, "k1")));
  EXPECT_EQ(value_in(store.ask("load.open-waits")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("waits.abandonment")), std::nullopt) << "nothing to divide by";

  store.append(together(kim.hang_up("end")));
  EXPECT_EQ(value_in(store.ask("load.open-waits")), ratio(0, 1));
  EXPECT_EQ(value_in(store.ask("waits.abandonment")), ratio(0, 1)) << "closed by the system";
}

TEST(WaitFigures, WhoGaveUpAndWasSpokenToAllTheSameIsIrregular) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(
      kim.call("call"), waits(kim, "k1"), wait_ends(kim, "k1", "abandoned"),
      kim.event("join", "agent.joined", R"({"contactId":"c1","agentId":"ann","role":"owner"})",
                {{"time", R"("2016-07-27T11:10:00+09:00")"}})));
  const FigureAnswer answer = store.ask("waits.abandonment");
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kIrregular)], 1u);
}

TEST(WaitFigures, AnEndBeforeItsBeginningAndOneWithoutAreIrregular) {
  FigureStore store;
  const Desk kim("customer/kim");
  std::vector<SentEvent> events = together(waits(kim, "k1"), wait_ends(kim, "k9", "answered"));
  events.push_back(kim.event("end-k1", "wait.ended", R"({"waitId":"k1","end":"answered"})",
                             {{"time", R"("2016-07-27T11:06:00+09:00")"}}));
  store.append(std::move(events));
  const FigureAnswer answer = store.ask("waits.median");
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kIrregular)], 2u);
}

TEST(WaitFigures, OnlyKnownPersonsComeBackAndOnlyWhenTheTimeIsOver) {
  FigureStore store;
  const Desk kim("customer/kim"), nobody("contact/x1");
  store.append(together(kim.call("call"), waits(kim, "k1"), wait_ends(kim, "k1", "abandoned"),
                        nobody.call("call"), waits(nobody, "n1"),
                        wait_ends(nobody, "n1", "abandoned")));
  const auto at = [&](const char* name, std::int64_t observed) {
    return store.ask(name, [&](Question& q) { q.vantage.observed_at = Micros(observed); });
  };
  constexpr std::int64_t kLeft = 1'469'585'340'000'000;  // 2016-07-27T11:09:00+09:00
  constexpr std::int64_t kDay = 86'400'000'000;
  EXPECT_EQ(value_in(at("waits.back-within-a-day", kLeft + kDay - 1)), std::nullopt);
  const FigureAnswer later = at("waits.back-within-a-day", kLeft + kDay);
  EXPECT_EQ(value_in(later), ratio(0, 1));
  EXPECT_EQ(later.groups[0].tally.excluded[static_cast<int>(Exclusion::kUnidentified)], 1u);
  EXPECT_EQ(value_in(at("waits.never-back", kLeft)), ratio(1, 1));

  store.append(together(kim.call("again", "c2", {{"time", R"("2016-07-28T11:09:00+09:00")"}})));
  EXPECT_EQ(value_in(at("waits.back-within-a-day", kLeft)), ratio(1, 1)) << "both ends count";
  EXPECT_EQ(value_in(at("waits.back-same-date", kLeft + kDay)), ratio(0, 1));
  EXPECT_EQ(value_in(at("waits.never-back", kLeft)), ratio(0, 1));
}

}  // namespace
}  // namespace dangol::test
