// What has been closed for long leaves the state, and what stays known of it.
#include "events/customer_leaving.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/support/core_builder.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = IssueStanding::Status;

StateLimits small_limits() {
  StateLimits limits;
  limits.closed_kept = 4;
  limits.open_kept = 8;
  limits.holds_kept = 3;
  limits.steps_kept = 4;
  limits.listed_kept = 4;
  limits.waiting_kept = 3;
  limits.tokens_swept_at = 32;
  return limits;
}

struct SmallStream : Stream {
  SmallStream() { limits = small_limits(); }

  void contacts(const std::string& tag, int count) {
    for (int n = 0; n < count; ++n) {
      record(contact_started(tag + std::to_string(n)));
      record(contact_ended(tag + std::to_string(n)));
    }
  }
  void closed_issues(const std::string& tag, int count) {
    for (int n = 0; n < count; ++n) {
      record(issue_opened(tag + std::to_string(n)));
      record(issue_closed(tag + std::to_string(n), schema::Closure::SILENT));
    }
  }
  bool has_contact(const std::string& name) const {
    return customer.contacts.find(customer.tokens.find(name)) != nullptr;
  }
  bool has_issue(const std::string& name) const {
    return customer.issues.find(customer.tokens.find(name)) != nullptr;
  }
  LeftCount left(EntityKind kind) const {
    const Left* left = customer.left.get();
    return left ? left->counts[static_cast<std::size_t>(kind)] : LeftCount{};
  }
};

std::vector<int> invariants(const std::vector<Irregularity>& found) {
  std::vector<int> numbers;
  for (const Irregularity& each : found) numbers.push_back(each.invariant);
  return numbers;
}

TEST(LeavingTest, ClosedContactsLeaveThoseMentionedLastStay) {
  SmallStream s;
  s.contacts("c", 100);
  EXPECT_LE(s.customer.contacts.rows().size(), 2 * s.limits.closed_kept);
  EXPECT_FALSE(s.has_contact("c0"));
  EXPECT_TRUE(s.has_contact("c99"));
  EXPECT_EQ(s.left(EntityKind::kContact).closed + s.customer.contacts.rows().size(), 100u);
}

TEST(LeavingTest, AnOpenOneStaysWhileOthersCloseAndLeave) {
  SmallStream s;
  s.record(contact_started("open"));
  s.contacts("c", 100);
  EXPECT_TRUE(s.has_contact("open"));
  EXPECT_EQ(s.left(EntityKind::kContact).open, 0u);
}

TEST(LeavingTest, OneThatIsSpokenOfStaysHoweverOld) {
  SmallStream s;
  s.contacts("old", 1);
  for (int n = 0; n < 100; ++n) {
    s.contacts("c" + std::to_string(n) + " ", 1);
    s.record(message("old0", "m", kCustomer));
  }
  EXPECT_TRUE(s.has_contact("old0"));
}

TEST(LeavingTest, OfTooManyOpenOnesTheOldestLeaveAndNoneIsRefused) {
  SmallStream s;
  for (int n = 0; n < 100; ++n)
    EXPECT_THAT(s.record(contact_started("c" + std::to_string(n))), IsEmpty());
  EXPECT_LT(s.customer.contacts.rows().size(), 2 * s.limits.open_kept);
  EXPECT_EQ(s.left(EntityKind::kContact).open + s.customer.contacts.rows().size(), 100u);
  EXPECT_THAT(s.record(contact_ended("c0")), IsEmpty());
}

TEST(LeavingTest, AContactOfAbuseStays) {
  SmallStream s;
  s.contacts("abuse", 1);
  s.record([](Data data) { data.initWarningGiven().setContactId(id("abuse0")); });
  s.contacts("c", 100);
  EXPECT_TRUE(s.has_contact("abuse0"));
}

TEST(LateFactTest, AboutAContactThatLeftIsRegular) {
  SmallStream s;
  s.contacts("c", 100);
  ASSERT_FALSE(s.has_contact("c0"));
  EXPECT_THAT(s.record(message("c0", "m", kCustomer)), IsEmpty());
  EXPECT_THAT(s.record(agent_left("c0", "ann")), IsEmpty());
  EXPECT_TRUE(s.has_contact("c0"));
  EXPECT_TRUE(s.contact("c0").past.left());
  EXPECT_EQ(s.left(EntityKind::kContact).closed + s.customer.contacts.rows().size(), 100u);
}

TEST(LateFactTest, ASecondStartOrEndOfAContactThatLeftIsIrregular) {
  SmallStream s;
  s.contacts("c", 100);
  EXPECT_EQ(invariants(s.record(contact_started("c0"))), std::vector{3});
  EXPECT_EQ(invariants(s.record(contact_ended("c1"))), std::vector{3});
}

