// Promises and the clock: given promises on disk, when their windows end, then the customers wake and
// say once that they lapsed, whatever happens to the process, the disk and the clock meanwhile.
#include <string>
#include <thread>

#include "actors/alarm_limits.h"
#include "actors/engine.h"
#include "events/time_text.h"
#include "store/stream_reader.h"
#include "tests/support/care.h"
#include "tests/support/fault_files.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::FaultFiles;
using test::FileOp;
using test::together;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

constexpr Micros kHour{3600 * kMicrosPerSecond};
constexpr Micros kDay{24 * kHour.value()};

// The desk's day: it is 11:07, and promises are made until the afternoon.
std::string at(const std::string& time) { return "2016-07-27T" + time + ":00+09:00"; }

class EngineAlarmTest : public testing::Test {
 protected:
  void SetUp() override { start(); }

  void start() {
    Engine::Options options;
    options.reopen_first = std::chrono::milliseconds(1);
    options.reopen_last = std::chrono::milliseconds(4);
    care.start(options);
  }
  void restart() {
    care.reopen();
    start();
  }
  void wait_until(const std::string& time) {
    care.pass(Micros(parse_time(at(time)).value().micros.value() - care.now.value()));
  }
  // The engine looks whether something is due, and what it asked for is answered.
  void ring() {
    ASSERT_TRUE(care.engine->ring_alarms().ok());
    care.engine->drain();
  }
  PromiseStanding standing(const std::string& subject, std::size_t promise = 0) {
    const Customer state = load_stream_state(*care.store, care.stream(subject)).value().customer;
    return promise_standing(state.bond.get()->promises.rows().at(promise));
  }

  FaultFiles files;
  Care care{nullptr, files.env()};
  const Desk kim{"customer/kim"}, lee{"customer/lee"};
};

TEST_F(EngineAlarmTest, APromiseOfASleepingCustomerLapsesOnceAtTheEndOfItsWindow) {
  care.send(kim.call("e1"), kim.promised("e2", "p", at("14:30")));
  restart();
  wait_until("14:29");
  ring();
  EXPECT_THAT(care.records("customer/kim"), SizeIs(2)) << "not due yet";
  EXPECT_THAT(care.alarm_rows(), SizeIs(1));

  wait_until("14:30");
  ring();

  EXPECT_THAT(care.records("customer/kim"), SizeIs(3));
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
  EXPECT_THAT(care.alarm_rows(), IsEmpty());
  for (int again = 0; again < 2; ++again) {
    care.pass(kDay);
    ring();
    restart();
    ring();
  }
  EXPECT_THAT(care.records("customer/kim"), SizeIs(3));
}

TEST_F(EngineAlarmTest, WhatFellDueWhileNothingRanLapsesAtTheStart) {
  care.send(kim.promised("e1", "p", at("14:30")));
  care.engine.reset();
  care.pass(kDay);
  care.alarms = AlarmBell::Drive::kThread;
  restart();
  care.engine->drain();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
  care.engine.reset();
}

TEST_F(EngineAlarmTest, AnAlarmSetWhileTheEngineRunsRingsInTheSameGeneration) {
  ring();
  care.send(kim.promised("e1", "p", at("14:30")));
  wait_until("15:00");
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
}

TEST_F(EngineAlarmTest, EachOfSeveralPromisesLapsesAtItsOwnTime) {
  care.send(kim.promised("e1", "p", at("14:30")), kim.promised("e2", "q", at("15:30")),
            kim.promised("e3", "r", at("15:30")));
  wait_until("15:00");
  ring();
  ring();
  EXPECT_EQ(standing("customer/kim", 0), PromiseStanding::kLapsed);
  EXPECT_EQ(standing("customer/kim", 1), PromiseStanding::kDue);
  wait_until("16:00");
  ring();
  ring();
  EXPECT_EQ(standing("customer/kim", 1), PromiseStanding::kLapsed);
  EXPECT_EQ(standing("customer/kim", 2), PromiseStanding::kLapsed);
  EXPECT_THAT(care.records("customer/kim"), SizeIs(6));
}

