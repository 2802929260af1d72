// A short story on a store, for all tests of the read side: Kim's flowers never came, Lee called too,
// and Park talked for long enough to have a snapshot.
#pragma once

#include <string>
#include <vector>

#include "store/memory_log.h"
#include "tests/support/care.h"

namespace dangol::test {

constexpr PartitionId kPartition{0};
constexpr std::int64_t kHour = 3'600'000'000;

class StoryTest : public testing::Test {
 protected:
  // 0:0 .. 0:2 at eleven, 0:3 .. 0:4 at twelve, Park's hundred messages at one.
  void SetUp() override {
    care.start();
    care.send(kim.call("e1"));
    care.send(kim.said("e2", "my flowers never came"));
    care.send(lee.call("e1"));
    care.now = Micros(kEleven.value() + kHour);
    care.send(kim.said("e3", "they came, and they are lovely"));
    care.send(kim.hang_up("e4"));
    care.now = Micros(kEleven.value() + 2 * kHour);
    park_goes_on(1, 70);
    park_goes_on(71, kLong);
    care.stop();
  }
  Store& store() { return *care.store; }
  const EventLog& log() { return care.store->log(); }
  std::vector<LogRecord> records() {
    std::vector<Position> all;
    for (std::uint64_t at = 0; at < care.log_size(); ++at) all.push_back(Position(at));
    return log().get(kPartition, all, ReadWords::kYes).value();
  }

  void park_goes_on(std::size_t first, std::size_t last) {
    std::vector<SentEvent> events;
    for (std::size_t n = first; n <= last; ++n) {
      events.push_back(park.said(std::to_string(n), "and then"));
    }
    EXPECT_THAT(codes(care.engine->append_and_wait(std::move(events))),
                testing::Each(OutcomeCode::kRecorded));
  }

  static constexpr std::size_t kLong = 100;
  static constexpr std::size_t kRecords = 5 + kLong;
  const Desk kim{"customer/kim"}, lee{"customer/lee"}, park{"customer/park"};
  Care care;
  const Micros kEleven = care.now;
};

// A log of these records, as if a disk had returned them.
inline void fill(MemoryLog& log, const std::vector<LogRecord>& records) {
  if (records.empty()) return;
  Frame frame;
  frame.records = records;
  std::optional<Append> stored;
  log.append(log.claim(kPartition).value(), frame, [&](Append answer) { stored = answer; });
  ASSERT_EQ(stored, Append::kStored);
}

inline void flip(std::string& bytes, std::size_t at) {
  bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
}

}  // namespace dangol::test
