#include "events/sealing.h"

#include <string>

#include <gtest/gtest.h>

#include "events/hash.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "tests/support/sealing_fixture_capnp.h"

namespace dangol {
namespace {

using namespace test;

class SealingTest : public testing::Test {
 protected:
  StreamKeys keys_for(StreamToken stream) {
    auto keys = StreamKeys::open(stream, vault_, StreamKeys::Lacking::kMake);
    EXPECT_TRUE(keys.ok());
    return std::move(keys).value();
  }
  SealedRecord seal(const SentEvent& event, StreamKeys& keys, const Delivery& delivery = {}) {
    auto identity = identify(event, keys);
    EXPECT_TRUE(identity.ok()) << identity.error().message;
    auto record = sealer_.seal(event, identity.value(), delivery, keys);
    EXPECT_TRUE(record.ok()) << record.error().message;
    return std::move(record).value();
  }
  SealedRecord seal(const SentEvent& event) { return seal(event, keys_); }
  Error refusal(const SentEvent& event) {
    return sealer_.seal(event, identify(event, keys_).value(), {}, keys_).error();
  }
  // What a state would hold of the contact of a message.
  static std::string contact_token(const SealedRecord& record) {
    CanonicalReader core(record.core.view());
    return std::string(view_of(
        core.root<schema::Core>().getEvent().getData().getMessageExchanged().getContactId()));
  }
  static std::string own_id_token(const SealedRecord& record) {
    CanonicalReader core(record.core.view());
    return std::string(view_of(core.root<schema::Core>().getEvent().getId()));
  }