TEST_F(EngineAlarmTest, AWordThatCameBeforeTheAlarmRangKeepsThePromise) {
  care.send(kim.promised("e1", "p", at("14:30")));
  wait_until("15:00");
  care.send(kim.kept("e2", "p", at("14:10")));
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kKept);
  EXPECT_THAT(care.records("customer/kim"), SizeIs(2));
  EXPECT_THAT(care.alarm_rows(), IsEmpty());
}

TEST_F(EngineAlarmTest, AWordOnItsWayWhenTheAlarmRingsKeepsOrOverturns) {
  care.send(kim.promised("e1", "p", at("14:30")));
  wait_until("15:00");
  Status admitted =
      care.engine->append(together(kim.kept("e2", "p", at("14:10"))), {}, [](const Outcomes&) {});
  ASSERT_TRUE(admitted.ok());
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kKept);
  EXPECT_THAT(care.alarm_rows(), IsEmpty());
}

TEST_F(EngineAlarmTest, ALateWordOverturnsTheLapseAndTheRecordOfItStays) {
  care.send(kim.promised("e1", "p", at("14:30")));
  wait_until("14:31");
  ring();
  ASSERT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
  restart();
  care.pass(kDay);
  EXPECT_THAT(codes(care.send(kim.kept("e2", "p", at("14:10")))), ElementsAre(kRecorded));
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kKept);
  EXPECT_THAT(care.records("customer/kim"), SizeIs(3)) << "what was known by then is still known";
}

TEST_F(EngineAlarmTest, HistoryFromElsewhereNeverLapses) {
  AppendOptions told;
  told.recording = Recording::kAsRecorded;
  care.engine->append_and_wait(together(kim.promised("e1", "p", at("10:30"))), told);
  EXPECT_THAT(care.alarm_rows(), IsEmpty());
  care.pass(kDay);
  ring();
  restart();
  ring();
  EXPECT_THAT(care.records("customer/kim"), SizeIs(1));
}

TEST_F(EngineAlarmTest, ADiskThatFailsInTheMiddleOfALapseMakesItNeitherLostNorTwice) {
  for (const bool retryable : {false, true}) {
    const Desk desk(retryable ? "customer/r" : "customer/p");
    care.send(desk.promised("e1", "p", at("14:30")));
    wait_until("15:00");
    const std::uint64_t generation = care.engine->health().generation;
    files.fail({.op = FileOp::kSync, .path = "/log/", .retryable = retryable, .times = 1});
    ring();
    while (care.engine->health().generation <= generation || !care.engine->ring_alarms().ok()) {
      std::this_thread::yield();
    }
    care.engine->drain();
    const std::string subject = retryable ? "customer/r" : "customer/p";
    EXPECT_THAT(care.records(subject), SizeIs(2));
    EXPECT_EQ(standing(subject), PromiseStanding::kLapsed);
    EXPECT_THAT(care.alarm_rows(), IsEmpty());
  }
}

TEST_F(EngineAlarmTest, AClockThatJumpsADayLapsesNothingUntilItIsConfirmed) {
  care.send(kim.promised("e1", "p", at("14:30")));
  ring();
  care.now = Micros(care.now.value() + kDay.value());
  ring();
  EXPECT_THAT(care.engine->health().clock_stopped, HasSubstr("86400 s forward"));
  EXPECT_THAT(codes(care.send(lee.call("e1"), lee.promised("e2", "q", at("14:30")))),
              Each(kRecorded))
      << "appends go on";
  ring();
  restart();
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kDue) << "a restart confirms nothing";
  EXPECT_THAT(care.engine->health().clock_stopped, HasSubstr("86400 s forward"));

  care.engine->confirm_clock();
  ring();

  EXPECT_THAT(care.engine->health().clock_stopped, IsEmpty());
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
  EXPECT_EQ(standing("customer/lee"), PromiseStanding::kLapsed);
}

