// Writes that the disk does not confirm: given senders at work, when the disk fails, then each is told
// what is certain, the engine goes on by itself when the disk does, and nothing is lost or twice.
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "actors/engine.h"
#include "tests/support/care.h"
#include "tests/support/fault_files.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::FaultFiles;
using test::FileOp;
using test::together;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum OutcomeCode;

class EngineGenerationTest : public testing::Test {
 protected:
  void SetUp() override {
    Engine::Options options;
    options.reopen_first = std::chrono::milliseconds(1);
    options.reopen_last = std::chrono::milliseconds(4);
    care.start(options);
  }
  // The next generation has begun, or one more than `generation` if it is given.
  void wait_for_generation(std::uint64_t generation) {
    while (care.engine->health().generation < generation || !care.engine->health().serving) {
      std::this_thread::yield();
    }
  }

  FaultFiles files;
  Care care{nullptr, files.env()};
  const Desk kim{"customer/kim"}, lee{"customer/lee"};
};

TEST_F(EngineGenerationTest, AFailedSyncIsUnknownToItsSenderAndTheEngineGoesOnByItself) {
  for (const bool retryable : {false, true}) {
    const std::string id = retryable ? "r" : "p";
    care.send(kim.call(id + "1"));
    const EngineHealth before = care.engine->health();
    const std::uint64_t size = care.log_size();
    files.fail({.op = FileOp::kSync, .path = "/log/", .retryable = retryable, .times = 1});

    const Outcomes told = care.engine->append_and_wait(together(kim.said(id + "2", "hello")));

    ASSERT_THAT(codes(told), ElementsAre(kUnknown));
    EXPECT_FALSE(told[0].place || told[0].version) << "nothing is said of what is not certain";
    wait_for_generation(before.generation + 1);
    EXPECT_GT(care.engine->health().epoch, before.epoch) << "the old claim is fenced";
    EXPECT_THAT(codes(care.send(kim.said(id + "2", "hello"), kim.said(id + "3", "hello"))),
                ElementsAre(AnyOf(kRecorded, kDuplicate), kRecorded));
    EXPECT_EQ(care.log_size(), size + 2) << "once";
  }
  EXPECT_THAT(care.records("customer/kim"), SizeIs(6));
}

TEST_F(EngineGenerationTest, WhileTheDiskFailsSendersAndReadersAreToldSoAtOnce) {
  care.send(kim.call("e1"));
  files.fail({.op = FileOp::kSync, .path = "store/"});
  EXPECT_THAT(codes(care.engine->append_and_wait(together(kim.said("e2", "hello")))),
              ElementsAre(AnyOf(kUnknown, kUnavailable)));

  const Outcomes refused = care.engine->append_and_wait(together(lee.call("e1")));
  Status read = care.engine->read([](Store&) -> Status { return Done{}; });

  EXPECT_THAT(codes(refused), ElementsAre(kUnavailable));
  EXPECT_THAT(refused[0].reason, HasSubstr("the store is being opened again"));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(care.engine->health().serving);
  EXPECT_THAT(care.engine->health().reason, testing::Not(IsEmpty()));

  files.heal();
  wait_for_generation(2);
  EXPECT_TRUE(care.engine->read([](Store&) -> Status { return Done{}; }).ok());
  EXPECT_THAT(codes(care.send(kim.said("e2", "hello"), lee.call("e1"))),
              ElementsAre(AnyOf(kRecorded, kDuplicate), kRecorded));
}

TEST_F(EngineGenerationTest, APauseBetweenTwoAttemptsGrowsNoFurtherThanItMay) {
  // Doubled without end, the pauses after so many failures would outlast every time limit.
  files.fail({.op = FileOp::kSync, .path = "store/", .times = 24});
  EXPECT_THAT(codes(care.engine->append_and_wait(together(kim.call("e1")))),
              ElementsAre(AnyOf(kUnknown, kUnavailable)));
  wait_for_generation(2);
  EXPECT_THAT(codes(care.send(kim.call("e1"))), ElementsAre(AnyOf(kRecorded, kDuplicate)));
}

TEST_F(EngineGenerationTest, OfManyInFlightWhatIsRecordedIsThereOnceAndTheRestCanBeSentAgain) {
  constexpr std::size_t kBatches = 120, kCustomers = 7;
  const auto batch_of = [](std::size_t batch) {
    std::vector<SentEvent> events;
    for (std::size_t n = 0; n < kCustomers; ++n) {
      events.push_back(Desk("customer/" + std::to_string(n)).said(std::to_string(batch), "hello"));
    }
    return events;
  };
  // The disk fails in the middle of it, twice.
  files.fail({.op = FileOp::kSync, .path = "/log/", .times = 1, .after = 4});
  std::mutex mutex;
  std::map<std::size_t, Outcomes> told;
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    if (batch == kBatches / 2) {
      files.fail({.op = FileOp::kSync, .path = "/log/", .retryable = true, .times = 1});
    }
    Status admitted = care.engine->append(batch_of(batch), {}, [&, batch](Outcomes outcomes) {
      const std::lock_guard lock(mutex);
      told[batch] = std::move(outcomes);
    });
    if (!admitted.ok()) {
      const std::lock_guard lock(mutex);
      told[batch] = Outcomes(kCustomers, refused_outcome(admitted.error()));
    }
  }
  care.engine->drain();
  files.heal();  // a fault that nothing has met yet must not meet the second sending
  while (!care.engine->health().serving) std::this_thread::yield();
  ASSERT_THAT(told, SizeIs(kBatches));

  std::size_t unsure = 0;
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    const Outcomes again = care.engine->append_and_wait(batch_of(batch));
    for (std::size_t n = 0; n < kCustomers; ++n) {
      const Outcome& first = told[batch][n];
      if (first.code == kRecorded) {
        EXPECT_EQ(again[n].code, kDuplicate);
        EXPECT_EQ(again[n].place, first.place);
        EXPECT_EQ(again[n].version, first.version);
      } else {
        EXPECT_THAT(first.code, AnyOf(kUnknown, kUnavailable));
        EXPECT_EQ(again[n].code == kDuplicate && first.code == kUnavailable, false)
            << "unavailable means certainly not recorded";
        ++unsure;
      }
    }
  }
  EXPECT_GT(unsure, 0U) << "the disk never failed";
  EXPECT_EQ(care.log_size(), kBatches * kCustomers);
  for (std::size_t n = 0; n < kCustomers; ++n) {
    EXPECT_THAT(care.records("customer/" + std::to_string(n)), SizeIs(kBatches));
  }
}

TEST_F(EngineGenerationTest, WhatAnotherStreamIsOwedIsPaidByTheNextGeneration) {
  care.send(kim.call("e1"));
  // The attribution is recorded on kim's stream; the sync of what lee's stream must then record fails.
  files.fail({.op = FileOp::kSync, .path = "/log/", .times = 1, .after = 1});

  const Outcomes told =
      care.engine->append_and_wait(together(kim.attributed_to("e2", "customer/lee", "c1")));

  ASSERT_THAT(codes(told), ElementsAre(kRecorded));
  wait_for_generation(2);
  care.engine->drain();
  EXPECT_THAT(care.intents(), IsEmpty());
  EXPECT_THAT(care.records("customer/lee"), SizeIs(1));
}

}  // namespace
}  // namespace dangol