TEST(LateFactTest, TheStartOfOneThatLeftWithoutItIsRegular) {
  SmallStream s;
  s.record(contact_ended("c0"));
  s.contacts("c", 100);
  s.contacts("d", 100);
  s.record(contact_ended("early"));
  s.contacts("e", 100);
  ASSERT_FALSE(s.has_contact("early"));
  EXPECT_EQ(s.customer.left.get()->irregular, 2u);  // c0 ended twice, early never started
  EXPECT_THAT(s.record(contact_started("early")), IsEmpty());
}

TEST(LateFactTest, AWaitThatAnAgentJoinedAfterItsEndStaysIrregularWithoutItsContact) {
  SmallStream s;
  s.at("10:00").record(contact_started("c"));
  s.at("10:00").record(wait_started("c", "w"));
  s.at("10:05").record(wait_ended("w", schema::WaitEnd::ABANDONED));
  s.at("10:06").record(agent_joined("c", "ann"));
  s.at("10:07").record(contact_ended("c"));
  EXPECT_EQ(irregularities(s.customer).size(), 1u);
  s.contacts("d", 20);
  ASSERT_FALSE(s.has_contact("c"));
  EXPECT_EQ(irregularities(s.customer).size(), 1u);
}

TEST(LateFactTest, AnActionOnAnIssueThatLeftIsRegularAHandOffIsNot) {
  SmallStream s;
  s.closed_issues("i", 100);
  ASSERT_FALSE(s.has_issue("i0"));
  EXPECT_THAT(s.record(action_taken("i0", "a")), IsEmpty());
  EXPECT_EQ(s.issue("i0").now.status, Status::kClosed);
  EXPECT_EQ(invariants(s.record(handed_off("i1", "desk", "network"))), std::vector{5});
  EXPECT_EQ(invariants(s.record(action_taken("never", "a"))), std::vector{17});
}

TEST(LateFactTest, AnIssueThatLeftIsReopenedAndGoesOn) {
  SmallStream s;
  s.closed_issues("i", 100);
  EXPECT_THAT(s.record(issue_reopened("i0")), IsEmpty());
  EXPECT_EQ(s.issue("i0").now.status, Status::kOpen);
  EXPECT_THAT(s.record(handed_off("i0", "desk", "network")), IsEmpty());
  EXPECT_THAT(s.record(resolution_confirmed("i0", "of before", schema::ConfirmationBasis::SILENCE)),
              IsEmpty());
  EXPECT_EQ(s.issue("i0").now.status, Status::kResolved);
  s.closed_issues("j", 100);
  EXPECT_FALSE(s.has_issue("i0"));
  EXPECT_EQ(s.left(EntityKind::kIssue).closed + s.customer.issues.rows().size(), 200u);
}

TEST(LateFactTest, WhetherAConfirmationStoodThatLeftIsNotHeldAgainstIt) {
  SmallStream s;
  s.closed_issues("i", 100);
  EXPECT_THAT(s.record(issue_closed("i0", schema::Closure::RESOLVED)), IsEmpty());
  EXPECT_THAT(s.record(resolution_rejected("i0", "of before")), IsEmpty());
  EXPECT_EQ(invariants(s.record(issue_closed("i0", schema::Closure::RESOLVED))), std::vector{7});
}

TEST(LateFactTest, AnIdThatLeftIsNotOpenedAsNew) {
  SmallStream s;
  s.closed_issues("i", 100);
  s.record(issue_opened("i0", "desk"));
  EXPECT_EQ(s.issue("i0").now.status, Status::kClosed);
  EXPECT_TRUE(s.issue("i0").past.begun());
}

TEST(LateFactTest, AnIssueRecursFromOneThatLeft) {
  SmallStream s;
  s.closed_issues("i", 100);
  s.record(issue_opened("again"));
  const auto recurred = [](std::string earlier) {
    return [=](Data data) {
      auto e = data.initIssueRecurred();
      e.setIssueId(id("again"));
      e.setEarlierIssueId(id(earlier));
    };
  };
  EXPECT_THAT(s.record(recurred("i0")), IsEmpty());
  EXPECT_EQ(invariants(s.record(recurred("never"))), std::vector{8});
}

TEST(LateFactTest, APromiseThatLeftWasMade) {
  SmallStream s;
  for (int n = 0; n < 100; ++n) {
    s.at("10:00").record(promise_made("p" + std::to_string(n), "14:00", "14:30"));
    s.at("14:10").record(promise_kept("p" + std::to_string(n)));
  }
  EXPECT_THAT(s.record(promise_kept("p0")), IsEmpty());
  EXPECT_EQ(promise_standing(s.promise("p0")), PromiseStanding::kUnknown);
  EXPECT_EQ(invariants(s.record(promise_kept("never"))), std::vector{9});
}

