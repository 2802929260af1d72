// A simulation that finds nothing wrong says something only if it would find what is wrong: each promise is switched
// off alone, and that is found.
#include "tests/simulation/mutation.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "tests/simulation/simulation.h"

namespace dangol::simulation {
namespace {

constexpr std::uint64_t kSeeds = 1'000;

class MutationTest : public testing::TestWithParam<std::size_t> {
 protected:
  void TearDown() override { switch_off({}); }
};

TEST_P(MutationTest, IsFound) {
  const Mutation& mutation = mutations()[GetParam()];
  ASSERT_TRUE(switch_off(mutation.name));
  const Caught caught = catch_mutation({Ground::kMemory, Ground::kDisk}, 1, kSeeds);
  EXPECT_GT(caught.seeds, 0U) << mutation.name << ": " << mutation.meaning;
}

INSTANTIATE_TEST_SUITE_P(, MutationTest, testing::Range<std::size_t>(0, mutations().size()),
                         [](const auto& info) {
                           std::string name(mutations()[info.param].name);
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

TEST(MutationTableTest, NamesThemAll) {
  std::ifstream in(DANGOL_SOURCE_DIR "/docs/FAULTS.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  for (const Mutation& mutation : mutations()) {
    const std::string row =
        "| " + std::string(mutation.name) + " | " + std::string(mutation.meaning) + " |";
    EXPECT_NE(page.find(row), page.npos) << "docs/FAULTS.md lacks: " << row;
  }
}

}  // namespace
}  // namespace dangol::simulation
