// Given alarms and clocks, when the clock is asked, then what it rings, how fast, and what an answer
// makes of it.
#include "actors/alarm_clock.h"

#include <gmock/gmock.h>

#include "store/memory_log.h"
#include "tests/actors/clock_double.h"

namespace dangol {
namespace {

using test::Clocks;
using test::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class AlarmClockTest : public testing::Test {
 protected:
  static constexpr PartitionId kPartition{0};

  // An alarm that is due so many seconds from when the test began.
  Alarm alarm(std::int64_t in_seconds, int stream = 0) const {
    StreamToken token;
    token.bytes[0] = static_cast<std::uint8_t>(stream);
    token.bytes[1] = static_cast<std::uint8_t>(stream >> 8);
    return {Micros(begin_.value() + seconds(in_seconds).value()), token};
  }
  void change(const Alarm& of, std::optional<std::string> value) {
    Frame frame;
    frame.side_rows = {{format::alarm_key(of), std::move(value)}};
    log.append(claim_, frame, [](Append done) { ASSERT_EQ(done, Append::kStored); });
    if (clock) clock->settled(frame.side_rows);
  }
  void set(const Alarm& of) { change(of, ""); }
  void end(const Alarm& of) { change(of, std::nullopt); }
  void start() {
    clock.reset();
    clock.emplace(watch, alarms_of(log, kPartition));
  }
  std::vector<Alarm> due() { return clock->due().alarms; }

  Clocks clocks;
  ClockWatch watch = clocks.watch();
  MemoryLog log;
  std::optional<AlarmClock> clock;

 private:
  const Micros begin_ = clocks.wall;
  Claim claim_ = log.claim(kPartition).value();
};

TEST_F(AlarmClockTest, AnAlarmRingsWhenItIsDueAndOnlyOnceWhileItIsUnanswered) {
  start();
  set(alarm(10));
  EXPECT_THAT(due(), IsEmpty());
  clocks.pass(Micros(9'999'999));
  EXPECT_THAT(due(), IsEmpty());
  clocks.pass(Micros(1));
  const AlarmClock::Due rung = clock->due();
  EXPECT_EQ(rung.now, clocks.wall);
  EXPECT_THAT(rung.alarms, ElementsAre(alarm(10)));
  clocks.pass(seconds(3600));
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(AlarmClockTest, WhatTheAnswersFrameEndedIsOver) {
  set(alarm(-1));
  start();
  ASSERT_THAT(due(), SizeIs(1));
  end(alarm(-1));
  clock->answered(alarm(-1), kRecorded);
  clocks.pass(seconds(3600));
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(AlarmClockTest, AnotherPromiseDueAtTheSameTimeRingsAtOnce) {
  set(alarm(-1));
  start();
  ASSERT_THAT(due(), SizeIs(1));
  clock->answered(alarm(-1), kRecorded);
  EXPECT_THAT(due(), ElementsAre(alarm(-1)));
}

TEST_F(AlarmClockTest, AStreamThatCannotAnswerNowIsAskedAgainLater) {
  for (const OutcomeCode code : {kUnavailable, kUnknown}) {
    set(alarm(-1));
    start();
    ASSERT_THAT(due(), SizeIs(1));
    clock->answered(alarm(-1), code);
    clocks.pass(Micros(kAlarmRetry.value() - 1));
    EXPECT_THAT(due(), IsEmpty());
    clocks.pass(Micros(1));
    EXPECT_THAT(due(), ElementsAre(alarm(-1)));
  }
}

TEST_F(AlarmClockTest, ARefusalIsNeverAskedForAgain) {
  for (const OutcomeCode code : {kRejected, kDuplicate, kConflict}) {
    set(alarm(-1));
    start();
    ASSERT_THAT(due(), SizeIs(1));
    clock->answered(alarm(-1), code);
    clocks.pass(seconds(7200));
    EXPECT_THAT(due(), IsEmpty());
  }
}

TEST_F(AlarmClockTest, AnAlarmEndedBeforeItWasDueDoesNotRing) {
  start();
  set(alarm(10));
  end(alarm(10));
  clocks.pass(seconds(11));
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(AlarmClockTest, AJumpOfTheClockRingsNothingUntilItIsConfirmed) {
  set(alarm(3600));
  start();
  EXPECT_THAT(due(), IsEmpty());
  clocks.set(seconds(86'400));
  EXPECT_THAT(due(), IsEmpty());
  set(alarm(7200));  // appends go on
  EXPECT_THAT(due(), IsEmpty());
  watch.confirm();
  EXPECT_THAT(due(), ElementsAre(alarm(3600), alarm(7200)));
}

TEST_F(AlarmClockTest, AClockSetBackRingsNothingUntilItIsConfirmedAndThenWhatIsDueByIt) {
  set(alarm(60));
  start();
  EXPECT_THAT(due(), IsEmpty());
  clocks.set(seconds(-3600));
  clocks.pass(seconds(61));
  EXPECT_THAT(due(), IsEmpty());
  watch.confirm();
  EXPECT_THAT(due(), IsEmpty()) << "by this clock it is not due yet";
  clocks.pass(seconds(3600));
  EXPECT_THAT(due(), ElementsAre(alarm(60)));
}

TEST_F(AlarmClockTest, ManyThatAreDueRingAtABoundedRate) {
  constexpr int kDue = 3000;
  for (int i = 0; i < kDue; ++i) set(alarm(-1, i));
  start();
  const auto answer = [&](const std::vector<Alarm>& rung) {
    for (const Alarm& one : rung) {
      end(one);
      clock->answered(one, kRecorded);
    }
  };
  std::vector<Alarm> rung = due();
  EXPECT_THAT(rung, SizeIs(kRingingAlarms)) << "at once";
  EXPECT_THAT(due(), IsEmpty()) << "unanswered";
  answer(rung);
  EXPECT_THAT(due(), IsEmpty()) << "no time has passed";
  std::size_t total = rung.size();
  for (int beat = 0; beat < 20; ++beat) {
    clocks.pass(seconds(1));
    clocks.pass(Micros(-950'000));  // a beat
    rung = due();
    EXPECT_EQ(rung.size(), 50U);
    answer(rung);
    total += rung.size();
  }
  EXPECT_EQ(total, kRingingAlarms + static_cast<std::size_t>(kAlarmsPerSecond));
  clocks.pass(seconds(3600));
  EXPECT_THAT(due(), SizeIs(kRingingAlarms)) << "a quiet hour does not add up";
}

TEST_F(AlarmClockTest, StreamsThatDoNotAnswerAreBounded) {
  for (int i = 0; i < 1000; ++i) set(alarm(-1, i));
  start();
  std::vector<Alarm> rung = due();
  for (const Alarm& one : rung) clock->answered(one, kUnavailable);
  clocks.pass(seconds(1));
  EXPECT_THAT(due(), IsEmpty()) << "none beside those that could not answer";
  clocks.pass(kAlarmRetry);
  EXPECT_EQ(due(), rung);
}

TEST_F(AlarmClockTest, PausesUntilTheNextIsDueButLooksAtTheClockMeanwhile) {
  start();
  EXPECT_EQ(clock->pause(), kClockLook);
  set(alarm(3600));
  EXPECT_EQ(clock->pause(), kClockLook);
  clocks.pass(Micros(3'599'600'000));
  EXPECT_EQ(clock->pause(), std::chrono::milliseconds(400));
  clocks.pass(seconds(1));
  EXPECT_EQ(clock->pause(), kClockBeat);
}

TEST_F(AlarmClockTest, SaysWhyAlarmsCannotBeRead) {
  Frame frame;
  frame.side_rows = {{"a?", ""}};
  log.append(log.claim(kPartition).value(), frame, [](Append) {});
  start();
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_THAT(clock->failure(), HasSubstr("a key that is none"));
}

}  // namespace
}  // namespace dangol
