// Given the product's own actors and stores on one thread, when a seed plays senders, failing writes and the end of
// the process, then nothing that was answered is lost, twice or elsewhere, and the seed plays the same again.
#include "tests/simulation/simulation.h"

#include <string>

#include <gmock/gmock.h>

namespace dangol::simulation {
namespace {

using testing::IsEmpty;

// Seeds are shared out, so that they are played side by side.
class SimulationTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr std::uint64_t kSeeds = 50;
  static void play_all(Ground ground) {
    for (std::uint64_t i = 1; i <= kSeeds; ++i) {
      const std::uint64_t seed = GetParam() * kSeeds + i;
      ASSERT_THAT(play(plan_of(seed, ground)).findings, IsEmpty())
          << "dangol_simulate --on " << to_string(ground) << " --seeds " << seed;
    }
  }
};

TEST_P(SimulationTest, NothingIsWrongWhateverBecomesOfWritesInMemory) { play_all(Ground::kMemory); }

TEST_P(SimulationTest, NothingIsWrongWhateverBecomesOfTheDisk) { play_all(Ground::kDisk); }

INSTANTIATE_TEST_SUITE_P(, SimulationTest, testing::Range<std::uint64_t>(0, 4));

TEST(SimulatedSeedTest, PlaysTheSameRunAgainInMemory) {
  for (const std::uint64_t seed : {7, 8, 9}) {
    const Report once = play(plan_of(seed, Ground::kMemory));
    const Report again = play(plan_of(seed, Ground::kMemory));
    EXPECT_GT(once.records, 0U);
    EXPECT_EQ(once.trace, again.trace);
    EXPECT_EQ(once.digest, again.digest);
  }
}

}  // namespace
}  // namespace dangol::simulation
