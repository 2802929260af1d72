// What a long stream remembers: who sent what, for ever; and its state, in snapshots.
#include <gmock/gmock.h>

#include "events/apply.h"
#include "events/limits.h"
#include "tests/actors/writer_harness.h"

namespace dangol {
namespace {

using test::Desk;
using test::together;
using test::WriterHarness;
using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class StreamMemoryTest : public testing::Test {
 protected:
  std::string id(std::size_t n) const { return "e" + std::to_string(n); }
  SentEvent message(std::size_t n) const { return desk.said(id(n), "message " + id(n)); }
  // Messages first..last, as one slot.
  Slot take_messages(std::size_t first, std::size_t last) {
    return take_messages(first, last, kim);
  }
  Slot take_messages(std::size_t first, std::size_t last, WriterHarness& kim) {
    std::vector<SentEvent> events;
    for (std::size_t n = first; n <= last; ++n) events.push_back(message(n));
    Slot slot = kim.take(std::move(events));
    EXPECT_THAT(test::codes(slot), Each(kRecorded));
    return slot;
  }
  void expect_known(std::size_t n) { expect_known(n, kim); }
  void expect_known(std::size_t n, WriterHarness& kim) {
    const StreamHead before = kim.head();
    const Outcome again = kim.take(message(n));
    EXPECT_EQ(again.code, kDuplicate) << "message " << n;
    EXPECT_EQ(again.version, Version(n));
    EXPECT_EQ(kim.take(desk.said(id(n), "other words")).code, kConflict) << "message " << n;
    EXPECT_EQ(kim.head().version, before.version);
  }

  const Desk desk{"customer/kim"};
  WriterHarness kim{"customer/kim"};
  // The same with an index of twenty windows instead of a part of one.
  WriterHarness windowed{"customer/kim", {.window_positions = 1024}};
};

constexpr std::size_t kMany = kRecentEvents + 600;  // more than a state holds

TEST_F(StreamMemoryTest, AnEventOlderThanTheStateHoldsIsFoundInTheIndex) {
  kim.settle(take_messages(1, kMany));
  for (std::size_t n : {std::size_t{1}, kMany - kRecentEvents, kMany - kRecentEvents + 1, kMany}) {
    expect_known(n);
  }
}

TEST_F(StreamMemoryTest, AnEventOlderThanTheStateHoldsIsKnownThoughItIsNotSettledYet) {
  take_messages(1, kMany);  // on their way: the index knows of none
  for (std::size_t n : {std::size_t{1}, std::size_t{500}, kMany - kRecentEvents, kMany}) {
    expect_known(n);
  }
}

TEST_F(StreamMemoryTest, ItIsKnownWhereverTheIndexStands) {
  // Settled in part, again and again, while the stream goes on.
  Slot before = take_messages(1, 1000);
  for (std::size_t last = 2000; last <= 6000; last += 1000) {
    Slot next = take_messages(last - 999, last);
    kim.settle(before);
    before = std::move(next);
  }
  for (std::size_t n = 1; n <= 6000; n += 250) expect_known(n);
}

// Its windows in files are merged again and again meanwhile.
TEST_F(StreamMemoryTest, TheFirstEventOfALongLifeIsKnownForEver) {
  const std::size_t many = 20'000;
  for (std::size_t last = 1000; last <= many; last += 1000) {
    windowed.settle(take_messages(last - 999, last, windowed));
  }
  ASSERT_TRUE(windowed.index->drain().ok());
  for (std::size_t n : {std::size_t{1}, std::size_t{1024}, many / 2, many}) {
    expect_known(n, windowed);
  }
}

TEST_F(StreamMemoryTest, ARefusedUnitIsForgotten) {
  take_messages(1, kRecentEvents);
  std::vector<SentEvent> events;
  for (std::size_t n = 1; n <= 500; ++n) events.push_back(message(kRecentEvents + n));
  events.push_back(desk.attributed_to("refused", "customer/lee", "no such contact"));
  AppendOptions unit;
  unit.unit = true;
  EXPECT_THAT(test::codes(kim.take(std::move(events), unit)), Each(kRejected));

  expect_known(1);
  EXPECT_EQ(kim.take(message(kRecentEvents + 1)).code, kRecorded);
}

TEST_F(StreamMemoryTest, ASnapshotIsTheStateThatTheRecordsFoldTo) {
  const Slot slot = take_messages(1, 100);

  Customer folded(kim.stream());
  for (const PendingRecord& record : slot.records) {
    ASSERT_TRUE(apply_core(folded, record.core.view(), record.entry.version).ok());
    folded.chain = record.entry.chain;
  }
  EXPECT_TRUE(slot.snapshot == encode_state(folded));
}

TEST_F(StreamMemoryTest, ASnapshotIsDueAfterSixtyFourRecords) {
  EXPECT_EQ(take_messages(1, 63).snapshot.size(), 0U);
  EXPECT_GT(take_messages(64, 64).snapshot.size(), 0U);
  EXPECT_EQ(take_messages(65, 65).snapshot.size(), 0U);
}

TEST_F(StreamMemoryTest, BetweenTwoSnapshotsComesAsMuchLogAsTheFirstOneWeighs) {
  std::size_t log_bytes = 0;  // since the last snapshot
  std::size_t last_snapshot = 0;
  int snapshots = 0;
  for (std::size_t n = 1; n <= 1000; ++n) {
    const Slot slot = take_messages(n, n);
    log_bytes += kEntryBytes + slot.records[0].core.view().size();
    if (slot.snapshot.empty()) continue;
    EXPECT_GE(log_bytes, last_snapshot) << "at record " << n;
    last_snapshot = slot.snapshot.size();
    log_bytes = 0;
    ++snapshots;
  }
  EXPECT_GT(snapshots, 2);
}

TEST_F(StreamMemoryTest, WhatIsRefusedBringsNoSnapshotNearer) {
  take_messages(1, 32);
  AppendOptions unit;
  unit.unit = true;
  std::vector<SentEvent> events;
  for (std::size_t n = 33; n <= 63; ++n) events.push_back(message(n));
  events.push_back(desk.attributed_to("refused", "customer/lee", "no such contact"));
  EXPECT_THAT(kim.take(std::move(events), unit).records, IsEmpty());

  EXPECT_EQ(take_messages(33, 33).snapshot.size(), 0U);
  EXPECT_EQ(take_messages(34, 63).snapshot.size(), 0U);
  EXPECT_GT(take_messages(64, 64).snapshot.size(), 0U);
}

}  // namespace
}  // namespace dangol
