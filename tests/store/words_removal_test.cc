// That words which are removed are in no file of the log any more, and what that rewrites.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "store/rocksdb_log.h"
#include "tests/store/log_support.h"
#include "tests/support/database_files.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

constexpr PartitionId kOnly{0};

std::string planted(std::uint64_t position) {
  return "planted-" + std::to_string(position) + "-words";
}

class WordsRemovalTest : public testing::Test {
 protected:
  void reopen() {
    log_.reset();
    auto opened = RocksDbLog::open(dir_.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    log_ = std::move(opened).value();
    claim_ = log_->claim(kOnly).value();
  }
  void SetUp() override { reopen(); }

  void append_planted(std::uint64_t count) {
    Frame frame = test::frame_of(log_->size(kOnly).value().value(), count);
    std::uint64_t position = frame.first.value();
    for (LogRecord& record : frame.records) record.words = planted(position++);
    ASSERT_EQ(test::append(*log_, claim_, std::move(frame)), Append::kStored);
  }
  // Brings what is in memory to a table; opening recovers it there.
  void next_table(std::uint64_t count) {
    append_planted(count);
    reopen();
  }
  bool on_disk(std::uint64_t position) {
    return test::bytes_below(dir_.path()).find(planted(position)) != std::string::npos;
  }
  std::string words_at(std::uint64_t position) {
    return log_->get(kOnly, {Position(position)}, ReadWords::kYes).value().front().words;
  }

  test::TempDir dir_;
  std::unique_ptr<RocksDbLog> log_;
  Claim claim_;
};

TEST_F(WordsRemovalTest, LeavesNothingInTheWriteAheadLogNorInATable) {
  append_planted(100);
  ASSERT_TRUE(on_disk(17));

  ASSERT_TRUE(log_->remove_words(claim_, {Position(17), Position(18)}).ok());

  EXPECT_FALSE(on_disk(17));
  EXPECT_FALSE(on_disk(18));
  EXPECT_TRUE(on_disk(16));
  EXPECT_EQ(words_at(17), "");
  EXPECT_EQ(words_at(16), planted(16));
}

TEST_F(WordsRemovalTest, FindsThemInEveryTableAndLeavesTablesThatHoldNoneAsTheyAre) {
  for (int tables = 0; tables < 4; ++tables) next_table(50);
  const auto before = test::database_files(dir_.path(), ".sst");

  ASSERT_TRUE(
      log_->remove_words(claim_, {Position(10), Position(49), Position(50), Position(170)}).ok());

  for (std::uint64_t gone : {10, 49, 50, 170}) EXPECT_FALSE(on_disk(gone)) << gone;
  for (std::uint64_t stays : {0, 9, 11, 48, 51, 100, 149, 169, 171, 199}) {
    EXPECT_TRUE(on_disk(stays)) << stays;
    EXPECT_EQ(words_at(stays), planted(stays));
  }
  reopen();
  EXPECT_EQ(words_at(50), "");
  EXPECT_EQ(words_at(51), planted(51));
  EXPECT_FALSE(before.empty());
}

TEST_F(WordsRemovalTest, EmptiesATableOfWhichEveryRecordIsRemoved) {
  next_table(20);
  next_table(20);
  std::vector<Position> all;
  for (std::uint64_t position = 0; position < 20; ++position) all.push_back(Position(position));

  ASSERT_TRUE(log_->remove_words(claim_, all).ok());

  for (std::uint64_t gone = 0; gone < 20; ++gone) EXPECT_FALSE(on_disk(gone));
  reopen();
  EXPECT_EQ(words_at(0), "");
  EXPECT_EQ(words_at(20), planted(20));
  EXPECT_EQ(log_->size(kOnly).value(), Position(40));
}

TEST_F(WordsRemovalTest, AnAppendAfterwardsIsRemovedLikeTheFirst) {
  append_planted(10);
  ASSERT_TRUE(log_->remove_words(claim_, {Position(0)}).ok());
  append_planted(10);

  ASSERT_TRUE(log_->remove_words(claim_, {Position(1), Position(10)}).ok());

  for (std::uint64_t gone : {0, 1, 10}) EXPECT_FALSE(on_disk(gone)) << gone;
  EXPECT_TRUE(on_disk(11));
}

}  // namespace
}  // namespace dangol