TEST_F(EngineAlarmTest, AClockThatWasSetBackLapsesNothingUntilItIsConfirmed) {
  care.send(kim.promised("e1", "p", at("14:30")));
  care.engine.reset();
  care.boot = "another start";  // so that only the log can tell
  care.now = Micros(care.now.value() - kDay.value());
  restart();
  ring();
  EXPECT_THAT(care.engine->health().clock_stopped, HasSubstr("behind the last record"));
  EXPECT_THAT(codes(care.send(lee.call("e1"))), ElementsAre(kRecorded));
  care.pass(kDay);
  care.pass(kDay);
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kDue);
  care.engine->confirm_clock();
  ring();
  EXPECT_EQ(standing("customer/kim"), PromiseStanding::kLapsed);
}

TEST_F(EngineAlarmTest, APersonWhoIsNoLongerKnownIsNotAsked) {
  care.send(kim.promised("e1", "p", at("14:30")), lee.promised("e1", "p", at("14:30")));
  const StreamToken gone = care.stream("customer/kim");
  care.engine.reset();
  ASSERT_TRUE(care.store->vault().forget_subject(gone).ok());
  restart();
  wait_until("15:00");
  for (int i = 0; i < 3; ++i) ring();
  EXPECT_EQ(standing("customer/lee"), PromiseStanding::kLapsed);
  EXPECT_EQ(care.log_size(), 3U);
}

TEST_F(EngineAlarmTest, TenThousandDueAtAStartLapseAtABoundedRateAndAppendsGoOn) {
  constexpr std::size_t kDue = 10'000;
  for (std::size_t first = 0; first < kDue; first += kMaxBatchEvents) {
    std::vector<SentEvent> batch;
    for (std::size_t i = first; i < first + kMaxBatchEvents; ++i) {
      batch.push_back(Desk("customer/" + std::to_string(i)).promised("e1", "p", at("14:30")));
    }
    ASSERT_THAT(codes(care.engine->append_and_wait(std::move(batch))), Each(kRecorded));
  }
  restart();
  wait_until("15:00");

  ring();
  EXPECT_EQ(care.log_size(), kDue + kRingingAlarms) << "at once";
  ring();
  EXPECT_EQ(care.log_size(), kDue + kRingingAlarms) << "no time has passed";
  std::size_t passed = 0;
  for (std::size_t said = 0; care.alarm_rows().size() > 0; ++said) {
    ASSERT_LT(passed, 2 * kDue);
    care.pass(Micros(kClockBeat.count() * 1000));
    passed += static_cast<std::size_t>(kClockBeat.count());
    ASSERT_TRUE(care.engine->ring_alarms().ok());
    if (said % 20 == 0) {
      ASSERT_THAT(
          codes(care.engine->append_and_wait(together(kim.said(std::to_string(said), "hello")))),
          ElementsAre(kRecorded));
    }
    care.engine->drain();
  }
  EXPECT_NEAR(static_cast<double>(passed),
              1000.0 * static_cast<double>(kDue - kRingingAlarms) / kAlarmsPerSecond, 200.0);
}

TEST_F(EngineAlarmTest, SilenceConfirmsByTheDaysThatThePolicySaysAlsoAfterAStart) {
  const Desk policy("policy/main");
  care.send(policy.event("set", "policy.set", R"({"name":"silence.days","value":"2"})"));
  restart();
  care.send(kim.event("o", "issue.opened", R"({"issueId":"i"})"),
            kim.event("p", "resolution.proposed", R"({"issueId":"i","resolutionId":"r"})"));
  care.send(policy.event("longer", "policy.set", R"({"name":"silence.days","value":"3"})",
                         {{"time", R"("2016-07-27T11:07:01+09:00")"}}));
  care.pass(Micros(2 * kDay.value()));
  ring();
  EXPECT_THAT(care.records("customer/kim"), SizeIs(2)) << "the longer one holds at once";
  care.pass(kDay);
  ring();
  EXPECT_THAT(care.records("customer/kim"), SizeIs(3));
  const Customer state =
      load_stream_state(*care.store, care.stream("customer/kim")).value().customer;
  EXPECT_TRUE(state.issues.rows().at(0).now.confirmed);
  for (int again = 0; again < 2; ++again) {
    care.pass(kDay);
    restart();
    ring();
  }
  EXPECT_THAT(care.records("customer/kim"), SizeIs(3)) << "once";
}

}  // namespace
}  // namespace dangol
