// Given records of a stream, when an event is sent, then whether it may be recorded. A refusal
// changes nothing: every case here checks that.
#include "actors/decide.h"

#include <gmock/gmock.h>

#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

constexpr int kAccepted = 0;

// The number of the invariant that refuses the event, or kAccepted.
int verdict(Stream& s, Fill fill, const DecideContext& context = {}) {
  const std::string before = encode_state(s.customer);
  const Decision decision = decide(s.customer, core_bytes(s.sent(std::move(fill))), context);
  EXPECT_EQ(encode_state(s.customer), before);
  EXPECT_EQ(decision.accepted, decision.reason.empty());
  if (!decision.accepted) {
    EXPECT_GT(decision.invariant, 0);
  }
  return decision.accepted ? kAccepted : decision.invariant;
}

DecideContext importer() {
  DecideContext context;
  context.as_recorded = true;
  return context;
}
DecideContext clock() {
  DecideContext context;
  context.by_clock = true;
  return context;
}
DecideContext on(StreamKind kind) {
  DecideContext context;
  context.kind = kind;
  return context;
}

Fill note(std::string evidence, std::string by,
          schema::Sensitive sensitive = schema::Sensitive::NONE) {
  return [=](Data data) {
    auto e = data.initConnectionNoted();
    e.setNoteId(id("n1"));
    e.setSensitive(sensitive);
    e.setEvidenceEventId(id(evidence));
    e.setBy(id(by));
  };
}
Fill abuse(std::string contact, std::string agent, schema::AbuseKind kind) {
  return [=](Data data) {
    auto e = data.initAbuseReported();
    e.setContactId(id(contact));
    e.setByAgent(id(agent));
    e.setAbuseKind(kind);
  };
}
Fill warning(std::string contact) {
  return [=](Data data) { data.initWarningGiven().setContactId(id(contact)); };
}
Fill ended_for_protection(std::string contact) {
  return [=](Data data) { data.initContactEndedForProtection().setContactId(id(contact)); };
}
Fill relationship_ended(std::string first, std::string second) {
  return [=](Data data) {
    auto e = data.initRelationshipEnded();
    e.setReason("abuse");
    e.setDecidedBy(id(first));
    e.setSecondedBy(id(second));
    e.initReviewOn().setMicros(moment_of("300 00:00").value());
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
Fill held(std::string hold, schema::Purpose purpose) {
  return [=](Data data) {
    auto e = data.initRetentionHeld();
    e.setHoldId(id(hold));
    e.initPurposes(1).set(0, purpose);
    e.setLaw("E-commerce act, decree art. 6");
    e.initUntil().setMicros(moment_of("900 00:00").value());
  };
}
Fill erased(std::vector<schema::Purpose> destroyed, std::vector<schema::Purpose> kept) {
  return [=](Data data) {
    auto e = data.initPersonalDataErased();
    auto keys = e.initKeysDestroyed(static_cast<unsigned>(destroyed.size()));
    for (unsigned i = 0; i < destroyed.size(); ++i) keys[i].setPurpose(destroyed[i]);
    auto stays = e.initKept(static_cast<unsigned>(kept.size()));
    for (unsigned i = 0; i < kept.size(); ++i) stays[i].setPurpose(kept[i]);
  };
}
Fill consent(schema::ConsentPurpose purpose, schema::Sensitive category,
             schema::Audience audience) {
  return [=](Data data) {
    auto e = data.initConsentGiven();
    e.setPurpose(purpose);
    e.setCategory(category);
    e.setAudience(audience);
  };
}

// A contact in which the person said something to ann.
Stream a_talk() {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:01").record(agent_joined("c1", "ann"));
  s.at("10:02").record(message("c1", "m1", kCustomer), "said");
  s.at("10:03").record(message("c1", "m2", kStaff), "answered");
  return s;
}

TEST(DecideTest, FactsAreNeverRefusedForBeingSurprising) {
  Stream s;
  EXPECT_EQ(verdict(s, action_taken("no such issue", "a1")), kAccepted);
  EXPECT_EQ(verdict(s, contact_ended("no such contact")), kAccepted);
  EXPECT_EQ(verdict(s, issue_closed("no such issue", schema::Closure::RESOLVED)), kAccepted);
}

TEST(DecideTest, EveryTypeIsDecidedOnEveryKindOfStream) {
  for (const auto& [name, fill] : every_type()) {
    bool accepted = false;
    for (std::size_t kind = 0; kind < kStreamKinds; ++kind) {
      Stream s;
      DecideContext context = importer();
      context.kind = static_cast<StreamKind>(kind);
      context.by_clock = true;
      accepted |= verdict(s.by(kStaff), fill, context) != 18;
    }
    EXPECT_TRUE(accepted) << name;
  }
}

TEST(DecideTest, ATypeOnAStreamOfAnotherKindIsRefusedAlsoFromAnImporter) {
  Stream s;
  EXPECT_EQ(verdict(s, contact_started("c1"), on(StreamKind::kStaff)), 18);
  DecideContext context = importer();
  context.kind = StreamKind::kPolicy;
  EXPECT_EQ(verdict(s, contact_started("c1"), context), 18);
  EXPECT_EQ(verdict(s, contact_started("c1"), on(StreamKind::kContact)), kAccepted);
}

TEST(DecideTest, TheOtherStreamThatMustRecordItIsOfAKindThatTakesItAlsoFromAnImporter) {
  Stream s;
  DecideContext context = importer();
  context.other = StreamKind::kContact;
  EXPECT_EQ(verdict(s, merged("customer/kim", "customer/lee"), context), 18);
  context.other = StreamKind::kCustomer;
  EXPECT_EQ(verdict(s, merged("customer/kim", "customer/lee"), context), kAccepted);
}

TEST(DecideTest, WhatIsSaidOfTheLogItselfIsDangolsWordAloneAlsoFromAnImporterAndTheClock) {
  for (const auto& [name, fill] : every_type()) {
    const std::string ours = "headsRecorded signingKeyAnnounced logRestored vaultKeyRotated";
    if (ours.find(name) == ours.npos) continue;
    Stream s("heads/main");
    DecideContext context = on(StreamKind::kHeads);
    EXPECT_EQ(verdict(s, fill, context), 22) << name;
    context.as_recorded = context.by_clock = context.mirrored = true;
    EXPECT_EQ(verdict(s, fill, context), 22) << name;
    context.about_log = true;
    EXPECT_EQ(verdict(s, fill, context), kAccepted) << name;
  }
}

TEST(DecideTest, BytesThatAreNoEventAreRefused) {
  Stream s;
  EXPECT_FALSE(decide(s.customer, "", {}).accepted);
  EXPECT_FALSE(decide(s.customer, std::string(40, '\xff'), {}).accepted);
}

TEST(MergeTest, TheAbsorbedStreamTakesNoMoreDecisionsButKeepsItsRights) {
  Stream s("customer/lee");
  EXPECT_EQ(verdict(s, merged("customer/kim", "customer/lee")), kAccepted);
  s.record(merged("customer/kim", "customer/lee"));
  EXPECT_EQ(verdict(s, relationship_ended("ann", "bob")), 1);
  EXPECT_EQ(verdict(s, contact_started("c1")), kAccepted);
  EXPECT_EQ(verdict(s, held("h1", schema::Purpose::COMPLAINT)), kAccepted);
}

TEST(MergeTest, IsNeverCircularAndNamesItsStream) {
  Stream s("customer/kim");
  EXPECT_EQ(verdict(s, merged("customer/kim", "customer/kim")), 1);
  EXPECT_EQ(verdict(s, merged("customer/lee", "customer/park")), 1);
  s.record(merged("customer/kim", "customer/lee"));
  EXPECT_EQ(verdict(s, merged("customer/lee", "customer/kim")), 1);
}

TEST(AttributionTest, MovesAContactThatIsHereOnce) {
  Stream s("customer/kim");
  const auto move = [](Data data) {
    auto e = data.initContactAttributed();
    const auto from = stream_token("customer/kim"), to = stream_token("customer/lee");
    e.setContactId(id("c1"));
    e.setFrom(id(from.view()));
    e.setTo(id(to.view()));
  };
  EXPECT_EQ(verdict(s, move), 17);
  EXPECT_EQ(verdict(s, move, importer()), kAccepted);
  s.record(contact_started("c1"));
  EXPECT_EQ(verdict(s, move), kAccepted);
  s.record(move);
  EXPECT_EQ(verdict(s, move), 17);
}

TEST(SilenceTest, ConfirmsOnlyByTheClockAfterTheWindowWithoutAWord) {
  Stream s;
  const auto silence = resolution_confirmed("i1", "r1", schema::ConfirmationBasis::SILENCE);
  s.at("10:00").record(contact_started("c1"));
  s.at("10:00").record(issue_opened("i1"));
  EXPECT_EQ(verdict(s.at("8 10:00"), silence, clock()), 6) << "nothing was proposed";
  s.at("10:10").record(resolution_proposed("i1", "r1"));
  EXPECT_EQ(verdict(s.at("8 10:10"), silence), 6) << "a sender";
  EXPECT_EQ(verdict(s.at("8 10:10"), silence, importer()), 6) << "an importer";
  EXPECT_EQ(verdict(s.at("7 10:09"), silence, clock()), 6) << "a minute early";
  EXPECT_EQ(verdict(s.at("7 10:10"), silence, clock()), kAccepted);
  s.at("3 10:00").record(issue_touched("i1", "c1"));
  EXPECT_EQ(verdict(s.at("7 10:10"), silence, clock()), 6);
  EXPECT_EQ(verdict(s.at("10 10:00"), silence, clock()), kAccepted);
  s.at("5 10:00").record(message("c1", "m1", kCustomer));
  EXPECT_EQ(verdict(s.at("10 10:00"), silence, clock()), 6) << "a message in a touching contact";
}

TEST(SilenceTest, ASourcesMarkIsAnImportersWord) {
  Stream s;
  const auto marked = resolution_confirmed("i1", "", schema::ConfirmationBasis::SOURCE_MARKED);
  EXPECT_EQ(verdict(s, marked), 6);
  EXPECT_EQ(verdict(s, marked, importer()), kAccepted);
}

TEST(LapseTest, IsTheClocksWordAfterTheWindow) {
  Stream s;
  s.at("10:00").record(promise_made("p1", "14:00", "14:30"));
  EXPECT_EQ(verdict(s.at("14:30"), promise_lapsed("p1", "14:30")), 9);
  EXPECT_EQ(verdict(s.at("14:29"), promise_lapsed("p1", "14:29"), clock()), 9);
  EXPECT_EQ(verdict(s.at("14:30"), promise_lapsed("p1", "14:30"), clock()), kAccepted);
  EXPECT_EQ(verdict(s.at("14:30"), promise_lapsed("p1", "14:30"), importer()), kAccepted);
  s.at("14:10").record(promise_kept("p1"));
  EXPECT_EQ(verdict(s.at("14:30"), promise_lapsed("p1", "14:30"), clock()), 9);
}

TEST(NoteTest, ComesFromThePersonsOwnEventByAHumanOfThatContact) {
  Stream s = a_talk();
  EXPECT_EQ(verdict(s.by(kStaff), note("said", "ann")), kAccepted);
  EXPECT_EQ(verdict(s.by(kStaff), note("unknown", "ann")), 12);
  EXPECT_EQ(verdict(s.by(kStaff), note("answered", "ann")), 12);
  EXPECT_EQ(verdict(s.by(kStaff), note("said", "bob")), 12);
  EXPECT_EQ(verdict(s.by(schema::ActorKind::SYSTEM), note("said", "ann")), 12);
  EXPECT_EQ(verdict(s.by(schema::ActorKind::SYSTEM), note("said", "ann"), importer()), 12);
}

TEST(NoteTest, OfAProtectedCategoryNeedsConsentToThatCategory) {
  Stream s = a_talk();
  const auto health = note("said", "ann", schema::Sensitive::HEALTH);
  EXPECT_EQ(verdict(s.by(kStaff), health), 12);
  s.record(consent(schema::ConsentPurpose::SENSITIVE_NOTE, schema::Sensitive::BELIEF, {}));
  EXPECT_EQ(verdict(s.by(kStaff), health), 12);
  s.record(consent(schema::ConsentPurpose::SENSITIVE_NOTE, schema::Sensitive::HEALTH, {}));
  EXPECT_EQ(verdict(s.by(kStaff), health), kAccepted);
}

TEST(NoteTest, TheEvidenceMayBeOlderThanTheStateKeepsIfTheCallerFoundIt) {
  Stream s = a_talk();
  const RecentEvent cited{id_token("long ago"),
                          {},
                          moment_of("10:00"),
                          s.customer.tokens.find("c1"),
                          Author::kCustomer};
  DecideContext context;
  context.cited = &cited;
  EXPECT_EQ(verdict(s.by(kStaff), note("long ago", "ann"), context), kAccepted);
}

TEST(NoteTest, NothingIsNotedFromErasedWords) {
  Stream s = a_talk();
  s.record(erased({schema::Purpose::CARE}, {}));
  EXPECT_EQ(verdict(s.by(kStaff), note("said", "ann")), 15);
}

TEST(StoryTest, IsToldInPublicOnlyWithConsent) {
  Stream s;
  const auto story = [](Data data) {
    auto e = data.initStoryTold();
    e.setStoryId(id("s1"));
    e.setAudience(schema::Audience::PUBLIC);
    e.initConsents(1).set(0, id("yes"));
  };
  EXPECT_EQ(verdict(s, story), 19);
  s.record(consent(schema::ConsentPurpose::STORY, {}, schema::Audience::PUBLIC), "yes");
  EXPECT_EQ(verdict(s, story), kAccepted);
}

TEST(ProtectionTest, EndsAContactAfterAWarningOrAGraveAbuse) {
  Stream s;
  s.record(contact_started("c1"));
  s.record(abuse("c1", "ann", schema::AbuseKind::INSULT));
  EXPECT_EQ(verdict(s, ended_for_protection("c1")), 14);
  EXPECT_EQ(verdict(s, ended_for_protection("c1"), importer()), 14);
  s.record(warning("c1"));
  EXPECT_EQ(verdict(s, ended_for_protection("c1")), kAccepted);
  s.record(contact_started("c2"));
  EXPECT_EQ(verdict(s, ended_for_protection("c2")), 14);
  s.record(abuse("c2", "ann", schema::AbuseKind::THREAT));
  EXPECT_EQ(verdict(s, ended_for_protection("c2")), kAccepted);
}

TEST(RelationshipTest, EndsByTwoOfWhomTheSecondWasNotInTheAbuse) {
  Stream s;
  s.record(contact_started("c1"));
  s.record(agent_joined("c1", "ann"));
  s.record(abuse("c1", "ann", schema::AbuseKind::INSULT));
  EXPECT_EQ(verdict(s, relationship_ended("bob", "bob")), 14);
  EXPECT_EQ(verdict(s, relationship_ended("bob", "ann")), 14);
  EXPECT_EQ(verdict(s, relationship_ended("bob", "ann"), importer()), 14);
  EXPECT_EQ(verdict(s, relationship_ended("ann", "bob")), kAccepted);
  const auto restored = [](Data data) { data.initRelationshipRestored(); };
  EXPECT_EQ(verdict(s, restored), 17);
  s.record(relationship_ended("ann", "bob"));
  EXPECT_EQ(verdict(s, restored), kAccepted);
}

TEST(ErasureTest, KeepsWhatAHoldSays) {
  Stream s;
  using schema::Purpose;
  EXPECT_EQ(verdict(s, erased({Purpose::CARE, Purpose::COMPLAINT}, {})), kAccepted);
  s.record(held("h1", Purpose::COMPLAINT));
  EXPECT_EQ(verdict(s, erased({Purpose::CARE, Purpose::COMPLAINT}, {})), 15);
  EXPECT_EQ(verdict(s, erased({Purpose::CARE}, {}), importer()), 15);
  EXPECT_EQ(verdict(s, erased({Purpose::CARE}, {Purpose::COMPLAINT})), kAccepted);
  s.record([](Data data) { data.initRetentionReleased().setHoldId(id("h1")); });
  EXPECT_EQ(verdict(s, erased({Purpose::CARE, Purpose::COMPLAINT}, {})), kAccepted);
}

TEST(RequestTest, IsDecidedOnceForAPersonWhoWasChecked) {
  Stream s;
  const auto decided = [](schema::YesNo checked, schema::RequestOutcome outcome) {
    return [=](Data data) {
      auto e = data.initSubjectRequestDecided();
      e.setRequestId(id("q1"));
      e.setOutcome(outcome);
      e.setIdentityChecked(checked);
    };
  };
  const auto granted = decided(schema::YesNo::YES, schema::RequestOutcome::GRANTED);
  EXPECT_EQ(verdict(s, granted), 17);
  s.record([](Data data) { data.initSubjectRequestReceived().setRequestId(id("q1")); });
  EXPECT_EQ(verdict(s, decided(schema::YesNo::NO, schema::RequestOutcome::GRANTED)), 21);
  EXPECT_EQ(verdict(s, decided(schema::YesNo::YES, schema::RequestOutcome::REFUSED)), 21);
  EXPECT_EQ(verdict(s, granted), kAccepted);
  s.record(granted);
  EXPECT_EQ(verdict(s, granted), 17);
}

TEST(ProblemTest, NeedsAsManyPersonsAsThePolicySays) {
  Stream s("problem/p1");
  const auto detected = [](unsigned persons) {
    return [=](Data data) {
      auto e = data.initProblemDetected();
      e.setProblemId(id("p1"));
      e.setThreshold(5);
      auto issues = e.initIssues(6);
      for (unsigned i = 0; i < 6; ++i) issues[i].setCustomerId(id(std::to_string(i % persons)));
    };
  };
  EXPECT_EQ(verdict(s, detected(4), on(StreamKind::kProblem)), 20);
  EXPECT_EQ(verdict(s, detected(5), on(StreamKind::kProblem)), kAccepted);
}

TEST(PolicyTest, TheNewestValueThatHoldsCounts) {
  Stream s("policy/main");
  const auto set = [](std::string value, std::string_view from) {
    return [=, at = moment_of(from)](Data data) {
      auto e = data.initPolicySet();
      e.setName("silence.days");
      e.setValue(words(value));
      e.initFrom().setMicros(at.value());
    };
  };
  EXPECT_EQ(policies_of(s.customer, moment_of("9 00:00")).silence_days, 7u);
  s.at("10:00").record(set("10", "5 00:00"));
  s.at("10:01").record(set("3", "20 00:00"));
  s.at("10:02").record(set("not a number", "1 00:00"));
  EXPECT_EQ(policies_of(s.customer, moment_of("4 00:00")).silence_days, 7u);
  EXPECT_EQ(policies_of(s.customer, moment_of("9 00:00")).silence_days, 10u);
  EXPECT_EQ(policies_of(s.customer, moment_of("21 00:00")).silence_days, 3u);
}

}  // namespace
}  // namespace dangol
