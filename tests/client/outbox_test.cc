// What a client sends, and what it does with the answers: in order, once, under the same ids.
#include "client/outbox.h"

#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/limits.h"
#include "tests/client/sent.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using namespace std::chrono_literals;

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() { make({}); }
  void make(const ClientOptions& options) {
    outbox.emplace(options, 1, [this](std::size_t bytes) { released += bytes; });
  }

  void add(const std::string& subject, const std::string& id, bool unit = false,
           bool as_recorded = false) {
    Parcel parcel;
    parcel.events.push_back(sent(subject, id));
    parcel.bytes = 100;
    parcel.unit = unit;
    parcel.as_recorded = as_recorded;
    parcel.of = std::make_shared<Appending>();
    parcel.of->outcomes.resize(1);
    parcel.of->unanswered = 1;
    parcel.of->told = [this, id](Outcomes outcomes) {
      told.push_back(id + " " + to_string(outcomes.front().code));
      reasons.push_back(outcomes.front().reason);
    };
    outbox->add(std::move(parcel), now);
  }
  // What leaves now: the subjects of its events; empty: nothing does.
  std::vector<std::string> leaves() {
    const auto next = outbox->next(now);
    std::vector<std::string> subjects;
    if (!next) return subjects;
    id = next->id;
    for (const Parcel& parcel : next->request->parcels) {
      for (const SentEvent& event : parcel.events) subjects.push_back(event.subject);
    }
    return subjects;
  }
  static Outcomes all(std::size_t count, OutcomeCode code) {
    Outcome outcome;
    outcome.code = code;
    outcome.reason = "why";
    return Outcomes(count, outcome);
  }
  void later() { now += 10s; }  // than any wait

  std::optional<Outbox> outbox;
  Outbox::Time now{1h};
  std::uint64_t id = 0;  // of what left last
  std::vector<std::string> told;
  std::vector<std::string> reasons;
  std::size_t released = 0;
};

TEST_F(OutboxTest, WhatIsAloneLeavesAtOnceAndWhatComesMeanwhileShares) {
  add("customer/1", "a");
  EXPECT_THAT(leaves(), ElementsAre("customer/1"));
  add("customer/2", "b");
  add("customer/3", "c");
  EXPECT_THAT(leaves(), IsEmpty());
  ASSERT_TRUE(outbox->due());
  EXPECT_EQ(*outbox->due(), now + ClientBatches().linger);
  outbox->answered(id, all(1, OutcomeCode::kRecorded), now);
  EXPECT_THAT(leaves(), ElementsAre("customer/2", "customer/3"));
  EXPECT_THAT(told, ElementsAre("a recorded"));
}

TEST_F(OutboxTest, WhatLingeredLeavesBesideWhatIsOnItsWay) {
  add("customer/1", "a");
  leaves();
  add("customer/2", "b");
  now += ClientBatches().linger;
  EXPECT_THAT(leaves(), ElementsAre("customer/2"));
}

TEST_F(OutboxTest, AFullRequestLeavesAtOnceAndHoldsNoMoreThanItMay) {
  ClientOptions options;
  options.batches.events = 2;
  make(options);
  for (int i = 0; i < 5; ++i) add("customer/" + std::to_string(i), "e" + std::to_string(i));
  EXPECT_EQ(leaves().size(), 2u);
  EXPECT_EQ(leaves().size(), 2u);
  EXPECT_THAT(leaves(), IsEmpty());  // lingers
  options.batches = {.events = 500, .bytes = 250, .linger = 1ms};
  make(options);
  for (int i = 0; i < 5; ++i) add("customer/" + std::to_string(i), "e" + std::to_string(i));
  EXPECT_EQ(leaves().size(), 2u);
}

TEST_F(OutboxTest, OnlySoManyRequestsAreOnTheirWay) {
  ClientOptions options;
  options.batches.events = 1;
  make(options);
  for (std::size_t i = 0; i <= kClientRequests; ++i) {
    add("customer/" + std::to_string(i), "e" + std::to_string(i));
  }
  for (std::size_t i = 0; i < kClientRequests; ++i) EXPECT_EQ(leaves().size(), 1u);
  EXPECT_THAT(leaves(), IsEmpty());
  EXPECT_FALSE(outbox->due());
}

