// The engine on a store on disk: given what was recorded, when senders send, then what each is told,
// what is on the log, and what a start after a stop makes of it.
#include "actors/engine.h"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>

#include "events/limits.h"
#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::together;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using enum OutcomeCode;

class EngineTest : public testing::Test {
 protected:
  void SetUp() override { care.start(); }

  static Desk customer(std::size_t n) { return Desk("customer/" + std::to_string(n)); }
  const Desk kim{"customer/kim"}, lee{"customer/lee"};
  Care care;
};

TEST_F(EngineTest, ABatchOverManyCustomersIsRecordedInEachOnesOrder) {
  constexpr std::size_t kCustomers = 250, kEach = 4;
  std::vector<SentEvent> events;
  for (std::size_t e = 0; e < kEach; ++e) {
    for (std::size_t n = 0; n < kCustomers; ++n) {
      events.push_back(customer(n).said("m" + std::to_string(e), "hello"));
    }
  }

  const Outcomes outcomes = care.engine->append_and_wait(std::move(events));

  EXPECT_THAT(codes(outcomes), Each(kRecorded));
  std::set<Position> places;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].version, Version(i / kCustomers + 1)) << "event " << i;
    places.insert(outcomes[i].place->position);
  }
  EXPECT_THAT(places, SizeIs(kCustomers * kEach));
  EXPECT_EQ(care.log_size(), kCustomers * kEach);
  EXPECT_THAT(care.records("customer/7"), SizeIs(kEach));
}

TEST_F(EngineTest, BatchesOfOneSenderKeepTheirOrderThoughNoneIsAwaited) {
  std::mutex mutex;
  std::vector<std::uint64_t> versions;
  for (std::size_t batch = 0; batch < 40; ++batch) {
    std::vector<SentEvent> events;
    for (std::size_t e = 0; e < 5; ++e) {
      events.push_back(kim.said(std::to_string(batch * 5 + e), "hello"));
    }
    Status admitted = care.engine->append(std::move(events), {}, [&](Outcomes outcomes) {
      std::lock_guard lock(mutex);
      for (const Outcome& outcome : outcomes) versions.push_back(outcome.version->value());
    });
    ASSERT_TRUE(admitted.ok());
  }
  care.engine->drain();

  ASSERT_THAT(versions, SizeIs(200)) << "drained: everything is answered";
  for (std::size_t i = 0; i < versions.size(); ++i) EXPECT_EQ(versions[i], i + 1);
}

TEST_F(EngineTest, AnEventTwiceInOneBatchIsRecordedOnce) {
  const Outcomes outcomes = care.send(kim.call("e1"), lee.call("e1"), kim.call("e1"));
  EXPECT_THAT(codes(outcomes), ElementsAre(kRecorded, kRecorded, kDuplicate));
  EXPECT_EQ(outcomes[2].place, outcomes[0].place);
  EXPECT_EQ(outcomes[2].version, Version(1));
}

TEST_F(EngineTest, OfTwoSendersWhoExpectTheSameVersionOneIsRecorded) {
  care.send(kim.call("e1"));
  std::mutex mutex;
  std::vector<OutcomeCode> told;
  for (const char* id : {"e2", "e3"}) {
    Status admitted =
        care.engine->append(together(kim.said(id, "mine", {{"expectedversion", R"("1")"}})), {},
                            [&](Outcomes outcomes) {
                              std::lock_guard lock(mutex);
                              told.push_back(outcomes[0].code);
                            });
    ASSERT_TRUE(admitted.ok());
  }
  care.engine->drain();
  EXPECT_THAT(told, UnorderedElementsAre(kRecorded, kStale));
  EXPECT_THAT(care.records("customer/kim"), SizeIs(2));
}

TEST_F(EngineTest, AUnitIsRecordedInOneFrameOrNotAtAll) {
  AppendOptions unit;
  unit.unit = true;
  EXPECT_THAT(codes(care.engine->append_and_wait(
                  together(kim.call("e1"), kim.attributed_to("e2", "customer/lee", "c9")), unit)),
              Each(kRejected));
  EXPECT_EQ(care.log_size(), 0U);
  EXPECT_THAT(
      codes(care.engine->append_and_wait(together(kim.call("e1"), kim.said("e2", "hello")), unit)),
      Each(kRecorded));
  const auto records = care.records("customer/kim");
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].recorded_at, records[1].recorded_at);
}

