// What was promised, and whether it was kept.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kEnd = 1'469'599'200'000'000;  // 2016-07-27T15:00:00+09:00
constexpr const char* kUntil = "2016-07-27T15:00+09:00";

FigureAnswer at(FigureStore& store, const char* name, std::int64_t observed) {
  return store.ask(name, [&](Question& q) { q.vantage.observed_at = Micros(observed); });
}

TEST(PromiseFigures, APromiseIsDueUntilItsWindowEndsAndBrokenAfterwards) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(kim.promised("made", "p1", kUntil)));
  EXPECT_EQ(value_in(at(store, "promises.due", kEnd)), ratio(1, 1));
  const FigureAnswer before = at(store, "promises.kept", kEnd);
  EXPECT_EQ(value_in(before), std::nullopt);
  EXPECT_EQ(before.groups[0].tally.excluded[static_cast<int>(Exclusion::kNotYetObservable)], 1U);
  EXPECT_EQ(value_in(at(store, "promises.broken", kEnd + 1)), ratio(1, 1));
  EXPECT_EQ(value_in(at(store, "promises.kept", kEnd + 1)), ratio(0, 1));
  EXPECT_EQ(value_in(at(store, "promises.due", kEnd + 1)), ratio(0, 1));
}

TEST(PromiseFigures, AKeepingInsideTheWindowThatIsToldLateKeepsItAndAsOfBeforeItWasBroken) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(kim.promised("made", "p1", kUntil),
                        kim.event("p1/lapsed", "promise.lapsed",
                                  R"({"promiseId":"p1","noWordBy":"2016-07-27T15:00+09:00"})",
                                  {{"time", R"("2016-07-27T15:00:00+09:00")"}}),
                        kim.kept("kept", "p1", "2016-07-27T14:59:00+09:00")));
  EXPECT_EQ(value_in(store.ask("promises.kept")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("promises.kept", [](Question& q) { q.vantage.end = Position(2); })),
            ratio(0, 1));
}

TEST(PromiseFigures, KeptLateIsNeitherKeptNorForgotten) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(kim.promised("made", "p1", kUntil),
                        kim.kept("kept", "p1", "2016-07-27T15:00:01+09:00")));
  EXPECT_EQ(value_in(store.ask("promises.kept")), ratio(0, 1));
  EXPECT_EQ(value_in(store.ask("promises.kept-late")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("promises.broken")), ratio(0, 1));
}

TEST(PromiseFigures, WhatThePersonReleasedIsLeftOutUnlessItWasKeptFirst) {
  FigureStore store;
  const Desk kim("customer/kim");
  const auto released = [&](const char* id, const char* promise, const char* when) {
    return kim.event(id, "promise.released", std::string(R"({"promiseId":")") + promise + "\"}",
                     {{"time", quoted(when)}});
  };
  store.append(together(kim.promised("m1", "p1", kUntil), kim.promised("m2", "p2", kUntil),
                        kim.promised("m3", "p3", kUntil),
                        released("r1", "p1", "2016-07-27T12:00:00+09:00"),
                        kim.kept("k2", "p2", "2016-07-27T12:00:00+09:00"),
                        released("r2", "p2", "2016-07-27T13:00:00+09:00"),
                        released("r3", "p3", "2016-07-27T16:00:00+09:00")));
  const FigureAnswer answer = store.ask("promises.kept");
  EXPECT_EQ(value_in(answer), ratio(1, 2)) << "released after the window is broken";
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kWithdrawn)], 1U);
  EXPECT_EQ(value_in(store.ask("promises.released")), ratio(1, 1));
}

TEST(PromiseFigures, AKeepingWithoutItsMakingIsIrregular) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(kim.kept("kept", "p9", "2016-07-27T14:59:00+09:00")));
  const FigureAnswer answer = store.ask("promises.kept");
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(answer.groups[0].tally.excluded[static_cast<int>(Exclusion::kIrregular)], 1U);
}

TEST(PromiseFigures, TheNextDueComesFirst) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(kim.promised("made", "p1", "2016-07-27T18:00+09:00"),
                        lee.promised("made", "p1", kUntil)));
  const FigureAnswer answer = at(store, "promises.due", kEnd);
  ASSERT_EQ(answer.groups[0].members.size(), 2U);
  EXPECT_EQ(answer.groups[0].members[0].person, store.token_of("customer/lee"));
}

}  // namespace
}  // namespace dangol::test
