// Given records of a stream, when one more comes, then what does not fit and where things stand.
#include "events/apply.h"

#include <gmock/gmock.h>

#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)
using ::testing::IsEmpty;
using Status = IssueStanding::Status;

std::vector<int> invariants(const std::vector<Irregularity>& found) {
  std::vector<int> numbers;
  for (const Irregularity& each : found) numbers.push_back(each.invariant);
  return numbers;
}

using Numbers = std::vector<int>;

TEST(ContactTest, EndsWhereItStarted) {
  Stream s;
  EXPECT_THAT(s.at("10:00").record(contact_started("c1")), IsEmpty());
  EXPECT_THAT(s.at("10:30").record(contact_ended("c1")), IsEmpty());
  EXPECT_EQ(s.contact("c1").started.at, moment_of("10:00"));
  EXPECT_EQ(s.contact("c1").ended.at, moment_of("10:30"));
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(ContactTest, AnEndBeforeItsStartIsKnownIsIrregularUntilTheStartArrives) {
  Stream s;
  EXPECT_EQ(invariants(s.at("10:30").record(contact_ended("c1"))), Numbers{3});
  EXPECT_EQ(invariants(irregularities(s.customer)), Numbers{3});
  EXPECT_THAT(s.at("10:00").record(contact_started("c1")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(ContactTest, ASecondEndIsIrregularAndTheFirstCounts) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:30").record(contact_ended("c1"));
  EXPECT_EQ(invariants(s.at("10:20").record(contact_ended("c1"))), Numbers{3});
  EXPECT_EQ(s.contact("c1").ended.at, moment_of("10:20"));
}

TEST(ContactTest, AnAgentLeavesOnlyAfterJoining) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  EXPECT_EQ(invariants(s.at("10:20").record(agent_left("c1", "ann"))), Numbers{3});
  EXPECT_THAT(s.at("10:10").record(agent_joined("c1", "ann")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
  EXPECT_EQ(invariants(s.at("10:30").record(agent_left("c1", "ann"))), Numbers{3});
}

TEST(ContactTest, OneThatCameOverFromAnotherStreamStartedThere) {
  Stream s("customer/kim");
  s.at("10:00").record([](Data data) {
    auto e = data.initContactAttributed();
    e.setContactId(id("c1"));
    e.setFrom(id("contact/77"));
    const auto self = stream_token("customer/kim");
    e.setTo(id(self.view()));
    e.setReason(schema::AttributionReason::PERSON_LEARNT);
  });
  EXPECT_THAT(s.at("10:10").record(message("c1", "m1", kCustomer)), IsEmpty());
}

TEST(WaitTest, HasOneEnd) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(wait_started("c1", "w1"));
  EXPECT_THAT(s.at("10:05").record(wait_ended("w1", schema::WaitEnd::ANSWERED)), IsEmpty());
  EXPECT_EQ(invariants(s.at("10:06").record(wait_ended("w1", schema::WaitEnd::DIVERTED))),
            Numbers{4});
}

TEST(WaitTest, AnAbandonedOneIsNotFollowedByAnAgent) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(wait_started("c1", "w1"));
  s.at("10:05").record(wait_ended("w1", schema::WaitEnd::ABANDONED));
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
  s.at("10:06").record(agent_joined("c1", "ann"));
  EXPECT_EQ(invariants(irregularities(s.customer)), Numbers{4});
}

TEST(IssueTest, AnActionBeforeItsIssueIsIrregularUntilTheOpeningArrives) {
  Stream s;
  EXPECT_EQ(invariants(s.at("10:10").record(action_taken("i1", "a1"))), Numbers{17});
  EXPECT_THAT(s.at("10:00").record(issue_opened("i1")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
  EXPECT_EQ(s.issue("i1").now.status, Status::kOpen);
  EXPECT_EQ(s.issue("i1").now.actions, 1u);
}

TEST(IssueTest, AnActionNeverResolvesIt) {
  Stream s;
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:10").record(action_taken("i1", "a1"));
  s.at("10:20").record(resolution_proposed("i1", "r1"));
  s.at("10:30").record(issue_closed("i1", schema::Closure::SILENT));
  EXPECT_EQ(s.issue("i1").now.status, Status::kClosed);
  EXPECT_FALSE(s.issue("i1").now.confirmed);
  EXPECT_EQ(s.issue("i1").now.actions, 1u);
}

TEST(HandOffTest, GoesFromTheOwnerToAnother) {
  Stream s;
  s.at("10:00").record(issue_opened("i1", "desk"));
  EXPECT_THAT(s.at("10:10").record(handed_off("i1", "desk", "network")), IsEmpty());
  EXPECT_THAT(s.at("10:20").record(handed_off("i1", "network", "billing")), IsEmpty());
  EXPECT_EQ(invariants(s.at("10:30").record(handed_off("i1", "desk", "network"))), Numbers{5});
  EXPECT_EQ(invariants(s.at("10:40").record(handed_off("i1", "network", "network"))), Numbers{5});
  EXPECT_EQ(s.issue("i1").now.hand_offs, 4u);
}

TEST(HandOffTest, FromAnUnknownOwnerFitsWhoeverItComesFrom) {
  Stream s;
  s.at("10:00").record(issue_opened("i1"));
  EXPECT_THAT(s.at("10:10").record(handed_off("i1", "desk", "network")), IsEmpty());
  s.at("10:20").record(owner_unknown("i1"));
  EXPECT_THAT(s.at("10:30").record(handed_off("i1", "billing", "desk")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(HandOffTest, OfAClosedIssueIsIrregularUntilItWasReopened) {
  Stream s;
  s.at("10:00").record(issue_opened("i1", "desk"));
  s.at("10:10").record(issue_closed("i1", schema::Closure::WITHDRAWN));
  EXPECT_EQ(invariants(s.at("10:30").record(handed_off("i1", "desk", "network"))), Numbers{5});
  EXPECT_THAT(s.at("10:20").record(issue_reopened("i1")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(HandOffTest, FiveColdOnesFitAndAreCounted) {
  Stream s;
  s.at("10:00").record(issue_opened("i1", "1"));
  for (int party = 1; party <= 5; ++party)
    EXPECT_THAT(s.at("10:0" + std::to_string(party))
                    .record(handed_off("i1", std::to_string(party), std::to_string(party + 1))),
                IsEmpty());
  EXPECT_EQ(s.issue("i1").now.hand_offs, 5u);
}

TEST(IssueTest, WhoseSourceStepsBackInTimeKeepsItsOwner) {
  Stream s;
  s.at("11:10").record(issue_opened("i1", "group 70"));
  EXPECT_THAT(s.at("9:52").record(handed_off("i1", "group 70", "group 24")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(ResolutionTest, TheCustomersOwnWordAfterTheProposalConfirmsIt) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:10").record(resolution_proposed("i1", "r1"));
  s.at("10:20").record(message("c1", "m1", kCustomer), "thanks");
  EXPECT_THAT(s.at("10:21").by(kStaff).record(resolution_confirmed(
                  "i1", "r1", schema::ConfirmationBasis::CUSTOMER_SAID, "thanks")),
              IsEmpty());
  EXPECT_EQ(s.issue("i1").now.status, Status::kResolved);
  EXPECT_THAT(s.at("10:30").record(issue_closed("i1", schema::Closure::RESOLVED)), IsEmpty());
}

TEST(ResolutionTest, StaffsWordAloneConfirmsNothingUntilTheEvidenceArrives) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:10").record(resolution_proposed("i1", "r1"));
  EXPECT_EQ(invariants(s.at("10:21").by(kStaff).record(resolution_confirmed(
                "i1", "r1", schema::ConfirmationBasis::CUSTOMER_SAID, "thanks"))),
            Numbers{6});
  EXPECT_EQ(s.issue("i1").now.status, Status::kOpen);
  s.at("10:20").record(message("c1", "m1", kCustomer), "thanks");
  EXPECT_EQ(s.issue("i1").now.status, Status::kResolved);
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(ResolutionTest, AWordFromBeforeTheProposalIsNoEvidence) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:05").record(message("c1", "m1", kCustomer), "early");
  s.at("10:10").record(resolution_proposed("i1", "r1"));
  EXPECT_EQ(invariants(s.at("10:21").record(resolution_confirmed(
                "i1", "r1", schema::ConfirmationBasis::CUSTOMER_SAID, "early"))),
            Numbers{6});
}

TEST(ResolutionTest, ASourceMayMarkWhatItNeverProposed) {
  Stream s;
  s.at("10:00").record(issue_opened("i1"));
  EXPECT_THAT(s.at("10:21").record(
                  resolution_confirmed("i1", "", schema::ConfirmationBasis::SOURCE_MARKED)),
              IsEmpty());
  EXPECT_TRUE(s.issue("i1").now.confirmed);
}

TEST(ResolutionTest, RejectingItTakesTheConfirmationAway) {
  Stream s;
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:10").record(resolution_proposed("i1", "r1"));
  s.at("10:20").by(kCustomer).record(
      resolution_confirmed("i1", "r1", schema::ConfirmationBasis::CUSTOMER_SAID));
  EXPECT_TRUE(s.issue("i1").now.confirmed);
  EXPECT_THAT(s.at("10:30").record(resolution_rejected("i1", "r1")), IsEmpty());
  EXPECT_FALSE(s.issue("i1").now.confirmed);
  EXPECT_EQ(invariants(s.at("10:40").record(issue_closed("i1", schema::Closure::RESOLVED))),
            Numbers{7});
}

TEST(ResolutionTest, ReopeningAfterTheWindowIsIrregular) {
  Stream s;
  s.at("10:00").record(issue_opened("i1"));
  s.at("10:20").by(kCustomer).record(
      resolution_confirmed("i1", "", schema::ConfirmationBasis::CUSTOMER_SAID));
  EXPECT_EQ(invariants(s.at("31 10:00").record(issue_reopened("i1"))), Numbers{8});
  EXPECT_THAT(s.at("29 10:00").record(issue_reopened("i1")), IsEmpty());
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
}

TEST(PromiseTest, KeptInItsWindowIsKeptEvenIfThatIsLearntAfterItLapsed) {
  Stream s;
  s.at("10:00").record(promise_made("p1", "14:00", "14:30"));
  EXPECT_EQ(promise_standing(s.promise("p1")), PromiseStanding::kDue);
  s.at("14:30").record(promise_lapsed("p1", "14:30"));
  EXPECT_EQ(promise_standing(s.promise("p1")), PromiseStanding::kLapsed);
  s.at("14:10").record(promise_kept("p1"));
  EXPECT_EQ(promise_standing(s.promise("p1")), PromiseStanding::kKept);
}

TEST(PromiseTest, KeptAnHourLateStaysBroken) {
  Stream s;
  s.at("10:00").record(promise_made("p1", "14:00", "14:30"));
  s.at("14:30").record(promise_lapsed("p1", "14:30"));
  s.at("15:30").record(promise_kept("p1"));
  EXPECT_EQ(promise_standing(s.promise("p1")), PromiseStanding::kKeptLate);
}

TEST(SurveyTest, ScoresStayOnTheirScaleAndAQuestionIsAnsweredOnce) {
  Stream s;
  s.at("10:00").record([](Data data) {
    auto e = data.initSurveyOffered();
    e.setSurveyId(id("s1"));
  });
  EXPECT_THAT(s.at("10:10").record(survey_answered("s1", "q1", 10)), IsEmpty());
  EXPECT_EQ(invariants(s.at("10:11").record(survey_answered("s1", "q2", 11))), (Numbers{10}));
  EXPECT_THAT(invariants(irregularities(s.customer)), (Numbers{10}));
  s.at("10:12").record(survey_answered("s1", "q1", 9));
  EXPECT_THAT(invariants(irregularities(s.customer)), (Numbers{10, 10}));
}

TEST(CommerceTest, ACancellationThatNamesNoOrderIsIrregular) {
  Stream s;
  EXPECT_EQ(invariants(s.at("10:00").record(
                [](Data data) { data.initOrderCancelled().initLines(1)[0].setQuantity(-3); })),
            Numbers{11});
}

TEST(CommerceTest, ReturningMoreThanWasDeliveredIsIrregularUntilTheDeliveryIsKnown) {
  Stream s;
  s.at("10:00").record(order_placed("o1", 2));
  EXPECT_EQ(invariants(s.at("12:00").record(return_received("r1", "o1", 2))), Numbers{11});
  s.at("11:00").record(order_delivered("o1"));
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
  EXPECT_EQ(invariants(s.at("13:00").record(return_received("r2", "o1", 1))), Numbers{11});
}

TEST(CommerceTest, ANegativeLineIsIrregularAndInNoSum) {
  Stream s;
  EXPECT_EQ(invariants(s.at("10:00").record(order_placed("o1", -7))), Numbers{11});
  EXPECT_EQ(s.customer.commerce.get()->orders.rows().front().units, 0);
}

TEST(ApplyTest, TakesEveryTypeOfTheSchema) {
  for (const auto& [name, fill] : every_type()) {
    Stream s;
    s.at("10:00").record(fill);
    EXPECT_EQ(s.customer.version, Version(1)) << name;
    s.at("10:01").record(fill, "again");  // a fact twice under two ids is still a fact
    irregularities(s.customer);
  }
}

TEST(ApplyTest, BytesThatAreNoCoreChangeNothing) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  const std::string before = encode_state(s.customer);
  for (const std::string& bytes : {std::string(), std::string(7, 'x'), std::string(64, '\xff')}) {
    const auto applied = apply_core(s.customer, bytes, Version(2));
    ASSERT_FALSE(applied.ok());
    EXPECT_EQ(applied.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(encode_state(s.customer), before);
  }
}

TEST(RecentTest, TheNewest1024EventsAnswerForTheirIdentity) {
  Stream s;
  for (int n = 1; n <= 1100; ++n) {
    char name[24];
    std::snprintf(name, sizeof name, "event %08d", n);
    s.at("10:00").record(contact_started("c1"), name);
  }
  const auto found = s.customer.recent.find(id_token("event 00000500"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->version, Version(500));
  EXPECT_TRUE(s.customer.recent.find(id_token("event 00001100")));
  EXPECT_EQ(s.customer.recent.find(id_token("event 00000077"))->version, Version(77));
  EXPECT_FALSE(s.customer.recent.find(id_token("event 00000076")));
}

}  // namespace
}  // namespace dangol