TEST_F(EngineTest, ARestartGoesOnWhereTheStreamStood) {
  constexpr std::size_t kMessages = 150;  // enough for a snapshot and a tail behind it
  for (std::size_t n = 1; n <= kMessages; ++n) {
    care.send(kim.said(std::to_string(n), "message"));
  }
  ASSERT_TRUE(care.store->snapshots().get(care.stream("customer/kim")).value().has_value());
  care.now = Micros(care.now.value() - 1'000'000);
  care.reopen();
  care.start();

  const Outcomes outcomes =
      care.send(kim.said("1", "message"), kim.said("2", "other words"),
                kim.said("next", "message", {{"expectedversion", R"("150")"}}));

  EXPECT_THAT(codes(outcomes), ElementsAre(kDuplicate, kConflict, kRecorded));
  EXPECT_EQ(outcomes[0].version, Version(1));
  EXPECT_EQ(outcomes[0].place->position, Position(0));
  EXPECT_EQ(outcomes[2].version, Version(kMessages + 1));
  const auto records = care.records("customer/kim");
  ASSERT_THAT(records, SizeIs(kMessages + 1));
  EXPECT_GE(records.back().recorded_at, records.front().recorded_at) << "the clock was set back";
}

TEST_F(EngineTest, ALongStreamKnowsItsOldestEventsAfterARestart) {
  for (std::size_t batch = 0; batch < 3; ++batch) {
    std::vector<SentEvent> events;
    for (std::size_t n = 0; n < 500; ++n) {
      events.push_back(kim.said(std::to_string(batch * 500 + n), "message"));
    }
    EXPECT_THAT(codes(care.engine->append_and_wait(std::move(events))), Each(kRecorded));
  }
  EXPECT_THAT(codes(care.send(kim.said("0", "message"))), ElementsAre(kDuplicate));
  care.reopen();
  care.start();
  EXPECT_THAT(codes(care.send(kim.said("0", "message"), kim.said("1499", "message"))),
              Each(kDuplicate));
  EXPECT_EQ(care.log_size(), 1500U);
}

TEST_F(EngineTest, ABatchOverTheLimitsIsRefusedAsAWhole) {
  std::vector<SentEvent> many;
  for (std::size_t n = 0; n <= kMaxBatchEvents; ++n) many.push_back(kim.call(std::to_string(n)));
  const Outcomes too_many = care.engine->append_and_wait(std::move(many));
  EXPECT_THAT(too_many, SizeIs(kMaxBatchEvents + 1));
  EXPECT_THAT(codes(too_many), Each(kRejected));
  EXPECT_THAT(too_many[0].reason, HasSubstr("a batch of 1001 events"));

  std::vector<SentEvent> heavy;
  const std::string words(900'000, 'x');
  for (std::size_t n = 0; n < 10; ++n) heavy.push_back(kim.said(std::to_string(n), words));
  const Outcomes too_heavy = care.engine->append_and_wait(std::move(heavy));
  EXPECT_THAT(codes(too_heavy), Each(kRejected));
  EXPECT_THAT(too_heavy[0].reason, HasSubstr("bytes"));

  AppendOptions unit;
  unit.unit = true;
  const Outcomes two_subjects =
      care.engine->append_and_wait(together(kim.call("e1"), lee.call("e1")), unit);
  EXPECT_THAT(codes(two_subjects), Each(kRejected));
  EXPECT_THAT(two_subjects[0].reason, HasSubstr("one subject"));
  EXPECT_EQ(care.log_size(), 0U);
}

TEST_F(EngineTest, NoEventsAreAnsweredAtOnce) {
  EXPECT_THAT(care.engine->append_and_wait({}), IsEmpty());
}

TEST_F(EngineTest, StoppingWaitsForEveryAnswer) {
  std::atomic<int> recorded = 0;
  for (std::size_t n = 0; n < 50; ++n) {
    Status admitted = care.engine->append(
        together(customer(n).call("e1")), {},
        [&](Outcomes outcomes) { recorded += outcomes[0].code == kRecorded ? 1 : 0; });
    ASSERT_TRUE(admitted.ok());
  }
  care.stop();
  EXPECT_EQ(recorded, 50);
  EXPECT_EQ(care.log_size(), 50U);
}

TEST_F(EngineTest, AStreamWhoseKeysWereDestroyedTakesNothingMoreAndTheOthersGoOn) {
  care.send(kim.call("e1"), lee.call("e1"));
  care.stop();
  const std::vector<Purpose> identity{Purpose::kIdentity};
  ASSERT_TRUE(
      care.store->vault().destroy_keys(care.stream("customer/kim"), identity, Micros(1)).ok());
  care.start();

  const Outcomes outcomes = care.send(kim.hang_up("e2"), lee.hang_up("e2"));

  // For good: a sender that was told "try later" would try for ever.
  EXPECT_THAT(codes(outcomes), ElementsAre(kRejected, kRecorded));
  EXPECT_THAT(outcomes[0].reason, Not(IsEmpty()));
}

TEST_F(EngineTest, AUnitThatRepeatsItsOwnEventIsRefusedAndNoneOfItIsCalledRecorded) {
  AppendOptions unit;
  unit.unit = true;

  const Outcomes outcomes =
      care.engine->append_and_wait(together(kim.call("e1"), kim.call("e1")), unit);

  EXPECT_THAT(codes(outcomes), Each(kRejected));
  EXPECT_FALSE(outcomes[1].version);
  EXPECT_EQ(care.log_size(), 0U);
}

TEST_F(EngineTest, ManyFullBatchesWaitingForTheSameColdStreamsAreAllRecorded) {
  // Twenty streams asleep are touched at once; while they are brought in, others send to each.
  constexpr std::size_t kStreams = 20, kEach = 1000;
  Engine::Options one_shard;
  one_shard.shards = 1;
  care.stop();
  care.start(one_shard);
  std::vector<SentEvent> first;
  for (std::size_t n = 0; n < kStreams; ++n) first.push_back(customer(n).call("call"));
  std::atomic<std::size_t> recorded = 0;
  const auto count = [&recorded](Outcomes outcomes) {
    for (const Outcome& outcome : outcomes) recorded += outcome.code == kRecorded;
  };
  ASSERT_TRUE(care.engine->append(std::move(first), {}, count).ok());
  for (std::size_t n = 0; n < kStreams; ++n) {
    std::vector<SentEvent> batch;
    for (std::size_t e = 0; e < kEach; ++e) {
      batch.push_back(customer(n).said("m" + std::to_string(e), "hello"));
    }
    ASSERT_TRUE(care.engine->append(std::move(batch), {}, count).ok());
  }

  care.engine->drain();

  EXPECT_THAT(care.engine->health().reason, IsEmpty());
  EXPECT_EQ(recorded, kStreams * (kEach + 1));
}

TEST_F(EngineTest, ASecondEngineOnTheSameStoreIsRefusedUntilTheFirstHasEnded) {
  auto second = Engine::start(*care.store, {});

  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kInUse);
  care.stop();
  EXPECT_TRUE(Engine::start(*care.store, {}).ok());
}

