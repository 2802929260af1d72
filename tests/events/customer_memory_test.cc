// What the state says it weighs.
#include "events/customer_memory.h"

#include <gtest/gtest.h>

#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

Stream a_stream_of(int contacts) {
  Stream s;
  for (int n = 0; n < contacts; ++n) {
    const std::string tag = std::to_string(n);
    s.at("10:00").record(contact_started("contact " + tag));
    s.at("10:01").record(agent_joined("contact " + tag, "ann"));
    s.at("10:02").record(issue_opened("issue " + tag, "desk"));
    s.at("10:03").record(action_taken("issue " + tag, "action " + tag));
    s.at("10:04").record(contact_ended("contact " + tag));
  }
  return s;
}

TEST(StateMemoryTest, AnEmptyStateWeighsItsObject) {
  EXPECT_EQ(memory_bytes(Customer()), sizeof(Customer));
}

TEST(StateMemoryTest, EveryTypeWeighsSomething) {
  Stream s;
  std::size_t before = memory_bytes(s.customer);
  for (const auto& [name, fill] : every_type()) s.at("10:00").record(fill);
  EXPECT_GT(memory_bytes(s.customer), before + encode_state(s.customer).size());
}

TEST(StateMemoryTest, GrowsWithWhatIsKept) {
  const std::size_t few = memory_bytes(a_stream_of(50).customer);
  const std::size_t many = memory_bytes(a_stream_of(1000).customer);
  EXPECT_GT(many, few * 10);
  EXPECT_LT(many, few * 40);
}

// Many entities are not all looked at; what is left out is near to those that are.
TEST(StateMemoryTest, OfManyEntitiesTheEstimateIsNearToTheSumOfAll) {
  const Customer grown = a_stream_of(1000).customer;
  const Customer copy = grown;  // no vector larger than it must be
  Customer without = copy;
  std::size_t steps = 0;
  for (Issue& issue : without.issues.rows()) {
    steps += issue.steps.size() * sizeof(IssueStep);
    std::vector<IssueStep>().swap(issue.steps);
  }
  EXPECT_NEAR(static_cast<double>(memory_bytes(copy)),
              static_cast<double>(memory_bytes(without) + steps), static_cast<double>(steps) / 10);
}

}  // namespace
}  // namespace dangol
