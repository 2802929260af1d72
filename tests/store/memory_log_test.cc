#include "store/memory_log.h"

#include <gtest/gtest.h>

#include "tests/store/log_support.h"

namespace dangol {
namespace {

using test::append;
using test::frame_of;

constexpr PartitionId kOne{1};

class MemoryLogFaults : public testing::Test {
 protected:
  MemoryLog log_{3};
  Claim claim_ = log_.claim(kOne).value();
};

TEST_F(MemoryLogFaults, unknown_but_stored_shows_the_frame_after_a_new_claim) {
  log_.fail_next_append(kOne, AppendFault::kUnknownStored);

  EXPECT_EQ(append(log_, claim_, frame_of(0, 4)), Append::kUnknown);

  Claim next = log_.claim(kOne).value();
  EXPECT_EQ(log_.resolve(kOne).value()->epoch, claim_.epoch);
  EXPECT_EQ(log_.size(kOne).value(), Position(4));
  EXPECT_EQ(append(log_, next, frame_of(4, 1)), Append::kStored);
}

TEST_F(MemoryLogFaults, unknown_and_not_stored_leaves_the_log_as_it_was) {
  append(log_, claim_, frame_of(0, 2));
  log_.fail_next_append(kOne, AppendFault::kUnknownNotStored);

  EXPECT_EQ(append(log_, claim_, frame_of(2, 4)), Append::kUnknown);

  Claim next = log_.claim(kOne).value();
  EXPECT_EQ(log_.size(kOne).value(), Position(2));
  EXPECT_EQ(log_.resolve(kOne).value()->index, FrameIndex(1));
  EXPECT_EQ(append(log_, next, frame_of(2, 4)), Append::kStored);
}

TEST_F(MemoryLogFaults, after_unknown_every_append_is_refused_until_a_new_claim) {
  log_.fail_next_append(kOne, AppendFault::kUnknownNotStored);
  append(log_, claim_, frame_of(0, 1));

  EXPECT_EQ(append(log_, claim_, frame_of(0, 1)), Append::kRefused);
  EXPECT_EQ(log_.size(kOne).value(), Position(0));
}

TEST_F(MemoryLogFaults, fenced_means_that_somebody_else_has_the_partition_now) {
  log_.fail_next_append(kOne, AppendFault::kFenced);

  EXPECT_EQ(append(log_, claim_, frame_of(0, 1)), Append::kFenced);
  EXPECT_EQ(append(log_, claim_, frame_of(0, 1)), Append::kFenced);
  EXPECT_EQ(log_.size(kOne).value(), Position(0));
  EXPECT_GT(log_.claim(kOne).value().epoch.value(), claim_.epoch.value() + 1);
}

TEST_F(MemoryLogFaults, a_fault_hits_its_partition_only_and_only_once) {
  PartitionId two(2);
  Claim other = log_.claim(two).value();
  log_.fail_next_append(kOne, AppendFault::kUnknownNotStored);

  EXPECT_EQ(append(log_, other, frame_of(0, 1)), Append::kStored);
  EXPECT_EQ(append(log_, claim_, frame_of(0, 1)), Append::kUnknown);
  Claim next = log_.claim(kOne).value();
  EXPECT_EQ(append(log_, next, frame_of(0, 1)), Append::kStored);
}

}  // namespace
}  // namespace dangol