  FakeVault vault_;
  SeededEntropy entropy_{7};
  Sealer sealer_{vault_, entropy_};
  StreamToken stream_ = vault_.token_of("customer/1").value();
  StreamKeys keys_ = keys_for(stream_);
};

// ---- identify

TEST_F(SealingTest, AResentEventHasTheSameIdentity) {
  EXPECT_EQ(identify(a_message(), keys_).value(), identify(a_message(), keys_).value());
}

TEST_F(SealingTest, TheSameIdWithOtherContentHasTheSameTokenAndAnotherDigest) {
  const auto first = identify(a_message("e", "c", "one"), keys_).value();
  const auto second = identify(a_message("e", "c", "two"), keys_).value();
  EXPECT_EQ(first.id, second.id);
  EXPECT_NE(first.digest, second.digest);
}

TEST_F(SealingTest, WhatStandsBesideTheEventIsNoPartOfItsIdentity) {
  SentEvent again = a_message();
  again.correlation_id = "another";
  again.causation_id = "cause";
  again.order_hint = 9;
  again.expected_version = Version(3);
  EXPECT_EQ(identify(again, keys_).value(), identify(a_message(), keys_).value());
}

TEST_F(SealingTest, TheSameEventHasAnotherIdentityInAnotherStream) {
  const StreamKeys other = keys_for(vault_.token_of("customer/2").value());
  const auto here = identify(a_message(), keys_).value();
  const auto there = identify(a_message(), other).value();
  EXPECT_NE(here.id, there.id);
  EXPECT_NE(here.digest, there.digest);
}

TEST_F(SealingTest, SourceAndIdAreNotRunTogether) {
  const IdentityKeys& keys = *keys_.identity();
  EXPECT_NE(id_token(keys, "urn:a", "bc"), id_token(keys, "urn:ab", "c"));
}

TEST_F(SealingTest, AnEventWithoutIdOrSourceIsRejected) {
  const SentEvent no_id = sent_event("", [](schema::Event::Builder event) { event.disownId(); });
  EXPECT_EQ(identify(no_id, keys_).error().code, ErrorCode::kRejected);
  const SentEvent no_source =
      sent_event("e", [](schema::Event::Builder event) { event.setSource(""); });
  EXPECT_EQ(identify(no_source, keys_).error().code, ErrorCode::kRejected);
  EXPECT_EQ(identify(SentEvent{}, keys_).error().code, ErrorCode::kRejected);
}

TEST_F(SealingTest, BytesThatAreNoMessageAreRejected) {
  for (int fill = 0; fill < 256; ++fill) {
    SentEvent event;
    event.event = MessageBytes(std::string(64, static_cast<char>(fill)));
    static_cast<void>(identify(event, keys_).ok());  // any answer, no crash
    static_cast<void>(sealer_.seal(event, {}, {}, keys_).ok());
  }
}

// ---- seal

TEST_F(SealingTest, NoIdAndNoWordStandsInAnyByteOfCoreOrWords) {
  SentEvent event = a_message();
  event.correlation_id = "ticket-4711";
  event.causation_id = "event-0";
  const SealedRecord record = seal(event);
  EXPECT_FALSE(record.words.empty());
  const std::string bytes = std::string(record.core.view()) + record.words;
  for (const char* secret :
       {"event-1", "contact-77", "message-5", "flowers", "ticket", "event-0"}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(bytes.find("urn:desk"), std::string::npos) << "a fact stays in clear";
}

TEST_F(SealingTest, WordsInAListAreSealedEach) {
  const SealedRecord record = seal(a_note());
  const std::string bytes = std::string(record.core.view()) + record.words;
  for (const char* secret : {"mother", "sister", "grieves", "note-1", "kim", "event-"}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
  CanonicalReader words(record.words);
  EXPECT_EQ(words.root<schema::Words>().getFields().size(), 3U);
}

TEST_F(SealingTest, AnEventWithoutPrivateWordsHasNoWordsPart) {
  EXPECT_TRUE(seal(an_agent_joining()).words.empty());
}

TEST_F(SealingTest, EqualIdsGiveEqualTokensInOneStreamAndDifferentOnesInTwo) {
  StreamKeys other = keys_for(vault_.token_of("customer/2").value());
  const std::string here = contact_token(seal(a_message("event-1")));
  EXPECT_EQ(contact_token(seal(a_message("event-9"))), here);
  EXPECT_NE(contact_token(seal(a_message("event-9", "contact-78"))), here);
  EXPECT_NE(contact_token(seal(a_message("event-1"), other)).substr(0, 16), here.substr(0, 16));
  EXPECT_EQ(here.size(), 16 + std::string_view("contact-77").size());
}

TEST_F(SealingTest, TheTokenOfAnEventsIdBeginsWithItsIdToken) {
  EXPECT_EQ(own_id_token(seal(a_message())).substr(0, 16),
            identify(a_message(), keys_).value().id.view());
}

TEST_F(SealingTest, AReferenceToAnEventIsTheTokenOfThatEventsId) {
  const SealedRecord note = seal(a_note());
  CanonicalReader core(note.core.view());
  const auto noted = core.root<schema::Core>().getEvent().getData().getConnectionNoted();
  EXPECT_EQ(view_of(noted.getEvidenceEventId()), own_id_token(seal(a_message("event-1"))));
}

TEST_F(SealingTest, AMemberOfStaffIsTheTokenOfTheirStream) {
  const SealedRecord record = seal(an_agent_joining("kim"));
  CanonicalReader core(record.core.view());
  const auto event = core.root<schema::Core>().getEvent();
  const StreamToken kim = vault_.find("staff/kim").value().value();
  EXPECT_EQ(view_of(event.getData().getAgentJoined().getAgentId()), kim.view());
  EXPECT_EQ(view_of(event.getActorId()), kim.view()) << "the actor is staff";
}

TEST_F(SealingTest, TheActorIsTheCustomersStreamOrAnIdOfThisStream) {
  const auto actor_of = [&](schema::ActorKind kind) {
    const SealedRecord record = seal(sent_event("e", [&](schema::Event::Builder event) {
      event.setActorKind(kind);
      event.setActorId(data_of("1"));
      event.getData().initIssueTouched().setIssueId(data_of("1"));
    }));
    CanonicalReader core(record.core.view());
    return std::string(view_of(core.root<schema::Core>().getEvent().getActorId()));
  };
  EXPECT_EQ(actor_of(schema::ActorKind::CUSTOMER), stream_.view());
  EXPECT_EQ(actor_of(schema::ActorKind::PARTNER), actor_of(schema::ActorKind::STAFF));
  EXPECT_EQ(actor_of(schema::ActorKind::SYSTEM), seal_id(*keys_.identity(), "1").view());
  EXPECT_EQ(actor_of(schema::ActorKind::THIRD_PARTY), seal_id(*keys_.identity(), "1").view());
}

TEST_F(SealingTest, TheCoreSaysHowTheEventCame) {
  SentEvent event = a_message();
  event.order_hint = -3;
  event.correlation_id = "ticket";
  const SealedRecord record =
      seal(event, keys_, {.history = History::kAsRecorded, .unit_size = 3, .unit_place = 2});
  CanonicalReader message(record.core.view());
  const auto core = message.root<schema::Core>();
  EXPECT_EQ(core.getContentDigest(), identify(event, keys_).value().digest.value());
  EXPECT_EQ(core.getOrderHint(), -3);
  EXPECT_EQ(view_of(core.getCorrelationId()), seal_id(*keys_.identity(), "ticket").view());
  EXPECT_FALSE(core.hasCausationId());
  EXPECT_TRUE(core.getAsRecorded());
  EXPECT_EQ(core.getUnitSize(), 3);
  EXPECT_EQ(core.getUnitPlace(), 2);
  EXPECT_EQ(core.getSchemaVersion(), schema::SCHEMA_VERSION);
  EXPECT_EQ(core.getStreamKind(), 1 + static_cast<int>(StreamKind::kCustomer));
  EXPECT_EQ(core.getSalt().size(), 16U);
}

TEST_F(SealingTest, TheSameEventSealedTwiceDiffersInSaltAndNonce) {
  const SealedRecord first = seal(a_message()), second = seal(a_message());
  EXPECT_NE(first.core.view(), second.core.view());
  EXPECT_NE(first.words, second.words);
}

// These bytes are in every log. When this fails, it is the code that is wrong; only a new schemaVersion,
// which the core names, may change the first of them.
TEST_F(SealingTest, BytesAreFixed) {
  const SealedRecord record = seal(a_message());
  EXPECT_EQ(to_hex(sha256(record.core.view()).view()),
            "731371d04f91e2c1210ad3a0d089ecded81affb14846c4393122f268b15fbcb3");
  EXPECT_EQ(to_hex(sha256(record.words).view()),
            "43515a27b8f0d5334ea7f0c720dc4d7a18908b0a56554e8d805bf34215835f47");
}

// ---- purpose

SentEvent with_purpose(schema::Purpose purpose) {
  return sent_event("e", [&](schema::Event::Builder event) {
    event.setPurpose(purpose);
    auto message = event.getData().initMessageExchanged();
    message.setContactId(data_of("c"));
    message.getText().setClear("words");
  });
}

TEST_F(SealingTest, TheEventsPurposeMayNameWhatTheSchemaAllows) {
  EXPECT_FALSE(seal(with_purpose(schema::Purpose::CARE)).words.empty());
}

TEST_F(SealingTest, TheEventsPurposeNeverWidens) {
  const Error error = refusal(with_purpose(schema::Purpose::CONNECTION));
  EXPECT_EQ(error.code, ErrorCode::kRejected);
  EXPECT_EQ(error.message,
            "purpose connection is not what message.exchanged: text is held for: care");
  const KeySet keys = vault_.keys_of(stream_).value();
  for (const DataKey& key : keys.live) {
    EXPECT_EQ(key.name.purpose, Purpose::kIdentity) << "a refused event makes no key";
  }
}

TEST_F(SealingTest, AnIdTooLongIsRejectedByName) {
  EXPECT_EQ(refusal(a_message("e", std::string(256, 'c'))).message,
            "message.exchanged: contactId has 256 bytes, at most 255 are allowed");
  EXPECT_EQ(refusal(an_agent_joining(std::string(256, 'a'))).message,
            "actorid has 256 bytes, at most 255 are allowed");
  SentEvent event = a_message();
  event.correlation_id = std::string(256, 'c');
  EXPECT_EQ(refusal(event).message, "correlationid has 256 bytes, at most 255 are allowed");
}

TEST_F(SealingTest, AnEventOfNoTypeIsRejected) {
  const SentEvent event = sent_event("e", [](schema::Event::Builder) {});
  EXPECT_EQ(refusal(event).code, ErrorCode::kRejected);
}

TEST_F(SealingTest, WordsThatComeSealedOrErasedAreRejected) {
  const SentEvent event = sent_event("e", [](schema::Event::Builder event) {
    event.getData().initMessageExchanged().getText().setErased();
  });
  EXPECT_EQ(refusal(event).message, "message.exchanged: text is not in clear");
}

// ---- keys

TEST_F(SealingTest, AForgottenStreamTakesNoMoreEvents) {
  vault_.destroy(stream_, Purpose::kIdentity);
  auto keys = StreamKeys::open(stream_, vault_, StreamKeys::Lacking::kMake);
  EXPECT_EQ(keys.error().code, ErrorCode::kRejected);
  EXPECT_TRUE(vault_.keys_of(stream_).value().live.empty());
}

TEST_F(SealingTest, OpenedOnlyToReadAStreamGetsNoKeys) {
  const StreamToken other = vault_.token_of("customer/2").value();
  auto keys = StreamKeys::open(other, vault_, StreamKeys::Lacking::kLeave);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys.value().identity(), nullptr);
  EXPECT_TRUE(vault_.keys_of(other).value().live.empty());
}

}  // namespace
}  // namespace dangol