TEST(StoreTest, AVaultOlderThanTheLogIsRefused) {
  test::TempDir dir;
  Store::Options options;
  options.key_file = dir / "key";
  const auto record = [&](const Desk& desk) {
    auto store = Store::open(dir / "store", options);
    ASSERT_TRUE(store.ok()) << store.error().message;
    auto engine = Engine::start(*store.value(), {});
    ASSERT_TRUE(engine.ok());
    EXPECT_THAT(codes(engine.value()->append_and_wait(together(desk.call("e1")))),
                ElementsAre(kRecorded));
  };
  record(Desk("customer/kim"));
  std::filesystem::copy(dir / "store/vault", dir / "backup",
                        std::filesystem::copy_options::recursive);
  record(Desk("customer/lee"));
  std::filesystem::remove_all(dir / "store/vault");
  std::filesystem::rename(dir / "backup", dir / "store/vault");

  auto store = Store::open(dir / "store", options);

  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(store.error().message, HasSubstr("the vault is older than the log"));
}

// Randomness that fails once when it is told to, as an allocation might.
class FailingEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    if (fail_next.exchange(false)) throw std::bad_alloc();
    system_.fill(out);
  }
  std::atomic<bool> fail_next = false;

 private:
  OsEntropy system_;
};

TEST(EngineFailureTest, ACustomerThatFailsAnswersUnavailableAndIsBroughtBack) {
  FailingEntropy entropy;
  Care care(&entropy);
  care.start();
  const Desk kim("customer/kim"), lee("customer/lee");
  care.send(kim.call("e1"), lee.call("e1"));
  entropy.fail_next = true;

  EXPECT_THAT(codes(care.send(kim.said("e2", "hello"), lee.said("e2", "hello"))),
              UnorderedElementsAre(kRecorded, kUnavailable));

  EXPECT_THAT(care.engine->health().reason, IsEmpty());
  EXPECT_THAT(codes(care.send(kim.said("e2", "hello"), lee.said("e2", "hello"))),
              UnorderedElementsAre(kRecorded, kDuplicate));
  EXPECT_THAT(care.records("customer/kim"), SizeIs(2));
  EXPECT_THAT(care.records("customer/lee"), SizeIs(2));
}

}  // namespace
}  // namespace dangol
