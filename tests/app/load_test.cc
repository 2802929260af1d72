// The load generator: what it sends is as it was ordered, and what it tells is right.
#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/limits.h"
#include "app/load/http_load.h"
#include "app/load/presets.h"
#include "app/load/rpc_load.h"
#include "events/cloudevents.h"
#include "gateway/http/server.h"
#include "tests/support/care.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(LatenciesTest, PercentilesAreRightToAThousandth) {
  std::mt19937_64 random(7);
  Latencies all;
  std::vector<std::uint64_t> sorted;
  for (int i = 0; i < 100'000; ++i) {
    const auto micros = static_cast<std::uint64_t>(
        std::exp2(std::uniform_real_distribution<double>(0, 34)(random)));
    all.add(micros);
    sorted.push_back(micros);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const double percent : {0.1, 1.0, 50.0, 90.0, 99.0, 99.9}) {
    const auto at = static_cast<std::size_t>(std::ceil(percent / 100 * 100'000)) - 1;
    const auto exact = static_cast<double>(sorted[at]);
    EXPECT_NEAR(static_cast<double>(all.percentile(percent)), exact, exact / 1000 + 1) << percent;
  }
  EXPECT_EQ(all.percentile(100), sorted.back());
  EXPECT_EQ(Latencies().percentile(50), 0u);
}

TEST(LatenciesTest, OfSeveralThreadsAreThoseOfAll) {
  Latencies slow, fast;
  for (int i = 0; i < 99; ++i) fast.add(10);
  slow.add(5000);
  fast.add_all(slow);
  EXPECT_EQ(fast.count(), 100u);
  EXPECT_EQ(fast.percentile(99), 10u);
  EXPECT_NEAR(static_cast<double>(fast.percentile(99.5)), 5000, 5);
}

TEST(LatenciesTest, TakesTheLongestTimeThereIs) {
  Latencies all;
  all.add(~std::uint64_t{0});
  EXPECT_EQ(all.max(), ~std::uint64_t{0});
  EXPECT_GT(all.percentile(50), 0u);
}

TEST(WorkloadTest, OneSeedGivesTheSameEventsAndSendersNeverTheSame) {
  Workload workload;
  workload.run = "r";
  const Popularity popularity(workload);
  EventMaker first(workload, popularity, 0), same(workload, popularity, 0),
      other(workload, popularity, 1);
  for (int i = 0; i < 20; ++i) {
    const std::string event = first.next();
    EXPECT_EQ(event, same.next());
    EXPECT_NE(event, other.next());
  }
}

TEST(WorkloadTest, AnEventIsTheSameAsJsonAndAsItIsSent) {
  Workload workload;
  workload.run = "r";
  const Popularity popularity(workload);
  EventMaker as_json(workload, popularity, 0), as_sent(workload, popularity, 0);
  for (int i = 0; i < 8; ++i) {
    const SentEvent read = CloudEventsReader().read(as_json.next()).value();
    const SentEvent sent = as_sent.next_sent();
    EXPECT_EQ(read.event.view(), sent.event.view());
    EXPECT_EQ(read.subject, sent.subject);
  }
}

TEST(WorkloadTest, ByZipfTheFirstCustomerComesFarMoreOften) {
  Workload workload;
  workload.customers = 1000;
  std::mt19937_64 random(1);
  const auto share_of_first = [&] {
    const Popularity popularity(workload);
    int first = 0;
    for (int i = 0; i < 20'000; ++i) first += popularity.pick(random) == 0 ? 1 : 0;
    return first / 20'000.0;
  };
  EXPECT_NEAR(share_of_first(), 0.001, 0.001);
  workload.zipf = 1;  // 1 / H(1000) = 0.1336
  EXPECT_NEAR(share_of_first(), 0.1336, 0.01);
}

class LoadTest : public testing::Test {
 protected:
  void SetUp() override {
    care.start();
    serving = std::make_unique<Serving>(*care.engine, care.dir(), nullptr, nullptr);
    server = HttpServer::start(*serving, {.listen = "127.0.0.1:0",
                                          .rpc_listen = "127.0.0.1:0",
                                          .gate = {.insecure_account = "ann"}})
                 .value();
    plan.server = fmt::format("127.0.0.1:{}", server->port());
    plan.workload.run = "r";
    plan.workload.customers = 10;
    plan.time = std::chrono::minutes(10);  // the events end it
  }
  LoadResult run() {
    auto result = run_load(plan);
    EXPECT_TRUE(result.ok()) << result.error().message;
    return std::move(result).value();
  }

  Care care;
  std::unique_ptr<Serving> serving;
  std::unique_ptr<HttpServer> server;
  LoadPlan plan;
};

TEST_F(LoadTest, SendsWhatWasOrderedAndTellsWhatBecameOfIt) {
  plan.connections = 4;
  plan.threads = 2;
  plan.events = 200;
  const LoadResult first = run();
  EXPECT_THAT(first.outcomes, ElementsAre(Pair("recorded", 200u)));
  EXPECT_THAT(first.statuses, ElementsAre(Pair(201u, 200u)));
  EXPECT_EQ(first.appends.count(), 200u);
  EXPECT_EQ(first.broken, 0u);
  EXPECT_EQ(care.log_size(), 200u);
}

TEST_F(LoadTest, TheSameRunAgainIsAllDuplicates) {
  plan.connections = 1;
  plan.batch = 50;
  plan.events = 100;
  run();
  EXPECT_THAT(run().outcomes, ElementsAre(Pair("duplicate", 100u)));
}

TEST_F(LoadTest, ByARateEventsAreSentAtTheirTimes) {
  plan.connections = 2;
  plan.rate = 1000;
  plan.events = 100;
  plan.reads = 0.5;
  const LoadResult result = run();
  EXPECT_THAT(result.outcomes, ElementsAre(Pair("recorded", 100u)));
  EXPECT_GT(result.reads.count(), 0u);
  EXPECT_GE(result.seconds, 0.1) << "as the rate says, whatever the server could do";
}

class RpcLoadTest : public LoadTest {
 protected:
  void SetUp() override {
    LoadTest::SetUp();
    plan.server = fmt::format("127.0.0.1:{}", server->rpc_port());
  }
  LoadResult run() {
    auto result = run_rpc_load(plan);
    EXPECT_TRUE(result.ok()) << result.error().message;
    return std::move(result).value();
  }
};

TEST_F(RpcLoadTest, SendsWhatWasOrderedAndTellsWhatBecameOfIt) {
  plan.connections = 4;
  plan.threads = 2;
  plan.batch = 10;
  plan.events = 200;
  const LoadResult first = run();
  EXPECT_THAT(first.outcomes, ElementsAre(Pair("recorded", 200u)));
  EXPECT_EQ(first.appends.count(), 20u);
  EXPECT_EQ(care.log_size(), 200u);
}

TEST_F(RpcLoadTest, TheSameRunAgainIsAllDuplicates) {
  plan.connections = 1;
  plan.batch = 50;
  plan.events = 100;
  run();
  EXPECT_THAT(run().outcomes, ElementsAre(Pair("duplicate", 100u)));
}

TEST_F(RpcLoadTest, ByARateEventsAreSentAtTheirTimes) {
  plan.connections = 2;
  plan.rate = 1000;
  plan.events = 100;
  const LoadResult result = run();
  EXPECT_THAT(result.outcomes, ElementsAre(Pair("recorded", 100u)));
  EXPECT_GE(result.seconds, 0.095) << "as the rate says, whatever the server could do";
}

TEST_F(RpcLoadTest, OverRpcTooManySendersAreRefused) {
  plan.connections = kMaxLoadThreads;
  plan.feeds = 1;
  EXPECT_EQ(run_rpc_load(plan).error().code, ErrorCode::kUsage);
  EXPECT_EQ(run_load(plan).error().code, ErrorCode::kUsage) << "feeds are read over RPC";
}

TEST_F(RpcLoadTest, SaysThatNobodyListens) {
  server.reset();
  EXPECT_EQ(run_rpc_load(plan).error().code, ErrorCode::kUnavailable);
}

TEST(LoadPresetsTest, AreFoundByTheirNames) {
  ASSERT_NE(find_preset("concurrent_writers"), nullptr);
  EXPECT_EQ(find_preset("concurrent_writers")->event_bytes, 256u);
  EXPECT_EQ(find_preset("nothing"), nullptr);
}

TEST_F(LoadTest, SaysThatNobodyListens) {
  server.reset();
  const auto result = run_load(plan);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  plan.batch = kMaxBatchEvents + 1;
  EXPECT_EQ(run_load(plan).error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace dangol::test
