// The log after a loss of power: what was not synced is lost, wholly, from some byte on, or sector by
// sector. Whatever was acknowledged is there, the frame under way is there whole or not at all, and the
// log goes on.
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "store/rocksdb_log.h"
#include "tests/store/log_support.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::append;
using test::FileOp;
using test::frame_of;
using test::PowerLoss;

constexpr PartitionId kOnly{0};
constexpr std::uint64_t kSmall = 3, kLarge = 400;  // records; a large frame takes several blocks

class PowerLossTest : public testing::Test {
 protected:
  void SetUp() override { files_.skip_syncs(); }
  void open() {
    auto opened = RocksDbLog::open(dir_ / "log", {.env = files_.env(), .mark = dir_ / "mark"});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    log_ = std::move(opened).value();
    claim_ = log_->claim(kOnly).value();
  }
  std::uint64_t size() { return log_->size(kOnly).value().value(); }

  // Two frames are acknowledged, a third is under way, the power goes and comes back.
  void lose(std::uint64_t records, PowerLoss loss) {
    open();
    ASSERT_EQ(append(*log_, claim_, frame_of(size(), kSmall)), Append::kStored);
    ASSERT_EQ(append(*log_, claim_, frame_of(size(), kLarge)), Append::kStored);
    const std::uint64_t acknowledged = size();
    files_.fail({.op = FileOp::kSync, .path = ".log"});
    ASSERT_EQ(append(*log_, claim_, frame_of(acknowledged, records)), Append::kUnknown);
    files_.lose_power();
    log_.reset();
    files_.restore_power(loss);
    files_.heal();

    open();

    const std::uint64_t found = size();
    EXPECT_TRUE(found == acknowledged || found == acknowledged + records) << found;
    stored_ += found > acknowledged ? 1 : 0;
    expect_whole(found);
    log_.reset();
  }
  void expect_whole(std::uint64_t records) {
    LogCursor::Item item;
    auto cursor = log_->read({kOnly, Position(0)}, ReadWords::kYes);
    for (std::uint64_t i = 0; i < records; ++i) {
      ASSERT_TRUE(cursor->next(item).value());
      ASSERT_EQ(item.core, test::core_at(i));
      ASSERT_EQ(item.words, test::words_at(i));
    }
  }

  test::TempDir dir_;
  test::FaultFiles files_;
  std::unique_ptr<RocksDbLog> log_;
  Claim claim_;
  int stored_ = 0;  // frames under way that were there afterwards
};

TEST_F(PowerLossTest, a_frame_torn_at_any_byte_is_there_whole_or_not_at_all) {
  for (const std::uint64_t keep : {0, 1, 6, 7, 8, 19, 20, 100, 511, 512, 513}) {
    SCOPED_TRACE("kept " + std::to_string(keep));
    lose(kSmall, {.keep_bytes = keep});
  }
  for (const std::uint64_t keep : {32'760, 32'768, 32'775, 40'000}) {
    SCOPED_TRACE("kept " + std::to_string(keep) + " of a large frame");
    lose(kLarge, {.keep_bytes = keep});
  }
  EXPECT_EQ(stored_, 0);
  lose(kLarge, {.keep_bytes = 1 << 30});
  EXPECT_EQ(stored_, 1);
}

TEST_F(PowerLossTest, a_frame_that_lost_any_of_its_sectors_is_there_whole_or_not_at_all) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 8; ++round) {
    lose(round % 2 == 0 ? kLarge : kSmall, {.sectors = &random});
  }
}

}  // namespace
}  // namespace dangol