TEST_F(OutboxTest, AnEventWaitsWhileAnEarlierOneOfItsSubjectIsOnItsWay) {
  add("customer/1", "a");
  leaves();
  const std::uint64_t first = id;
  add("customer/1", "b");
  add("customer/2", "c");
  add("customer/1", "d");
  now += 1s;
  EXPECT_THAT(leaves(), ElementsAre("customer/2"));
  // The first failed: it, and then those that waited, go before what came later.
  add("customer/1", "e");
  outbox->answered(first, all(1, OutcomeCode::kUnavailable), now);
  EXPECT_THAT(leaves(), IsEmpty());
  later();
  const auto next = outbox->next(now);
  ASSERT_TRUE(next);
  outbox->answered(next->id, all(4, OutcomeCode::kRecorded), now);
  EXPECT_THAT(told, ElementsAre("a recorded", "b recorded", "d recorded", "e recorded"));
}

TEST_F(OutboxTest, WhatWasLostComesAgainInItsOrder) {
  ClientOptions options;
  options.batches.events = 2;
  make(options);
  for (int i = 0; i < 6; ++i) add("customer/" + std::to_string(i), "e" + std::to_string(i));
  leaves();
  leaves();
  outbox->lost("broke off");
  EXPECT_EQ(outbox->requests(), 0u);
  EXPECT_THAT(leaves(), ElementsAre("customer/0", "customer/1"));
  EXPECT_THAT(leaves(), ElementsAre("customer/2", "customer/3"));
  EXPECT_THAT(leaves(), ElementsAre("customer/4", "customer/5"));
}

TEST_F(OutboxTest, ADuplicateOfWhatWasNotAnsweredCountsAsRecorded) {
  add("customer/1", "a");
  add("customer/2", "b");
  leaves();
  outbox->lost("broke off");
  add("customer/3", "c");
  leaves();
  outbox->answered(id, all(3, OutcomeCode::kDuplicate), now);
  EXPECT_THAT(told, ElementsAre("a recorded", "b recorded", "c duplicate"));
}

TEST_F(OutboxTest, AnAnswerToWhatWasLostIsNotTaken) {
  add("customer/1", "a");
  leaves();
  const std::uint64_t lost = id;
  outbox->lost("broke off");
  outbox->answered(lost, all(1, OutcomeCode::kRecorded), now);
  outbox->refused(lost, {ErrorCode::kForbidden, "no"}, now);
  outbox->failed(lost, "no", now);
  EXPECT_THAT(told, IsEmpty());
  EXPECT_FALSE(outbox->empty());
}

TEST_F(OutboxTest, OfOneRequestOnlyWhatPassesComesAgain) {
  add("customer/1", "a");
  add("customer/2", "b");
  add("customer/3", "c");
  leaves();
  Outcomes outcomes = all(3, OutcomeCode::kRecorded);
  outcomes[1].code = OutcomeCode::kUnknown;
  outcomes[2].code = OutcomeCode::kStale;
  outbox->answered(id, outcomes, now);
  EXPECT_THAT(told, ElementsAre("a recorded", "c stale"));
  later();
  EXPECT_THAT(leaves(), ElementsAre("customer/2"));
}

TEST_F(OutboxTest, WhatTheServerHasNoRoomForWaitsLongerEachTime) {
  add("customer/1", "a");
  std::chrono::milliseconds before{0};
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(leaves().size(), 1u);
    outbox->refused(id, {ErrorCode::kOverloaded, "full"}, now);
    EXPECT_THAT(leaves(), IsEmpty());
    ASSERT_TRUE(outbox->due());
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(*outbox->due() - now);
    EXPECT_GT(wait * 2, before);
    EXPECT_LE(wait, 50ms * (1 << i));
    before = wait;
    now = *outbox->due();
  }
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(OutboxTest, ARefusalThatWillNotPassEndsAtOnceAndOnlyWhomItIsFor) {
  add("customer/1", "a");
  add("customer/2", "b");
  leaves();
  outbox->refused(id, {ErrorCode::kRejected, "b is wrong"}, now);
  // Which of them it was is found out.
  EXPECT_THAT(leaves(), ElementsAre("customer/1"));
  outbox->answered(id, all(1, OutcomeCode::kRecorded), now);
  EXPECT_THAT(leaves(), ElementsAre("customer/2"));
  outbox->refused(id, {ErrorCode::kRejected, "b is wrong"}, now);
  EXPECT_THAT(told, ElementsAre("a recorded", "b rejected"));
  EXPECT_EQ(reasons.back(), "b is wrong");
  EXPECT_TRUE(outbox->empty());
}

TEST_F(OutboxTest, WhoMayNotSendIsToldOfAll) {
  add("customer/1", "a");
  add("customer/2", "b");
  leaves();
  outbox->refused(id, {ErrorCode::kForbidden, "no role"}, now);
  EXPECT_THAT(told, ElementsAre("a rejected", "b rejected"));
}

