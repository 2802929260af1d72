// A writer with nothing to do gives memory back, and works on as if it had not.
#include "gateway/rest.h"

#include <condition_variable>
#include <mutex>

#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

class RestTest : public HttpTest {
 protected:
  void rest(std::chrono::milliseconds look_every = std::chrono::milliseconds(1)) {
    Rest::Options options;
    options.look_every = look_every;
    options.idle_looks = 2;
    options.allocate = [this](Pace pace) {
      const std::lock_guard lock(mutex_);
      ++told_[pace];
      changed_.notify_all();
    };
    resting = std::make_unique<Rest>(*serving, heads.get(), std::move(options));
  }
  // Until it was told so often.
  void wait_for(Pace pace, int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return told_[pace] >= times; });
  }
  int told_so_far(Pace pace) {
    const std::lock_guard lock(mutex_);
    return told_[pace];
  }
  Outcomes everybody_says(const std::string& id) {
    Outcomes all;
    for (int from = 0; from < 2000; from += 1000) {
      std::vector<SentEvent> events;
      for (int n = from; n < from + 1000; ++n) {
        events.push_back(Desk("customer/" + std::to_string(n)).said(id, "hello"));
      }
      for (Outcome& outcome : care.engine->append_and_wait(std::move(events))) {
        all.push_back(std::move(outcome));
      }
    }
    return all;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Pace, int> told_;
  std::unique_ptr<Rest> resting;  // ends before what it looks at
};

TEST_F(RestTest, LetsWhoIsAwakeSleepAndEverybodyIsServedAsBefore) {
  sign();
  everybody_says("e1");
  const EngineHealth before = care.engine->health();
  ASSERT_GT(before.awake_bytes, kRestingAwakeBytes);
  const HttpReply told = ask(get("/v1/figures/contacts.count"));
  rest();
  wait_for(Pace::kRest, 1);
  // Of each shard something, behind what it was told.
  const Outcomes again = everybody_says("e2");
  for (const Outcome& outcome : again) {
    ASSERT_EQ(outcome.code, OutcomeCode::kRecorded);
    EXPECT_EQ(outcome.version, Version(2));
  }
  EXPECT_GT(care.engine->health().fell_asleep, 500U);
  for (const Outcome& outcome : everybody_says("e1")) {
    EXPECT_EQ(outcome.code, OutcomeCode::kDuplicate);
  }
  EXPECT_EQ(ask(get("/v1/figures/contacts.count")).status, told.status);
  EXPECT_TRUE(heads->record(care.stream("customer/7")).ok());
}

TEST_F(RestTest, WorkEndsIt) {
  rest(std::chrono::milliseconds(50));  // of much work something falls between two looks
  wait_for(Pace::kRest, 2);
  for (int n = 0; told_so_far(Pace::kWork) == 0; ++n) everybody_says("e" + std::to_string(n));
  resting.reset();
  EXPECT_GE(told_so_far(Pace::kWork), 1);
}

}  // namespace
}  // namespace dangol::test