TEST(LateFactTest, AnOrderThatLeftWasPlacedAndItsReturnIsNotCountedAgainstIt) {
  SmallStream s;
  for (int n = 0; n < 100; ++n) {
    s.record(order_placed("o" + std::to_string(n), 2));
    s.record(order_delivered("o" + std::to_string(n)));
    s.record(return_received("r" + std::to_string(n), "o" + std::to_string(n), 1));
  }
  EXPECT_THAT(s.record(return_received("late", "o0", 1)), IsEmpty());
  EXPECT_THAT(s.record(return_received("r1", "o1", 1)), IsEmpty());
  EXPECT_EQ(invariants(s.record(order_delivered("never"))), std::vector{11});
}

TEST(StepsTest, AnIssueWithManyStepsStandsWhereItWouldWithAllOfThem) {
  SmallStream s;
  Stream all;
  const auto both = [&](const Fill& fill, const std::string& name = "") {
    EXPECT_EQ(invariants(s.record(fill, name)), invariants(all.record(fill, name)));
  };
  both(issue_opened("i", "desk"));
  for (int n = 0; n < 50; ++n) {
    const std::string from = n == 0 ? "desk" : "team " + std::to_string(n);
    both(handed_off("i", n % 7 == 0 ? "nobody" : from, "team " + std::to_string(n + 1)));
    both(action_taken("i", "a"));
    if (n % 10 == 9) both(resolution_confirmed("i", "", schema::ConfirmationBasis::SILENCE));
    if (n % 10 == 9 && n < 49) both(issue_reopened("i"));
  }
  const IssueStanding& some = s.issue("i").now;
  const IssueStanding& whole = all.issue("i").now;
  EXPECT_LT(s.issue("i").steps.size(), 10u);
  EXPECT_EQ(some.hand_offs, 50u);
  EXPECT_EQ(some.hand_offs, whole.hand_offs);
  EXPECT_EQ(some.reopenings, whole.reopenings);
  EXPECT_EQ(some.actions, whole.actions);
  EXPECT_EQ(some.status, whole.status);
  EXPECT_EQ(s.customer.tokens.bytes(some.owner[2]), all.customer.tokens.bytes(whole.owner[2]));
  EXPECT_EQ(irregularities(s.customer).size() + s.customer.left.get()->irregular,
            irregularities(all.customer).size());
  EXPECT_EQ(s.issue("i").steps.size() + s.customer.left.get()->steps, all.issue("i").steps.size());

  s.customer = decode_state(encode_state(s.customer)).value();
  EXPECT_EQ(s.issue("i").now.hand_offs, 50u);
  EXPECT_EQ(s.issue("i").now.status, whole.status);
}

TEST(StepsTest, AStepIsJudgedByWhatIsLeftAlsoBeforeASnapshot) {
  SmallStream s;
  s.at("10:00").record(issue_opened("i"));
  s.at("10:01").record(message("c", "m", kCustomer), "too early");
  s.at("10:02").record(resolution_proposed("i", "r"));
  for (int n = 0; n < 3; ++n) s.at("10:03").record(action_taken("i", "a"));
  EXPECT_EQ(invariants(s.at("10:04").record(resolution_confirmed(
                "i", "r", schema::ConfirmationBasis::CUSTOMER_SAID, "too early"))),
            std::vector{6});
  for (int n = 0; n < 4; ++n) s.at("10:05").record(action_taken("i", "a"));
  ASSERT_EQ(s.issue("i").earlier.get()->count, 4u);  // the proposal too
  const auto restored = decode_state(encode_state(s.customer));
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(irregularities(restored.value()), irregularities(s.customer));
  EXPECT_EQ(restored.value().issues.rows()[0].now.status, s.issue("i").now.status);
}

TEST(StepsTest, AContactKeepsItsNewestAgents) {
  SmallStream s;
  s.record(contact_started("c"));
  for (int n = 0; n < 100; ++n) {
    s.record(agent_joined("c", "agent " + std::to_string(n)));
    if (n > 0) {
      EXPECT_THAT(s.record(agent_left("c", "agent " + std::to_string(n - 1))), IsEmpty());
    }
  }
  EXPECT_LT(s.contact("c").agents.size(), 9u);
  EXPECT_THAT(s.record(agent_left("c", "agent 3")), IsEmpty());
}

TEST(StepsTest, WhatASurveyLacksIsCountedWhenItLeaves) {
  SmallStream s;
  for (int n = 0; n < 100; ++n) s.record(survey_answered("s", "q" + std::to_string(n), 11));
  EXPECT_LT(s.customer.bond.get()->surveys.rows()[0].answers.size(), 9u);
  EXPECT_EQ(irregularities(s.customer).size() + s.customer.left.get()->irregular, 101u);
}

