// Decisions about what has left the state are those that would be made with it in place.
#include <gmock/gmock.h>

#include "actors/decide.h"
#include "tests/support/core_builder.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

constexpr int kAccepted = 0;
constexpr int kMany = 60;

Fill noted(std::string name) {
  return [=](Data data) { data.initConnectionNoted().setNoteId(id(name)); };
}
Fill retracted(std::string name) {
  return [=](Data data) { data.initConnectionNoteRetracted().setNoteId(id(name)); };
}
Fill told(std::string name) {
  return [=](Data data) { data.initStoryTold().setStoryId(id(name)); };
}
Fill withdrawn(std::string name) {
  return [=](Data data) { data.initStoryWithdrawn().setStoryId(id(name)); };
}
Fill requested(std::string name) {
  return [=](Data data) { data.initSubjectRequestReceived().setRequestId(id(name)); };
}
Fill decided(std::string name) {
  return [=](Data data) {
    auto e = data.initSubjectRequestDecided();
    e.setRequestId(id(name));
    e.setIdentityChecked(schema::YesNo::YES);
  };
}
Fill held(std::string name) {
  return [=](Data data) {
    auto e = data.initRetentionHeld();
    e.setHoldId(id(name));
    e.initPurposes(1).set(0, schema::Purpose::CARE);
    e.initUntil().setMicros(moment_of("900 00:00").value());
  };
}
Fill released(std::string name) {
  return [=](Data data) { data.initRetentionReleased().setHoldId(id(name)); };
}
Fill erased(std::vector<std::uint64_t> versions, std::vector<schema::Purpose> kept) {
  return [=](Data data) {
    auto e = data.initPersonalDataErased();
    e.initKeysDestroyed(1)[0].setPurpose(schema::Purpose::CARE);
    auto stays = e.initKept(static_cast<unsigned>(kept.size()));
    for (unsigned n = 0; n < kept.size(); ++n) stays[n].setPurpose(kept[n]);
    auto list = e.initVersions(static_cast<unsigned>(versions.size()));
    for (unsigned n = 0; n < versions.size(); ++n) list.set(n, versions[n]);
  };
}
Fill attributed(std::string contact, std::string to) {
  return [=](Data data) {
    auto e = data.initContactAttributed();
    e.setContactId(id(contact));
    const auto self = stream_token("customer/kim"), other = stream_token(to);
    e.setFrom(id(self.view()));
    e.setTo(id(other.view()));
  };
}
Fill merged(std::string survivor, std::string absorbed) {
  return [=](Data data) {
    auto e = data.initCustomersMerged();
    const auto into = stream_token(survivor), gone = stream_token(absorbed);
    e.setSurvivor(id(into.view()));
    e.setAbsorbed(id(gone.view()));
  };
}
Fill detected(std::string name) {
  return [=](Data data) { data.initProblemDetected().setProblemId(id(name)); };
}
Fill problem_decided(std::string name) {
  return [=](Data data) { data.initProblemDecided().setProblemId(id(name)); };
}

DecideContext context_of(bool by_clock, StreamKind kind = StreamKind::kCustomer) {
  DecideContext context;
  context.by_clock = by_clock;
  context.kind = kind;
  return context;
}

// The same records, folded with bounds that they go far beyond and with none.
class DecideLeftTest : public testing::Test {
 protected:
  DecideLeftTest() {
    StateLimits& few = bounded.limits;
    few.closed_kept = few.open_kept = few.listed_kept = few.steps_kept = 4;
    few.holds_kept = few.problems_kept = 4;
    few.tokens_swept_at = 16;
    StateLimits& none = whole.limits;
    none.closed_kept = none.open_kept = none.listed_kept = none.steps_kept = 1 << 20;
    none.holds_kept = none.problems_kept = 1 << 20;
  }
  void record(const Fill& fill) {
    for (Stream* s : {&bounded, &whole}) s->at(time).record(fill);
  }
  void many(const std::function<Fill(std::string)>& make, const std::string& tag) {
    for (int n = 0; n < kMany; ++n) record(make(tag + std::to_string(n)));
  }
  // The invariant that refuses the event on the bounded stream, after a look at the other.
  int verdict(const Fill& fill, const DecideContext& context = {}) {
    const auto asked = [&](Stream& s) {
      const Decision decision = decide(s.customer, core_bytes(s.at(time).sent(fill)), context);
      return decision.accepted ? kAccepted : decision.invariant;
    };
    const int answer = asked(bounded);
    EXPECT_EQ(answer, asked(whole));
    return answer;
  }

  std::string time = "10:00";
  Stream bounded, whole;
};

TEST_F(DecideLeftTest, ANoteIsRetractedOnceAndOnlyIfItWasWritten) {
  many(noted, "n");
  record(retracted("n3"));
  many(noted, "m");
  EXPECT_EQ(verdict(retracted("n0")), kAccepted);
  EXPECT_EQ(verdict(retracted("n3")), 17);
  EXPECT_EQ(verdict(retracted("never")), 17);
}

TEST_F(DecideLeftTest, AStoryThatWasToldIsWithdrawn) {
  many(told, "s");
  EXPECT_EQ(verdict(withdrawn("s0")), kAccepted);
  EXPECT_EQ(verdict(withdrawn("never")), 17);
}

