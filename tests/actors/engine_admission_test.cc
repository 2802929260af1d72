// The budget of bytes in flight: given that it is used up, when more is sent, then who may not wait
// is told to back off, and who may waits.
#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using test::together;
using testing::ElementsAre;
using enum OutcomeCode;

class AdmissionTest : public testing::Test {
 protected:
  // Given an engine with room for one batch, whose sender has not taken its answer yet.
  void SetUp() override {
    Engine::Options options;
    options.in_flight_bytes = 1;
    care.start(std::move(options));
    Status admitted = care.engine->append(together(kim.call("e1")), {}, [this](Outcomes outcomes) {
      first.set_value(std::move(outcomes));
      taken.get_future().wait();
    });
    ASSERT_TRUE(admitted.ok()) << "one batch always passes";
    EXPECT_THAT(codes(first.get_future().get()), ElementsAre(kRecorded));
  }

  std::promise<Outcomes> first;
  std::promise<void> taken;
  const Desk kim{"customer/kim"};
  Care care;
};

TEST_F(AdmissionTest, WhoMayNotWaitIsToldToBackOffAndNothingIsAdmitted) {
  std::atomic<int> answers = 0;
  const auto count = [&](Outcomes) { ++answers; };

  Status refused = care.engine->try_append(together(kim.hang_up("e2")), {}, count);

  taken.set_value();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  care.engine->drain();
  EXPECT_EQ(answers, 0);
  EXPECT_EQ(care.log_size(), 1U);
  EXPECT_TRUE(care.engine->try_append(together(kim.hang_up("e2")), {}, count).ok());
  care.engine->drain();
  EXPECT_EQ(answers, 1);
}

TEST_F(AdmissionTest, WhoMayWaitIsAdmittedWhenTheAnswerBeforeIsTaken) {
  std::atomic<bool> was_taken = false;
  std::atomic<bool> admitted_before = false;
  std::latch sending(1);
  std::promise<Outcomes> second;
  std::thread sender([&] {
    sending.count_down();
    Status admitted = care.engine->append(together(kim.hang_up("e2")), {}, [&](Outcomes outcomes) {
      second.set_value(std::move(outcomes));
    });
    EXPECT_TRUE(admitted.ok());
    admitted_before = !was_taken;
  });
  sending.wait();
  was_taken = true;
  taken.set_value();
  sender.join();
  EXPECT_FALSE(admitted_before);
  EXPECT_THAT(codes(second.get_future().get()), ElementsAre(kRecorded));
}

}  // namespace
}  // namespace dangol