TEST(EvidenceTest, LeavesWithTheLastIssueThatCitesIt) {
  SmallStream s;
  for (int n = 0; n < 100; ++n) {
    const std::string tag = std::to_string(n);
    s.record(issue_opened("i" + tag));
    s.by(kCustomer).record(message("c", "m" + tag, kCustomer), "thanks " + tag);
    EXPECT_THAT(s.record(resolution_confirmed(
                    "i" + tag, "", schema::ConfirmationBasis::CUSTOMER_SAID, "thanks " + tag)),
                IsEmpty());
  }
  EXPECT_LT(s.customer.evidence.get()->rows().size(), 16u);
}

// Also when its snapshot is folded again: an answer that not all could be told of tells none.
TEST(EvidenceTest, AnEventThatTooManyWaitForIsNobodysWord) {
  SmallStream s;
  for (int n = 0; n < 5; ++n) {
    s.record(issue_opened("i" + std::to_string(n)));
    s.record(resolution_confirmed("i" + std::to_string(n), "",
                                  schema::ConfirmationBasis::CUSTOMER_SAID, "thanks"));
  }
  s.record(message("c", "m", kCustomer), "thanks");
  EXPECT_EQ(s.issue("i0").now.status, Status::kOpen);
  const auto restored = decode_state(encode_state(s.customer));
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(irregularities(restored.value()), irregularities(s.customer));
}

// But for those of the newest events' contacts.
TEST(TokensTest, OfWhatLeftAreForgotten) {
  SmallStream s;
  s.contacts("c", 5000);
  EXPECT_LT(s.customer.tokens.size(), 2 * kRecentEvents);
  EXPECT_EQ(s.customer.tokens.find("c0"), TokenRef());
}

TEST(TokensTest, TooManyBytesOfThemMakeEntitiesLeaveEarly) {
  Stream s;
  s.limits.token_bytes = 1'000'000;
  for (int n = 0; n < 6000; ++n)
    s.record(contact_started(std::string(200, 'x') + std::to_string(n)));
  EXPECT_LT(s.customer.tokens.byte_count(), 1'001'000u);
  EXPECT_GT(s.customer.contacts.rows().size(), 1000u);
  EXPECT_LT(s.customer.contacts.rows().size(), 5000u);
}

// ---- The set of those that left ---------------------------------------------------------------

TEST(LeftTest, KnowsTheNewestDepartures) {
  Left left;
  const auto name = [](int n) { return "contact " + std::to_string(n); };
  for (int n = 0; n < 10'000; ++n)
    left.add(EntityKind::kContact, name(n), Past{Past::kLeft | Past::kBegun}, 1000);
  for (int n = 9000; n < 10'000; ++n)
    EXPECT_TRUE(left.find(EntityKind::kContact, name(n)).begun()) << n;
  EXPECT_FALSE(left.find(EntityKind::kContact, name(1)).left());
  EXPECT_FALSE(left.find(EntityKind::kIssue, name(9999)).left());
  EXPECT_LE(left.newer.size() + left.older.size(), 2000u);
  EXPECT_EQ(left.counts[static_cast<std::size_t>(EntityKind::kContact)].closed, 10'000u);
}

TEST(LeftTest, TheSameIdsAreLaidOutEquallyInWhateverOrderTheyLeave) {
  std::vector<std::uint64_t> hashes;
  for (std::uint64_t n = 1; n <= 5000; ++n) hashes.push_back(n * 0x9e3779b97f4a7c15);
  for (std::uint64_t n = 1; n <= 50; ++n) hashes.push_back(~std::uint64_t{0} - n * 16);
  LeftSet one, other;
  for (const std::uint64_t hash : hashes) one.put(hash, Past{Past::kLeft});
  std::reverse(hashes.begin(), hashes.end());
  for (const std::uint64_t hash : hashes) other.put(hash, Past{Past::kLeft});
  std::vector<std::uint64_t> a, b;
  one.each([&](std::uint64_t member) { a.push_back(member); });
  other.each([&](std::uint64_t member) { b.push_back(member); });
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.size(), hashes.size());
  EXPECT_TRUE(std::is_sorted(a.begin(), a.end()));
  for (const std::uint64_t hash : hashes) EXPECT_TRUE(one.find(hash).left());
}

TEST(LeftTest, ACopyDoesNotChangeWithItsOriginal) {
  LeftSet set;
  set.put(1 << 8, Past{Past::kLeft});
  const LeftSet copy = set;
  set.put(2 << 8, Past{Past::kLeft});
  EXPECT_TRUE(set.find(2 << 8).left());
  EXPECT_FALSE(copy.find(2 << 8).left());
  EXPECT_EQ(copy.size(), 1u);
}

}  // namespace
}  // namespace dangol
