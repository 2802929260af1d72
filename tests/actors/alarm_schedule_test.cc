// Given alarm rows in a log, when frames set and end some, then which is due first, with few in hand.
#include "actors/alarm_schedule.h"

#include <random>

#include <gmock/gmock.h>

#include "store/memory_log.h"

namespace dangol {
namespace {

using testing::ElementsAre;

Alarm alarm(std::int64_t due, int stream = 0) {
  StreamToken token;
  token.bytes[0] = static_cast<std::uint8_t>(stream);
  return {Micros(due), token};
}

// A log of alarm rows that a schedule is told of after each frame.
class AlarmScheduleTest : public testing::Test {
 protected:
  static constexpr std::size_t kHeld = 4;
  static constexpr PartitionId kPartition{0};

  AlarmSchedule schedule(std::size_t capacity = kHeld) {
    return AlarmSchedule(
        [this, read = alarms_of(log, kPartition)](const std::optional<Alarm>& behind,
                                                  std::size_t limit) {
          ++reads;
          if (broken) return Result<std::vector<Alarm>>(Error{ErrorCode::kUnavailable, "broken"});
          return read(behind, limit);
        },
        capacity);
  }
  void store(const Alarm& of, std::optional<std::string> value) {
    Frame frame;
    frame.side_rows = {{format::alarm_key(of), std::move(value)}};
    log.append(claim, frame, [](Append done) { ASSERT_EQ(done, Append::kStored); });
  }
  void set(const Alarm& of) { store(of, ""); }
  void end(const Alarm& of) { store(of, std::nullopt); }
  // Takes everything, as it becomes first.
  static std::vector<Alarm> all(AlarmSchedule& from) {
    std::vector<Alarm> taken;
    while (auto first = from.first().value()) {
      from.take(*first);
      taken.push_back(*first);
    }
    return taken;
  }

  MemoryLog log;
  Claim claim = log.claim(kPartition).value();
  int reads = 0;
  bool broken = false;
};

TEST_F(AlarmScheduleTest, GivesWhatTheLogHoldsInTheOrderInWhichItIsDue) {
  for (int due : {30, 10, 20}) set(alarm(due));
  AlarmSchedule s = schedule();
  EXPECT_THAT(all(s), ElementsAre(alarm(10), alarm(20), alarm(30)));
  EXPECT_EQ(s.first().value(), std::nullopt);
  EXPECT_EQ(reads, 1) << "the log's end was seen";
}

TEST_F(AlarmScheduleTest, HoldsFewAndReadsTheNextWhenTheseAreUsedUp) {
  std::vector<Alarm> expected;
  for (int i = 0; i < 10; ++i) {
    set(alarm(i));
    expected.push_back(alarm(i));
  }
  AlarmSchedule s = schedule();
  EXPECT_EQ(s.first().value(), alarm(0));
  EXPECT_EQ(s.held(), kHeld);
  EXPECT_EQ(all(s), expected);
  EXPECT_EQ(reads, 3) << "4, 4 and 2";
}

TEST_F(AlarmScheduleTest, ReadsOnceMoreWhenTheLastPageWasFull) {
  for (int i = 0; i < 4; ++i) set(alarm(i));
  AlarmSchedule s = schedule();
  EXPECT_EQ(all(s).size(), 4U);
  EXPECT_EQ(reads, 2);
}

TEST_F(AlarmScheduleTest, WhatIsSetLaterTakesItsPlace) {
  for (int i = 0; i < 6; ++i) set(alarm(10 * i));
  AlarmSchedule s = schedule();
  ASSERT_TRUE(s.first().value());
  for (int due : {5, 55, 100}) {
    set(alarm(due));
    s.set(alarm(due));
    EXPECT_LE(s.held(), kHeld);
  }
  EXPECT_THAT(all(s), ElementsAre(alarm(0), alarm(5), alarm(10), alarm(20), alarm(30), alarm(40),
                                  alarm(50), alarm(55), alarm(100)));
}

TEST_F(AlarmScheduleTest, WhatEndedIsNotGiven) {
  for (int i = 0; i < 6; ++i) set(alarm(10 * i));
  AlarmSchedule s = schedule();
  ASSERT_TRUE(s.first().value());
  for (int due : {0, 20, 50}) {
    end(alarm(due));
    s.end(alarm(due));
  }
  EXPECT_THAT(all(s), ElementsAre(alarm(10), alarm(30), alarm(40)));
}

TEST_F(AlarmScheduleTest, WhatIsPutBackComesAgain) {
  set(alarm(10));
  set(alarm(20));
  AlarmSchedule s = schedule();
  s.take(*s.first().value());
  s.put_back(alarm(10));
  EXPECT_THAT(all(s), ElementsAre(alarm(10), alarm(20)));
}

TEST_F(AlarmScheduleTest, AFailedReadChangesNothing) {
  set(alarm(10));
  AlarmSchedule s = schedule();
  broken = true;
  EXPECT_FALSE(s.first().ok());
  broken = false;
  EXPECT_THAT(all(s), ElementsAre(alarm(10)));
}

TEST_F(AlarmScheduleTest, ARowThatIsNoneIsDamage) {
  Frame frame;
  frame.side_rows = {{"a?", ""}};
  log.append(claim, frame, [](Append) {});
  AlarmSchedule s = schedule();
  EXPECT_EQ(s.first().error().code, ErrorCode::kCorrupt);
}

// Whatever is set and ended in whatever order: what is given is what the log holds.
TEST_F(AlarmScheduleTest, AgreesWithTheLogInAnyOrderOfThings) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::set<Alarm> standing;
    AlarmSchedule s = schedule();
    for (int step = 0; step < 300; ++step) {
      const Alarm one = alarm(static_cast<std::int64_t>(random() % 40), 1);
      switch (random() % 4) {
        case 0:
        case 1:
          set(one);
          s.set(one);
          standing.insert(one);
          break;
        case 2:
          end(one);
          s.end(one);
          standing.erase(one);
          break;
        default: {
          const auto first = s.first().value();
          ASSERT_EQ(first, standing.empty() ? std::nullopt : std::optional(*standing.begin()))
              << "seed " << seed << " step " << step;
          if (!first) break;
          s.take(*first);
          end(*first);
          standing.erase(*first);
        }
      }
      ASSERT_LE(s.held(), kHeld);
    }
    EXPECT_EQ(all(s), std::vector<Alarm>(standing.begin(), standing.end())) << "seed " << seed;
    for (const Alarm& left : standing) end(left);
  }
}

}  // namespace
}  // namespace dangol
