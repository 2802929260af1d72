// A store that is closed and opened again in one process, as after a write that failed.
#include <memory>

#include <gtest/gtest.h>

#include "store/store.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::FileOp;

constexpr PartitionId kOnly{0};

class Reopen : public testing::Test {
 protected:
  void SetUp() override {
    Store::Options options;
    options.key_file = dir_ / "key";
    options.env = files_.env();
    auto opened = Store::open(dir_ / "store", options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }

  test::FaultFiles files_;
  test::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(Reopen, after_a_failed_write_the_store_serves_again_under_the_same_lock) {
  Claim before = store_->log().claim(kOnly).value();
  files_.fail({.op = FileOp::kSync, .path = "log/"});
  EXPECT_FALSE(store_->log().claim(kOnly).ok());
  files_.heal();

  Status reopened = store_->reopen();

  ASSERT_TRUE(reopened.ok()) << reopened.error().message;
  EXPECT_GT(store_->log().claim(kOnly).value().epoch, before.epoch);
  Store::Options second;
  second.key_file = dir_ / "key";
  EXPECT_EQ(Store::open(dir_ / "store", second).error().code, ErrorCode::kInUse);
}

TEST_F(Reopen, what_cannot_be_opened_yet_can_be_tried_again) {
  fs::rename(dir_ / "key", dir_ / "elsewhere");
  EXPECT_FALSE(store_->reopen().ok());
  EXPECT_FALSE(store_->reopen().ok());
  fs::rename(dir_ / "elsewhere", dir_ / "key");

  Status reopened = store_->reopen();

  ASSERT_TRUE(reopened.ok()) << reopened.error().message;
  EXPECT_TRUE(store_->log().claim(kOnly).ok());
}

TEST_F(Reopen, what_was_recorded_is_there_afterwards) {
  StreamToken kim = store_->vault().token_of("customer/kim").value();
  ASSERT_TRUE(store_->vault().sync().ok());
  StreamToken lee = store_->vault().token_of("customer/lee").value();  // never synced

  ASSERT_TRUE(store_->reopen().ok());

  EXPECT_EQ(store_->vault().find("customer/kim").value(), kim);
  EXPECT_EQ(store_->vault().find("customer/lee").value(), std::nullopt);
  EXPECT_EQ(store_->vault().subject_of(lee).value(), std::nullopt);
}

TEST_F(Reopen, the_right_to_write_stays_where_it_is) {
  auto writing = store_->begin_writing();
  ASSERT_TRUE(store_->reopen().ok());
  EXPECT_FALSE(store_->begin_writing().has_value());
}

}  // namespace
}  // namespace dangol
