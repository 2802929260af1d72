// A log checked by itself, and counted: given whole records or one changed byte anywhere, then how
// many there are, or the place that does not hold.
#include "replay/log_check.h"

#include "events/record.h"
#include "replay/log_stat.h"
#include "tests/replay/story.h"

namespace dangol {
namespace {

using test::fill;
using test::flip;
using test::kHour;
using test::kPartition;
using testing::ElementsAre;
using testing::Pair;
using testing::StartsWith;

class LogCheckTest : public test::StoryTest {
 protected:
  static Result<LogCheck> check(const std::vector<LogRecord>& records) {
    MemoryLog log;
    fill(log, records);
    return check_log(log, kPartition, {});
  }
  // The check of such records names this place.
  static void expect_damage_at(std::size_t place, const std::vector<LogRecord>& records,
                               const std::string& what) {
    const auto checked = check(records);
    ASSERT_FALSE(checked.ok()) << what;
    EXPECT_EQ(checked.error().code, ErrorCode::kCorrupt) << what;
    EXPECT_THAT(checked.error().message, StartsWith("record 0:" + std::to_string(place) + ": "))
        << what;
  }
};

TEST_F(LogCheckTest, AWholeLogIsCounted) {
  const LogCheck checked = check_log(log(), kPartition, {}).value();
  EXPECT_EQ(checked.records, kRecords);
  EXPECT_EQ(checked.streams, 3U);
  EXPECT_EQ(checked.words_removed, 0U);
  EXPECT_EQ(checked.last_entry, leaf_hash(records().back().entry));
  // The journal grew the same tree, a frame at a time.
  EXPECT_EQ(checked.tree_root.view(), store().log().resolve(kPartition).value()->tree_root);
}

TEST_F(LogCheckTest, AnEmptyLogIsWhole) {
  const LogCheck checked = check({}).value();
  EXPECT_EQ(checked.records, 0U);
  EXPECT_EQ(checked.last_entry, Hash());
}

TEST_F(LogCheckTest, AFlippedBitOfACoreIsFoundWhereItIs) {
  for (std::size_t at : {std::size_t{0}, std::size_t{3}, kRecords - 1}) {
    auto damaged = records();
    flip(damaged[at].core, damaged[at].core.size() / 2);
    expect_damage_at(at, damaged, "core " + std::to_string(at));
  }
}

TEST_F(LogCheckTest, AFlippedBitOfWordsIsFoundWhereItIs) {
  auto damaged = records();
  flip(damaged[1].words, damaged[1].words.size() - 1);
  expect_damage_at(1, damaged, "words");
}

TEST_F(LogCheckTest, NoBitOfAnEntryCanChangeButThoseOfItsTime) {
  auto whole = records();
  whole.resize(5);
  for (std::size_t byte = 0; byte < kEntryBytes; ++byte) {
    if (byte >= 25 && byte < 33) continue;  // the time of recording: only the tree holds it
    auto damaged = whole;
    flip(damaged[1].entry, byte);
    expect_damage_at(1, damaged, "byte " + std::to_string(byte));
  }
}

TEST_F(LogCheckTest, RecordedTimeThatStepsBackIsFound) {
  auto damaged = records();
  Entry entry = decode_entry(damaged[4].entry).value();
  entry.recorded_at = Micros(entry.recorded_at.value() - 1);
  damaged[4].entry = encode_entry(entry);
  expect_damage_at(4, damaged, "time");
}

TEST_F(LogCheckTest, ARecordThatIsLeftOutOrComesTwiceIsFound) {
  auto without = records();
  without.erase(without.begin() + 1);
  expect_damage_at(2, without, "left out");
  auto twice = records();
  twice.insert(twice.begin() + 2, twice[1]);
  expect_damage_at(2, twice, "twice");
}

TEST_F(LogCheckTest, RemovedWordsAreCountedNotReported) {
  auto forgotten = records();
  forgotten[1].words.clear();
  forgotten[3].words.clear();
  EXPECT_EQ(check(forgotten).value().words_removed, 2U);
}

TEST_F(LogCheckTest, TheCountsOfALogAreByTypeAndItsTimesFromFirstToLast) {
  const LogStat stat = stat_log(log(), kPartition, {}).value();
  EXPECT_EQ(stat.records, kRecords);
  EXPECT_EQ(stat.streams, 3U);
  EXPECT_THAT(stat.types, ElementsAre(Pair("contact.ended", 1U), Pair("contact.started", 2U),
                                      Pair("message.exchanged", kLong + 2)));
  std::uint64_t entries_and_cores = 0, words = 0;
  for (const LogRecord& record : records()) {
    entries_and_cores += record.entry.size() + record.core.size();
    words += record.words.size();
  }
  EXPECT_EQ(stat.entry_and_core_bytes, entries_and_cores);
  EXPECT_EQ(stat.words_bytes, words);
  EXPECT_EQ(stat.first_recorded, kEleven);
  EXPECT_EQ(stat.last_recorded, Micros(kEleven.value() + 2 * kHour));
  EXPECT_EQ(stat.first_occurred, kEleven);
  EXPECT_EQ(stat.last_occurred, kEleven);
}

TEST_F(LogCheckTest, AnEmptyLogHasNoTimes) {
  MemoryLog empty;
  const LogStat stat = stat_log(empty, kPartition, {}).value();
  EXPECT_EQ(stat.records, 0U);
  EXPECT_EQ(stat.first_recorded, std::nullopt);
  EXPECT_EQ(stat.last_occurred, std::nullopt);
}

}  // namespace
}  // namespace dangol
