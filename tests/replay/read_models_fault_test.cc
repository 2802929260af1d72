// Read models on disks that fail, and beside a log that grows.
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "tests/replay/read_models_fixture.h"
#include "tests/support/fault_files.h"

namespace dangol::test {
namespace {

class ReadModelsOnABadDisk : public ReadModelsTest {
 protected:
  // Asks for the steps; what is met is met.
  void try_steps() { static_cast<void>(models().steps("every", {})); }
  // A disk that is well again, and read models that are opened again.
  void expect_all_is_there() {
    close();
    options_.env = nullptr;
    EXPECT_EQ(persons(*steps()), from_log());
    close();
  }
};

TEST_F(ReadModelsOnABadDisk, AnyWriteThatFailsLosesNothing) {
  for (int after = 0; after < 40; after += 5) {
    FaultFiles files;
    append(45);
    files.fail({.op = after % 2 == 0 ? FileOp::kAppend : FileOp::kSync,
                .path = "projections",
                .times = 1,
                .after = after});
    options_.env = files.env();
    try_steps();
    append(45);
    try_steps();
    expect_all_is_there();
  }
}

TEST_F(ReadModelsOnABadDisk, PowerThatGoesAtAnyMomentLosesNothing) {
  std::mt19937 random(5);
  for (int round = 0; round < 6; ++round) {
    FaultFiles files;
    append(20);
    options_.env = files.env();
    options_.slice_records = 10 + random() % 40;
    std::thread asking([&] {
      for (int i = 0; i < 3; ++i) try_steps();
    });
    for (std::size_t spin = random() % 2000; spin > 0; --spin) std::this_thread::yield();
    files.lose_power();
    asking.join();
    close();
    files.restore_power({.sectors = &random});
    expect_all_is_there();
  }
}

TEST_F(ReadModelsTest, BesideALogThatGrowsTheyFollowWithoutBeingAsked) {
  options_.live = true;
  append(30);
  const auto before = steps();
  store_.engine().on_settled([this](const Settled&) { models().settled(); });
  append(100);
  const auto behind = [&] {
    for (const ReadModelHealth& health : models().health()) {
      if (health.end != store_.size()) return true;
    }
    return false;
  };
  while (behind()) std::this_thread::yield();
  store_.engine().on_settled({});
  EXPECT_EQ(persons(*steps()), from_log());
}

}  // namespace
}  // namespace dangol::test
