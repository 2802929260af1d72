// Given what the clocks showed, when the wall clock moves, then whether it is believed.
#include "actors/clock_watch.h"

#include <gmock/gmock.h>

#include "actors/alarm_limits.h"
#include "tests/actors/clock_double.h"

namespace dangol {
namespace {

using test::Clocks;
using test::seconds;
using testing::HasSubstr;

constexpr Micros kDay = seconds(86'400);
constexpr Micros kJump = kMaxClockJump;
Micros plus(Micros a, Micros b) { return Micros(a.value() + b.value()); }
Micros minus(Micros a) { return Micros(-a.value()); }

class ClockWatchTest : public testing::Test {
 protected:
  Clocks clocks;
};

TEST_F(ClockWatchTest, AClockThatGoesIsBelieved) {
  ClockWatch watch = clocks.watch();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(watch.look(), clocks.wall);
    clocks.pass(kDay);  // also a day in which nobody looked: the machine slept
  }
  EXPECT_EQ(watch.stopped(), "");
}

TEST_F(ClockWatchTest, AJumpOverTheLimitStopsTheClockInEitherDirection) {
  for (const Micros jump : {plus(kJump, Micros(1)), minus(plus(kJump, Micros(1)))}) {
    Clocks one;
    ClockWatch watch = one.watch();
    EXPECT_TRUE(watch.look());
    one.set(jump);
    EXPECT_EQ(watch.look(), std::nullopt);
    EXPECT_THAT(watch.stopped(), HasSubstr(jump < Micros() ? "60 s back" : "60 s forward"));
    one.pass(kDay);
    EXPECT_EQ(watch.look(), std::nullopt) << "it does not pass by itself";
    one.set(minus(jump));
    EXPECT_EQ(watch.look(), std::nullopt) << "nor when the clock is set right again";
  }
}

TEST_F(ClockWatchTest, SmallerStepsPassHoweverManyThereAre) {
  ClockWatch watch = clocks.watch();
  for (int i = 0; i < 100; ++i) {
    clocks.set(i % 2 == 0 ? kJump : seconds(2));
    clocks.pass(seconds(1));
    EXPECT_EQ(watch.look(), clocks.wall);
  }
}

TEST_F(ClockWatchTest, AnOperatorConfirmsAndTheClockGoesOnFromWhereItStands) {
  ClockWatch watch = clocks.watch();
  clocks.set(kDay);
  EXPECT_EQ(watch.look(), std::nullopt);
  watch.confirm();
  EXPECT_EQ(watch.stopped(), "");
  EXPECT_EQ(watch.look(), clocks.wall);
  clocks.set(minus(kDay));
  EXPECT_EQ(watch.look(), std::nullopt) << "another jump is another question";
}

TEST_F(ClockWatchTest, AJumpThatNobodyLookedAtBeforeItWasConfirmedIsConfirmedToo) {
  ClockWatch watch = clocks.watch();
  clocks.set(kDay);
  watch.confirm();
  EXPECT_EQ(watch.look(), clocks.wall);
}

TEST_F(ClockWatchTest, AStopOutlivesTheProcessAndTheBoot) {
  {
    ClockWatch watch = clocks.watch();
    clocks.set(kDay);
    EXPECT_EQ(watch.look(), std::nullopt);
  }
  for (const char* boot : {"this boot", "next boot"}) {
    clocks.boot = boot;
    ClockWatch watch = clocks.watch();
    EXPECT_EQ(watch.look(), std::nullopt) << boot;
    EXPECT_THAT(watch.stopped(), HasSubstr("86400 s forward"));
  }
  clocks.watch().confirm();
  EXPECT_EQ(clocks.watch().look(), clocks.wall);
}

TEST_F(ClockWatchTest, AProcessThatWasDownForADayIsNoJump) {
  clocks.watch().look();
  clocks.pass(kDay);
  EXPECT_EQ(clocks.watch().look(), clocks.wall);
}

TEST_F(ClockWatchTest, AClockThatWasSetWhileNothingRanIsFoundAtTheNextStart) {
  clocks.watch().look();
  clocks.pass(kDay);
  clocks.set(kDay);
  ClockWatch watch = clocks.watch();
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_THAT(watch.stopped(), HasSubstr("86400 s forward while nothing ran here"));
}

TEST_F(ClockWatchTest, AnotherBootSaysNothingAboutTheTimeBetween) {
  clocks.watch().look();
  clocks.boot = "next boot";
  clocks.uptime = seconds(5);
  clocks.wall = plus(clocks.wall, kDay);
  EXPECT_EQ(clocks.watch().look(), clocks.wall);
}

TEST_F(ClockWatchTest, ASystemThatDoesNotNameItsBootIsJudgedByTheLog) {
  clocks.boot.clear();
  clocks.watch().look();
  clocks.set(kDay);
  EXPECT_EQ(clocks.watch().look(), clocks.wall);
}

TEST_F(ClockWatchTest, AClockFarBehindTheLastRecordWasSetBack) {
  ClockWatch near = clocks.watch();
  near.recorded_until(plus(clocks.wall, kJump));
  EXPECT_TRUE(near.look());
  ClockWatch far = clocks.watch();
  far.recorded_until(plus(clocks.wall, kDay));
  EXPECT_EQ(far.look(), std::nullopt);
  EXPECT_THAT(far.stopped(), HasSubstr("86400 s back behind the last record"));
}

TEST_F(ClockWatchTest, WhatWasConfirmedOnceIsNotAskedAgainAtEveryStart) {
  const Micros ahead = plus(clocks.wall, kDay);
  {
    ClockWatch watch = clocks.watch();
    watch.recorded_until(ahead);
    watch.confirm();
  }
  clocks.boot = "next boot";
  ClockWatch watch = clocks.watch();
  watch.recorded_until(ahead);
  EXPECT_TRUE(watch.look());
  watch.recorded_until(plus(ahead, kDay));
  EXPECT_EQ(watch.look(), std::nullopt) << "records that were not there then";
}

TEST_F(ClockWatchTest, ALostMarkStopsTheClock) {
  ClockWatch watch(clocks.options(), Error{ErrorCode::kCorrupt, "clock is damaged"});
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_THAT(watch.stopped(), HasSubstr("clock is damaged"));
  watch.confirm();
  EXPECT_TRUE(clocks.watch().look());
}

TEST_F(ClockWatchTest, WhatCouldNotBeSavedIsSavedAtTheNextLook) {
  ClockWatch::Options options = clocks.options();
  bool full = true;
  options.save = [&, save = options.save](const ClockMark& mark) -> Status {
    if (full) return Error{ErrorCode::kUnavailable, "the disk is full"};
    return save(mark);
  };
  ClockWatch watch(options, std::optional<ClockMark>());
  clocks.set(kDay);
  EXPECT_EQ(watch.look(), std::nullopt) << "stopped all the same";
  full = false;
  watch.look();
  EXPECT_THAT(clocks.saved.value().stopped, HasSubstr("forward"));
}

TEST_F(ClockWatchTest, AThreadHeldUpBetweenItsTwoReadingsSeesNoJump) {
  ClockWatch::Options options = clocks.options();
  int held_up = 0;
  options.wall = [&] {
    const Micros wall = clocks.wall;
    if (held_up > 0) {
      --held_up;
      clocks.pass(kDay);  // between reading this clock and the other
    }
    return wall;
  };
  ClockWatch watch(options, std::optional<ClockMark>());
  EXPECT_TRUE(watch.look());
  held_up = 2;
  EXPECT_TRUE(watch.look());
}

}  // namespace
}  // namespace dangol
