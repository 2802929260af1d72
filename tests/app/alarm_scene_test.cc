// The scene `alarm`, line by line as its day passes: over a restart, over a jump of the clock, and with
// a word that comes late.
#include "actors/alarm_limits.h"
#include "events/sealing_open.h"
#include "events/time_text.h"
#include "replay/as_of.h"
#include "replay/history.h"
#include "tests/support/care.h"
#include "tests/support/scene.h"

namespace dangol {
namespace {

using test::codes;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kNotCalled = "customer/buyer-not-called";
const std::string kInTime = "customer/buyer-called-in-time";
const std::string kJump = "customer/buyer-of-the-jump";

class AlarmScene : public testing::Test {
 protected:
  void SetUp() override {
    wait_until("11:00");
    care.start();
  }

  void wait_until(const std::string& time) {
    const Micros then = parse_time("2016-10-07T" + time + "+09:00").value().micros;
    care.pass(Micros(then.value() - (care.now.value() - ahead_.value())));
  }
  void set_clock_ahead(Micros by) {
    ahead_ = by;
    care.now = Micros(care.now.value() + by.value());
  }
  // Lines of the scene, numbered from 1.
  void append(std::size_t first, std::size_t last) {
    std::vector<SentEvent> events;
    for (std::size_t line = first; line <= last; ++line) {
      events.push_back(test::read_event(scene.events.at(line - 1)));
    }
    EXPECT_THAT(codes(care.engine->append_and_wait(std::move(events))),
                Each(OutcomeCode::kRecorded));
  }
  // The process ends; another one starts later.
  void restart_at(const std::string& time) {
    care.stop();
    wait_until(time);
    care.reopen();
    care.start();
  }
  void ring() {
    ASSERT_TRUE(care.engine->ring_alarms().ok());
    care.engine->drain();
  }
  Customer state(const std::string& subject, Version version = Version()) {
    AsOf as_of;
    if (version != Version()) as_of.version = version;
    return state_as_of(*care.store, subject, as_of).value();
  }
  PromiseStanding promise(const std::string& subject, Version version = Version()) {
    return promise_standing(state(subject, version).bond.get()->promises.rows().at(0));
  }
  std::string shown(const std::string& subject) {
    return show_state(*care.store, state(subject), ReaderRights::all(), false).value();
  }

  const test::Scene scene = test::read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" /
                                             "scenes" / "alarm.ndjson");
  test::Care care;

 private:
  Micros ahead_;
};

TEST_F(AlarmScene, LapsesOverARestartWaitsOverAJumpAndIsOverturnedByALateWord) {
  wait_until("11:30");
  append(1, 4);
  ring();
  EXPECT_EQ(promise(kNotCalled), PromiseStanding::kDue);

  restart_at("14:40");
  ring();
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(promise(kNotCalled), PromiseStanding::kLapsed);
    EXPECT_EQ(promise(kInTime), PromiseStanding::kLapsed);
    EXPECT_THAT(care.records(kNotCalled), SizeIs(3));
    EXPECT_THAT(care.records(kInTime), SizeIs(3));
    restart_at("14:45");
    ring();
  }

  wait_until("14:55");
  append(5, 6);
  set_clock_ahead(Micros(86'400 * kMicrosPerSecond));
  ring();
  EXPECT_THAT(care.engine->health().clock_stopped, HasSubstr("86400 s forward"));
  restart_at("15:40");
  ring();
  EXPECT_EQ(promise(kJump), PromiseStanding::kDue) << "by that clock it is long over";
  append(7, 10);
  EXPECT_EQ(promise(kNotCalled), PromiseStanding::kKeptLate);
  EXPECT_EQ(promise(kInTime), PromiseStanding::kKept);
  EXPECT_EQ(promise(kInTime, Version(3)), PromiseStanding::kLapsed) << "as it was known then";
  EXPECT_THAT(shown(kInTime), HasSubstr(R"("standing":"kept")"));
  EXPECT_THAT(shown(kNotCalled), HasSubstr(R"("standing":"keptLate")"));

  wait_until("16:20");
  append(11, 12);
  set_clock_ahead(Micros());
  care.now = Micros(care.now.value() - 86'400 * kMicrosPerSecond);
  care.engine->confirm_clock();
  wait_until("23:00");
  ring();
  EXPECT_THAT(care.engine->health().clock_stopped, IsEmpty());
  EXPECT_EQ(promise(kJump), PromiseStanding::kKept);
  EXPECT_THAT(care.records(kJump), SizeIs(4)) << "nothing ever lapsed here";
  EXPECT_THAT(care.alarm_rows(), IsEmpty());
}

TEST_F(AlarmScene, AJumpThatIsConfirmedLetsLapseWhatTheClockSays) {
  wait_until("14:55");
  append(5, 6);
  set_clock_ahead(Micros(86'400 * kMicrosPerSecond));
  ring();
  EXPECT_EQ(promise(kJump), PromiseStanding::kDue);
  care.engine->confirm_clock();
  ring();
  EXPECT_EQ(promise(kJump), PromiseStanding::kLapsed);
}

}  // namespace
}  // namespace dangol