TEST_F(OutboxTest, AUnitAndHistoryTravelWithTheirLike) {
  add("customer/1", "a");
  add("customer/2", "b", true);
  add("customer/3", "c", false, true);
  add("customer/4", "d", false, true);
  add("customer/5", "e");
  EXPECT_THAT(leaves(), ElementsAre("customer/1"));
  now += 1s;
  EXPECT_THAT(leaves(), ElementsAre("customer/2"));
  EXPECT_THAT(leaves(), ElementsAre("customer/3", "customer/4"));
  EXPECT_THAT(leaves(), ElementsAre("customer/5"));
}

TEST_F(OutboxTest, WhatWaitsTooLongIsGivenUpAndSaysWhatIsKnown) {
  add("customer/1", "a");
  add("customer/2", "b");
  leaves();
  outbox->lost("broke off");
  add("customer/3", "c");
  now += ClientRetries().give_up_after - 1ms;
  outbox->expire(now);
  EXPECT_THAT(told, IsEmpty());
  now += 1ms;
  outbox->expire(now);
  EXPECT_THAT(told, ElementsAre("a unknown", "b unknown", "c unavailable"));
  EXPECT_THAT(reasons.front(), HasSubstr("broke off"));
  EXPECT_TRUE(outbox->empty());
  EXPECT_EQ(released, 300u);
}

TEST_F(OutboxTest, WhatIsOnItsWayIsNotGivenUpAndWhatWaitsBehindItIs) {
  add("customer/1", "a");
  leaves();
  add("customer/1", "b");
  now += 1s;
  leaves();
  now += ClientRetries().give_up_after;
  outbox->expire(now);
  EXPECT_THAT(told, ElementsAre("b unavailable"));
  outbox->answered(id, all(1, OutcomeCode::kRecorded), now);
  EXPECT_TRUE(outbox->empty());
}

TEST_F(OutboxTest, AnAnswerOfAnotherLengthIsNoAnswer) {
  add("customer/1", "a");
  leaves();
  outbox->answered(id, all(2, OutcomeCode::kRecorded), now);
  EXPECT_THAT(told, IsEmpty());
  later();
  EXPECT_THAT(leaves(), ElementsAre("customer/1"));
}

// Whatever happens to requests: each event is told once, and a server that records what it takes has each subject's
// events once and in order.
TEST_F(OutboxTest, ByAnySequenceOfMishapsEachSubjectIsInOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto any = [&](std::uint64_t below) { return random() % below; };
    ClientOptions options;
    options.batches.events = 1 + any(4);
    make(options);
    told.clear();
    std::set<std::string> known;
    std::map<std::string, int> last;  // by subject
    int made = 0;
    while (made < 60 || !outbox->empty()) {
      if (made < 60 && any(2) == 0) {
        add("customer/" + std::to_string(any(4)), std::to_string(made));
        ++made;
      }
      now += std::chrono::milliseconds(any(3000));
      const auto next = outbox->next(now);
      if (!next) {
        if (made == 60 || any(20) == 0) outbox->lost("broke off");
        continue;
      }
      Outcomes outcomes;
      const std::uint64_t fate = made < 60 ? any(8) : 7;
      for (const Parcel& parcel : next->request->parcels) {
        const SentEvent& event = parcel.events.front();
        const std::string json = write_line(event.event).value().data;
        const int number = std::stoi(json.substr(json.find(':') + 2));
        Outcome outcome;
        const bool takes = fate >= 3 || (fate == 2 && any(2) == 0);
        if (!takes) {
          outcome.code = OutcomeCode::kUnavailable;
        } else if (known.insert(std::to_string(number)).second) {
          // Within a request the server keeps the order, and what it could not take it takes not: after that none of
          // the subject's in it.
          outcome.code = OutcomeCode::kRecorded;
          int& before = last.try_emplace(event.subject, -1).first->second;
          ASSERT_LT(before, number);
          before = number;
        } else {
          outcome.code = OutcomeCode::kDuplicate;
        }
        outcomes.push_back(outcome);
        if (!takes && fate == 2) break;
      }
      while (outcomes.size() < next->request->events) {
        outcomes.emplace_back().code = OutcomeCode::kUnavailable;
      }
      if (fate == 0) {
        outbox->refused(next->id, {ErrorCode::kUnavailable, "ends"}, now);
      } else if (fate == 1 || fate == 3) {
        outbox->lost("broke off");
      } else if (fate == 4) {
        outbox->failed(next->id, "odd", now);
      } else if (fate != 5) {  // 5: answered never, until something is lost
        outbox->answered(next->id, outcomes, now);
      }
    }
    EXPECT_EQ(told.size(), 60u);
    EXPECT_EQ(known.size(), 60u);
  }
}

}  // namespace
}  // namespace dangol::test