TEST_F(DecideLeftTest, ARequestIsDecidedOnce) {
  many(requested, "r");
  EXPECT_EQ(verdict(decided("r0")), kAccepted);
  many(decided, "r");
  EXPECT_EQ(verdict(decided("r0")), 17);
  EXPECT_EQ(verdict(decided("never")), 17);
}

TEST_F(DecideLeftTest, AHoldIsReleasedOnceAndItsIdHeldOnce) {
  many(held, "h");
  EXPECT_EQ(verdict(held("h0")), 17);
  EXPECT_EQ(verdict(released("h0")), kAccepted);
  many(released, "h");
  EXPECT_EQ(verdict(released("h0")), 17);
}

TEST_F(DecideLeftTest, WhatAHoldThatLeftSaysStaysAndMore) {
  many(held, "h");
  EXPECT_EQ(verdict(erased({}, {})), 15);
  EXPECT_EQ(verdict(erased({}, {schema::Purpose::CARE})), kAccepted);
  many(released, "h");
  const auto decision =
      decide(bounded.customer, core_bytes(bounded.sent(erased({}, {}))), DecideContext{});
  EXPECT_EQ(decision.invariant,
            15);  // until it would have ended: which words is not known any more
  time = "901 00:00";
  EXPECT_EQ(verdict(erased({}, {})), kAccepted);
}

TEST_F(DecideLeftTest, WordsThatWereErasedStayErased) {
  record(contact_started("c1"));
  for (std::uint64_t version = 2; version < kMany; ++version) record(erased({2 * version}, {}));
  record(agent_joined("c1", "ann"));
  for (Stream* s : {&bounded, &whole}) s->record(message("c1", "m", kCustomer), "said");
  const std::uint64_t said = whole.cores.size();
  record(erased({said}, {}));
  for (std::uint64_t version = 2; version < kMany; ++version) record(erased({2 * version}, {}));
  const auto note = [](Data data) {
    auto e = data.initConnectionNoted();
    e.setNoteId(id("n"));
    e.setSensitive(schema::Sensitive::NONE);
    e.setEvidenceEventId(id("said"));
    e.setBy(id("ann"));
  };
  for (Stream* s : {&bounded, &whole}) {
    const auto decision = decide(s->customer, core_bytes(s->by(kStaff).sent(note)), {});
    EXPECT_EQ(decision.invariant, 15);
  }
}

TEST_F(DecideLeftTest, AContactOrIssueThatWasHereIsAttributed) {
  for (int n = 0; n < kMany; ++n) {
    record(contact_started("c" + std::to_string(n)));
    record(contact_ended("c" + std::to_string(n)));
    record(issue_opened("i" + std::to_string(n)));
    record(issue_closed("i" + std::to_string(n), schema::Closure::SILENT));
  }
  EXPECT_EQ(verdict(attributed("c0", "customer/lee")), kAccepted);
  EXPECT_EQ(verdict(attributed("i0", "customer/lee")), kAccepted);
  EXPECT_EQ(verdict(attributed("never", "customer/lee")), 17);
}

TEST_F(DecideLeftTest, MergesMakeNoCircleHoweverManyThereWere) {
  for (int n = 0; n < kMany; ++n) record(merged("customer/kim", "customer/" + std::to_string(n)));
  EXPECT_EQ(verdict(merged("customer/0", "customer/kim")), 1);
  EXPECT_EQ(verdict(merged("customer/lee", "customer/kim")), kAccepted);
}

TEST_F(DecideLeftTest, AnAbsorbedStreamStaysAbsorbed) {
  record(merged("customer/lee", "customer/kim"));
  for (int n = 0; n < kMany; ++n) record(merged("customer/kim", "customer/" + std::to_string(n)));
  EXPECT_EQ(verdict(merged("customer/kim", "customer/new")), 1);
}

TEST_F(DecideLeftTest, APromiseThatWasKeptDoesNotLapse) {
  for (int n = 0; n < kMany; ++n) {
    record(promise_made("p" + std::to_string(n), "14:00", "14:30"));
    record(promise_kept("p" + std::to_string(n)));
  }
  time = "15:00";
  EXPECT_EQ(verdict(promise_lapsed("p0", "15:00"), context_of(true)), 9);
}

TEST_F(DecideLeftTest, AProblemIsDetectedOnceAndCanBeDecidedOn) {
  many(detected, "p");
  const DecideContext here = context_of(false, StreamKind::kProblem);
  EXPECT_EQ(verdict(detected("p0"), here), 20);
  EXPECT_EQ(verdict(problem_decided("p0"), here), kAccepted);
  EXPECT_EQ(verdict(problem_decided("never"), here), 17);
}

TEST_F(DecideLeftTest, SilenceConfirmsNothingOfAnIssueThatLeft) {
  for (int n = 0; n < kMany; ++n) {
    record(issue_opened("i" + std::to_string(n)));
    record(resolution_proposed("i" + std::to_string(n), "r"));
    record(issue_closed("i" + std::to_string(n), schema::Closure::SILENT));
  }
  time = "20 10:00";
  EXPECT_EQ(verdict(resolution_confirmed("i0", "r", schema::ConfirmationBasis::SILENCE),
                    context_of(true)),
            6);
}

}  // namespace
}  // namespace dangol
