// A disk that fills up and is freed again, under a working engine: given senders, when there is no room,
// then each is told what is certain, the engine serves again by itself, in the same process, once there
// is room, and nothing acknowledged is lost.
#include <filesystem>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "actors/engine.h"
#include "store/stream_reader.h"
#include "tests/support/desk.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::Desk;
using test::FileOp;
using test::together;
using testing::AnyOf;
using testing::HasSubstr;
using enum OutcomeCode;

constexpr PartitionId kOnly{0};
constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kMark = 4 * kMiB, kReserve = kMiB;

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    Store::Options options;
    options.key_file = dir_ / "key";
    options.env = files_.env();
    options.disk.low_water_bytes = kMark;
    options.disk.reserve_bytes = kReserve;
    options.disk.measure = [this](const fs::path&) { return measure(); };
    auto opened = Store::open(dir_ / "store", options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
    Engine::Options quickly;
    quickly.reopen_first = std::chrono::milliseconds(1);
    quickly.reopen_last = std::chrono::milliseconds(2);
    engine_ = Engine::start(*store_, quickly).value();
  }
  // The reserve lies on the real disk: the played one has as much more room when it is gone.
  Result<FileSystemSize> measure() {
    const bool there = fs::exists(dir_ / "store" / "reserve");
    if (reserve_counted_ && !there) files_.set_free_bytes(files_.free_bytes() + kReserve);
    if (!reserve_counted_ && there) files_.set_free_bytes(files_.free_bytes() - kReserve);
    reserve_counted_ = there;
    return FileSystemSize{1000 * kMiB, pretended_free_.value_or(files_.free_bytes())};
  }
  bool reserve_is_there() const { return fs::exists(dir_ / "store" / "reserve"); }
  Outcome send(SentEvent event) {
    return engine_->append_and_wait(together(std::move(event))).front();
  }
  // Sends until the answer is another than `unavailable`.
  Outcome insist(auto make_event) {
    for (;;) {
      Outcome told = send(make_event());
      if (told.code != kUnavailable) return told;
      std::this_thread::yield();
    }
  }
  std::uint64_t log_size() {
    std::uint64_t size = 0;
    Status read = engine_->read([&size](Store& store) -> Status {
      size = store.log().size(kOnly).value().value();
      return Done{};
    });
    EXPECT_TRUE(read.ok());
    return size;
  }

  test::TempDir dir_;
  test::FaultFiles files_;
  bool reserve_counted_ = false;
  std::optional<std::uint64_t> pretended_free_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  const Desk kim_{"customer/kim"};
};

TEST_F(FullDiskTest, below_the_mark_nothing_is_begun_and_reads_go_on) {
  EXPECT_EQ(send(kim_.call("e1")).code, kRecorded);
  const std::uint64_t generation = engine_->health().generation;
  files_.set_free_bytes(kMark - 1);

  const Outcome refused = send(kim_.said("e2", "hello"));

  EXPECT_EQ(refused.code, kUnavailable);
  EXPECT_THAT(refused.reason, HasSubstr("3 MiB free, and 4 MiB are kept free"));
  EXPECT_EQ(log_size(), 1U);
  EXPECT_TRUE(reserve_is_there());
  files_.set_free_bytes(kMark);
  EXPECT_EQ(send(kim_.said("e2", "hello")).code, kRecorded);
  EXPECT_EQ(engine_->health().generation, generation) << "a refusal costs no generation";
}

TEST_F(FullDiskTest, a_disk_that_fills_in_the_middle_of_a_batch_is_outlived) {
  EXPECT_EQ(send(kim_.call("e1")).code, kRecorded);
  // Others fill the disk between the question and the write.
  pretended_free_ = 10 * kMark;
  files_.set_free_bytes(700);
  const auto nth = [&](int i) { return kim_.said("m" + std::to_string(i), "a word or two"); };
  std::vector<SentEvent> batch;
  for (int i = 0; i < 20; ++i) batch.push_back(nth(i));

  const Outcomes told = engine_->append_and_wait(std::move(batch));

  for (const Outcome& outcome : told) EXPECT_EQ(outcome.code, kUnknown) << outcome.reason;
  pretended_free_.reset();
  const Outcome meanwhile = send(kim_.said("late", "hello"));
  EXPECT_EQ(meanwhile.code, kUnavailable);

  files_.set_free_bytes(100 * kMiB);

  EXPECT_EQ(insist([&] { return kim_.said("late", "hello"); }).code, kRecorded);
  EXPECT_EQ(insist([&] { return kim_.call("e1"); }).code, kDuplicate) << "what was acknowledged";
  const OutcomeCode again = insist([&] { return nth(0); }).code;
  EXPECT_THAT(again, AnyOf(kRecorded, kDuplicate));
  for (int i = 1; i < 20; ++i) {
    EXPECT_EQ(insist([&] { return nth(i); }).code, again) << "one frame, whole or not at all";
  }
  EXPECT_EQ(log_size(), 22U);
}

TEST_F(FullDiskTest, the_reserve_lets_a_full_store_be_opened_and_read) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(send(kim_.said(std::to_string(i), "hello")).code, kRecorded);
  pretended_free_ = 10 * kMark;
  files_.set_free_bytes(0);
  EXPECT_THAT(send(kim_.said("more", "hello")).code, AnyOf(kUnknown, kUnavailable));

  // Nobody frees anything, and reads are served again.
  pretended_free_.reset();
  while (engine_->health().generation == 1 || !engine_->health().serving) {
    std::this_thread::yield();
  }

  EXPECT_EQ(log_size(), 5U);
  EXPECT_FALSE(reserve_is_there()) << "it was needed";
  const Outcome refused = send(kim_.said("more", "hello"));
  EXPECT_EQ(refused.code, kUnavailable);
  EXPECT_THAT(refused.reason, HasSubstr("the disk under"));
  files_.set_free_bytes(100 * kMiB);
  EXPECT_EQ(insist([&] { return kim_.said("more", "hello"); }).code, kRecorded);
  EXPECT_TRUE(reserve_is_there());
}

TEST_F(FullDiskTest, a_vault_that_cannot_be_written_is_unavailable_and_nothing_is_recorded) {
  EXPECT_EQ(send(kim_.call("e1")).code, kRecorded);
  for (const bool retryable : {false, true}) {
    files_.fail({.op = FileOp::kSync, .path = "/vault/", .retryable = retryable, .times = 1});
    const Desk lee("customer/lee" + std::to_string(retryable));

    const Outcome told = send(lee.call("e1"));  // a new stream has new keys

    EXPECT_EQ(told.code, kUnavailable) << "certainly not recorded: the log was never asked";
    EXPECT_EQ(insist([&] { return lee.call("e1"); }).code, kRecorded);
  }
  EXPECT_EQ(log_size(), 3U);
}

}  // namespace
}  // namespace dangol
