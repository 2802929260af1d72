// Somebody with the disk, and without the signing key, writes a log anew with everything that hangs together:
// cores, entries, chains, tiles, frames and their roots. It agrees with itself, and not with what was signed;
// the sentence says between which records the change lies.
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/log_check.h"
#include "store/memory_log.h"
#include "tests/support/grown_log.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

constexpr PartitionId kPartition{0};

class ForgedLog : public testing::Test {
 protected:
  using Records = std::vector<LogRecord>;
  static constexpr std::uint64_t kFrames = 8;

  // The same records after `change`, and all that follows from them made anew.
  std::string said_after(const std::function<void(Records&)>& change) {
    Records records;
    auto cursor = log_.read({kPartition, Position()}, ReadWords::kYes);
    for (LogCursor::Item item; cursor->next(item).value();) {
      records.push_back({std::string(item.entry), std::string(item.core), std::string(item.words)});
    }
    change(records);
    MemoryLog forged;
    write_anew(forged, records);
    LogCheckOptions options;
    options.tiles = options.frames = true;
    const auto alone = check_log(forged, kPartition, {}, options);
    EXPECT_TRUE(alone.ok()) << "it agrees with itself: " << alone.error().message;
    for (const std::uint64_t size : {300, 600}) {
      options.roots.push_back({size, grown_.roots.at(size), "the checkpoint"});
    }
    const auto checked = check_log(forged, kPartition, {}, options);
    EXPECT_FALSE(checked.ok());
    return checked.ok() ? "" : checked.error().message;
  }

  static void write_anew(EventLog& log, const Records& records) {
    const Claim claim = log.claim(kPartition).value();
    LogTree tree;
    std::map<StreamToken, Entry> last;
    for (auto next = records.begin(); next != records.end();) {
      Frame frame;
      frame.first = Position(tree.size());
      while (frame.records.size() < kGrownFrame && next != records.end()) {
        LogRecord record = *next++;
        const Entry was = decode_entry(record.entry).value();
        const Entry& before = last[was.stream];
        Entry entry =
            next_entry(was.stream, before.version.next(), before.chain, record.core, record.words);
        entry.recorded_at = was.recorded_at;
        last[was.stream] = entry;
        record.entry = encode_entry(entry);
        tree.add(record.entry, frame.tiles);
        frame.records.push_back(std::move(record));
      }
      frame.tree_root = tree.root().view();
      log.append(claim, frame, [](Append) {});
    }
  }

  static constexpr const char* kSentence =
      "the first 600 records are not those that the checkpoint speaks of, though the first 300 are "
      "what they were";
  MemoryLog log_;
  GrownLog grown_{log_, kFrames};
};

TEST_F(ForgedLog, WithAnotherRecordIsFound) {
  EXPECT_THAT(said_after([](Records& records) { records[450].core = "another core"; }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, WithOtherWordsIsFound) {
  EXPECT_THAT(said_after([](Records& records) { records[450].words = "other words"; }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, WithoutOneRecordIsFound) {
  EXPECT_THAT(said_after([](Records& records) { records.erase(records.begin() + 450); }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, WithoutTheLastRecordOfAPersonIsFound) {
  // The streams take turns: the one of 0:599 has no record behind it among those that were signed.
  EXPECT_THAT(said_after([](Records& records) {
                records.resize(600);
                records.erase(records.begin() + 599);
              }),
              HasSubstr("the log has 599 records, but the checkpoint is of 600: the newest are "
                        "missing"));
  EXPECT_THAT(said_after([](Records& records) { records.erase(records.begin() + 599); }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, WithTwoRecordsInEachOthersPlaceIsFound) {
  EXPECT_THAT(said_after([](Records& records) { std::swap(records[450], records[451]); }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, WithARecordThatWasPutInIsFound) {
  EXPECT_THAT(said_after([](Records& records) {
                LogRecord one = records[450];
                one.core = "what was never said";
                records.insert(records.begin() + 451, one);
              }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, RecordedAtAnotherTimeIsFound) {
  EXPECT_THAT(said_after([](Records& records) {
                for (std::size_t at = 400; at < 500; ++at) {
                  Entry entry = decode_entry(records[at].entry).value();
                  entry.recorded_at = decode_entry(records[399].entry).value().recorded_at;
                  records[at].entry = encode_entry(entry);
                }
              }),
              HasSubstr(kSentence));
}

TEST_F(ForgedLog, ThatIsNotForgedAgreesWithWhatWasSigned) {
  LogCheckOptions options;
  options.tiles = options.frames = true;
  for (const auto& [size, root] : grown_.roots) options.roots.push_back({size, root, "it"});
  EXPECT_TRUE(check_log(log_, kPartition, {}, options).ok());
}

}  // namespace
}  // namespace dangol::test
