// Streams that fall asleep to make room: given a budget for what is in memory, when more customers come
// than fit, then each is woken as it was, and nothing that a sender sees tells the difference.
#include <string>

#include "actors/engine.h"
#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::together;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;
using enum OutcomeCode;

class EngineSleepTest : public testing::Test {
 protected:
  void start(std::size_t awake_bytes) {
    Engine::Options options;
    options.shards = 2;
    options.awake_bytes = awake_bytes;
    care.start(options);
  }
  static Desk customer(std::size_t n) { return Desk("customer/" + std::to_string(n)); }
  // One event of each of `count` customers.
  static std::vector<SentEvent> everybody_says(std::size_t count, const std::string& id) {
    std::vector<SentEvent> events;
    for (std::size_t n = 0; n < count; ++n) events.push_back(customer(n).said(id, "hello"));
    return events;
  }

  Care care;
};

TEST_F(EngineSleepTest, MoreCustomersThanFitInMemoryAreServedInTurns) {
  constexpr std::size_t kCustomers = 300, kRounds = 5, kBudget = 100'000;
  start(kBudget);

  for (std::size_t round = 1; round <= kRounds; ++round) {
    const Outcomes outcomes =
        care.engine->append_and_wait(everybody_says(kCustomers, std::to_string(round)));
    EXPECT_THAT(codes(outcomes), Each(kRecorded));
    for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.version, Version(round));
  }
  // Whatever shard these are on, who settled meanwhile falls asleep.
  for (std::size_t n = 0; n < 8; ++n) care.send(customer(n).said("last", "hello"));

  const EngineHealth health = care.engine->health();
  EXPECT_GT(health.fell_asleep, kCustomers) << "the budget was never reached";
  EXPECT_LT(health.awake_streams, kCustomers / 2);
  EXPECT_EQ(care.log_size(), kCustomers * kRounds + 8);
}

TEST_F(EngineSleepTest, WhoSleptKnowsWhatWasSaidBefore) {
  start(1);  // nobody stays awake longer than they must
  care.send(customer(1).call("e1"), customer(2).call("e1"));
  care.send(customer(3).call("e1"));
  care.send(customer(4).call("e1"));

  const Outcomes outcomes =
      care.send(customer(1).call("e1"), customer(1).call("e1", "another"),
                customer(1).said("e2", "hello", {{"expectedversion", R"("1")"}}),
                customer(1).said("e3", "hello", {{"expectedversion", R"("1")"}}));

  EXPECT_THAT(codes(outcomes), ElementsAre(kDuplicate, kConflict, kRecorded, kStale));
  EXPECT_GT(care.engine->health().fell_asleep, 0U);
  EXPECT_THAT(care.records("customer/1"), SizeIs(2));
}

TEST_F(EngineSleepTest, EventsSentWithoutWaitingKeepTheirOrderOverManyNaps) {
  start(1);
  constexpr std::size_t kBatches = 200;
  std::atomic<std::size_t> wrong = 0;
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    auto events = everybody_says(8, std::to_string(batch));
    Status admitted = care.engine->append(std::move(events), {}, [&wrong, batch](Outcomes all) {
      for (const Outcome& outcome : all) {
        wrong += outcome.code != kRecorded || outcome.version != Version(batch + 1);
      }
    });
    ASSERT_TRUE(admitted.ok());
  }
  care.engine->drain();
  EXPECT_EQ(wrong, 0U);
  for (std::size_t n = 0; n < 8; ++n) {
    EXPECT_THAT(care.records("customer/" + std::to_string(n)), SizeIs(kBatches));
  }
}

}  // namespace
}  // namespace dangol
