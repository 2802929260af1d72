// Answers in pages, and what must be on disk before the first one.
#include "gateway/figure_service.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/limits.h"
#include "replay/limits.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class FigureServiceTest : public testing::Test {
 protected:
  FigureServiceTest() {
    std::vector<SentEvent> events;
    for (std::size_t i = 0; i <= kMembersAtOnce; ++i) {
      events.push_back(Desk("customer/kim")
                           .event("e" + std::to_string(i), "wait.started",
                                  R"({"contactId":"c","waitKind":"queue","queue":"q","waitId":"w)" +
                                      std::to_string(i) + R"("})"));
    }
    store_.append(std::move(events));
  }
  FigureAsking everybody() const {
    FigureAsking asked;
    asked.figure = "waits.abandonment";
    asked.open = "excluded";
    asked.limit = 0;
    return asked;
  }

  FigureStore store_;
  Status disclosing_ = Done{};
  std::vector<Disclosure> disclosed_;
  FigureService service_{{[this](const auto& read) { return read(store_.store()); },
                          [this](const Viewer&, const std::vector<Disclosure>& sets, Micros) {
                            disclosed_.insert(disclosed_.end(), sets.begin(), sets.end());
                            return disclosing_;
                          }}};
};

TEST_F(FigureServiceTest, GoesOnWhereThePageBeforeEnded) {
  const auto first = service_.ask(everybody()).value();
  EXPECT_NE(first.report, 0u);
  EXPECT_EQ(first.next, kMembersAtOnce);
  const auto last = service_.go_on(first.report, first.next).value();
  EXPECT_EQ(last.report, 0u);
  EXPECT_FALSE(service_.go_on(first.report, first.next).ok()) << "an answer that ended is dropped";
}

TEST_F(FigureServiceTest, TheOldestAnswerIsGivenUpForANewOne) {
  const auto oldest = service_.ask(everybody()).value();
  for (std::size_t i = 1; i < kReportsKept; ++i) ASSERT_TRUE(service_.ask(everybody()).ok());
  EXPECT_TRUE(service_.go_on(oldest.report, 0).ok());
  ASSERT_TRUE(service_.ask(everybody()).ok());
  const auto gone = service_.go_on(oldest.report, oldest.next);
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kUnavailable);
}

TEST_F(FigureServiceTest, NobodyIsShownByNameUnlessThatIsRecorded) {
  FigureAsking asked = everybody();
  EXPECT_THAT(service_.ask(asked).value().text, Not(HasSubstr("customer/kim")));
  EXPECT_TRUE(disclosed_.empty());
  asked.purpose = "care";
  EXPECT_THAT(service_.ask(asked).value().text, HasSubstr("customer/kim"));
  ASSERT_EQ(disclosed_.size(), 1u);
  EXPECT_EQ(disclosed_[0].persons, 1u);
  EXPECT_EQ(disclosed_[0].set, "waits.abandonment@1 notYetObservable as of 0:256");
  disclosing_ = Error{ErrorCode::kUnavailable, "the disk is full"};
  EXPECT_EQ(service_.ask(asked).error().message, "the disk is full");
}

}  // namespace
}  // namespace dangol::test
