// Room on the disk: what is refused, and what becomes of the reserve.
#include "store/disk_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::uint64_t kMiB = 1 << 20;

class DiskSpaceTest : public testing::Test {
 protected:
  // A disk of 1,000 MiB: its mark is 10 MiB, its reserve 2.5.
  DiskSpaceOptions small_disk() {
    DiskSpaceOptions options;
    options.measure = [this](const fs::path&) {
      return Result<FileSystemSize>(FileSystemSize{1000 * kMiB, free_});
    };
    return options;
  }
  bool reserve_is_there() const { return fs::exists(dir_ / "reserve"); }

  test::TempDir dir_;
  std::uint64_t free_ = 500 * kMiB;
  std::unique_ptr<DiskSpace> disk_ = std::make_unique<DiskSpace>(dir_.path(), small_disk());
};

TEST_F(DiskSpaceTest, with_room_a_reserve_is_laid_out_and_admission_is_open) {
  disk_->before_opening();
  disk_->after_opening();

  EXPECT_TRUE(disk_->room().ok());
  EXPECT_EQ(fs::file_size(dir_ / "reserve"), 10 * kMiB / 4);
}

TEST_F(DiskSpaceTest, below_the_mark_the_sentence_names_the_disk_and_what_is_kept) {
  disk_->after_opening();
  free_ = 10 * kMiB - 1;

  Status room = disk_->room();

  ASSERT_FALSE(room.ok());
  EXPECT_EQ(room.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(room.error().message,
              HasSubstr(dir_.path().string() + " has 9 MiB free, and 10 MiB"));
  EXPECT_TRUE(reserve_is_there()) << "it is for the next opening, not for appends";
}

TEST_F(DiskSpaceTest, an_opening_on_a_full_disk_gets_the_reserve) {
  disk_->after_opening();
  free_ = 0;
  disk_->before_opening();
  EXPECT_FALSE(reserve_is_there());

  disk_->after_opening();

  EXPECT_FALSE(reserve_is_there()) << "there is no room for it yet";
  EXPECT_FALSE(disk_->room().ok());
}

TEST_F(DiskSpaceTest, when_there_is_room_for_mark_and_reserve_both_are_back) {
  free_ = 0;
  disk_->before_opening();
  free_ = 11 * kMiB;  // the mark alone
  EXPECT_FALSE(disk_->room().ok());

  free_ = 13 * kMiB;

  EXPECT_TRUE(disk_->room().ok());
  EXPECT_TRUE(reserve_is_there());
  free_ = 10 * kMiB;  // what is left of it
  EXPECT_TRUE(disk_->room().ok());
}

TEST_F(DiskSpaceTest, the_reserve_of_an_earlier_run_is_counted_once) {
  disk_->after_opening();
  disk_ = std::make_unique<DiskSpace>(dir_.path(), small_disk());
  free_ = 11 * kMiB;

  disk_->before_opening();

  EXPECT_TRUE(disk_->room().ok());
}

TEST_F(DiskSpaceTest, a_large_disk_keeps_no_more_than_a_fixed_mark) {
  DiskSpaceOptions options;
  options.reserve_bytes = 0;
  options.measure = [this](const fs::path&) {
    return Result<FileSystemSize>(FileSystemSize{1ULL << 50, free_});
  };
  DiskSpace large(dir_.path(), options);
  free_ = kLowWaterBytes;
  EXPECT_TRUE(large.room().ok());
  EXPECT_FALSE(reserve_is_there());
  free_ = kLowWaterBytes - 1;
  EXPECT_FALSE(large.room().ok());
}

TEST_F(DiskSpaceTest, the_disk_itself_is_measured) {
  auto size = measure_file_system(dir_.path());
  ASSERT_TRUE(size.ok());
  EXPECT_GT(size.value().total_bytes, size.value().free_bytes);

  auto nowhere = measure_file_system(dir_ / "nowhere");
  EXPECT_EQ(nowhere.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace dangol
