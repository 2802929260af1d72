#include "events/sealing_open.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "events/record.capnp.h"
#include "tests/support/sealing_fixture_capnp.h"

namespace dangol {
namespace {

using namespace test;

class OpeningTest : public testing::Test {
 protected:
  SealedRecord seal(const SentEvent& event) {
    auto record = sealer_.seal(event, identify(event, keys_).value(), {}, keys_);
    EXPECT_TRUE(record.ok()) << record.error().message;
    return std::move(record).value();
  }
  StreamKeys keys_now() {
    return StreamKeys::open(stream_, vault_, StreamKeys::Lacking::kLeave).value();
  }
  OpenedEvent open(const SealedRecord& record, const ReaderRights& rights = ReaderRights::all()) {
    auto opened = opener_.open(record.core.view(), record.words, keys_now(), rights);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  Error damage(std::string_view core, std::string_view words) {
    auto opened = opener_.open(core, words, keys_now(), ReaderRights::all());
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? Error{} : opened.error();
  }
  // The words of a message as they open: nullopt when they are not in clear.
  static std::optional<std::string> text_of(const OpenedEvent& opened) {
    CanonicalReader message(opened.event.view());
    const auto text = message.root<schema::Event>().getData().getMessageExchanged().getText();
    if (!text.isClear()) return std::nullopt;
    return std::string(text.getClear().cStr());
  }
  static bool text_is_erased(const OpenedEvent& opened) {
    CanonicalReader message(opened.event.view());
    return message.root<schema::Event>().getData().getMessageExchanged().getText().isErased();
  }
  static std::string contact_of(const OpenedEvent& opened) {
    CanonicalReader message(opened.event.view());
    return std::string(
        view_of(message.root<schema::Event>().getData().getMessageExchanged().getContactId()));
  }

  FakeVault vault_;
  SeededEntropy entropy_{7};
  Sealer sealer_{vault_, entropy_};
  Opener opener_{vault_};
  StreamToken stream_ = vault_.token_of("customer/1").value();
  StreamKeys keys_ = StreamKeys::open(stream_, vault_, StreamKeys::Lacking::kMake).value();
};

TEST_F(OpeningTest, WithEveryRightTheEventIsTheOneThatWasSent) {
  for (const SentEvent& event : {a_message(), an_agent_joining(), a_note()}) {
    const OpenedEvent opened = open(seal(event));
    EXPECT_EQ(opened.event.view(), event.event.view());
    EXPECT_TRUE(opened.complete);
  }
}

TEST_F(OpeningTest, WhatCameBesideTheEventComesBack) {
  SentEvent event = a_message();
  event.correlation_id = "ticket-1";
  event.causation_id = "event-0";
  event.order_hint = 12;
  const OpenedEvent opened = open(seal(event));
  EXPECT_EQ(opened.correlation_id, "ticket-1");
  EXPECT_EQ(opened.causation_id, "event-0");
  EXPECT_EQ(opened.order_hint, 12);
  EXPECT_FALSE(opened.as_recorded);
}

TEST_F(OpeningTest, BytesNeedNoAlignment) {
  const SealedRecord record = seal(a_message());
  const std::string core = "x" + std::string(record.core.view()), words = "yyy" + record.words;
  auto opened = opener_.open(std::string_view(core).substr(1), std::string_view(words).substr(3),
                             keys_, ReaderRights::all());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().event.view(), a_message().event.view());
}

// ---- rights

TEST_F(OpeningTest, WithoutRightsIdsAreOpaqueAndWordsStaySealed) {
  SentEvent event = a_message();
  event.correlation_id = "ticket-1";
  const OpenedEvent opened = open(seal(event), ReaderRights::none());
  EXPECT_FALSE(opened.complete);
  EXPECT_EQ(text_of(opened), std::nullopt);
  EXPECT_FALSE(text_is_erased(opened));
  EXPECT_EQ(contact_of(opened).size(), 13U);
  EXPECT_EQ(contact_of(opened)[0], '~');
  EXPECT_EQ(opened.correlation_id[0], '~');
  for (const char* secret : {"contact-77", "message-5", "event-1", "flowers"}) {
    EXPECT_EQ(opened.event.view().find(secret), std::string_view::npos) << secret;
  }
}

TEST_F(OpeningTest, WithoutRightsEqualIdsStillLookEqual) {
  EXPECT_EQ(contact_of(open(seal(a_message("e1")), ReaderRights::none())),
            contact_of(open(seal(a_message("e2")), ReaderRights::none())));
}

TEST_F(OpeningTest, TheRightToOnePurposeOpensItsWordsAlone) {
  const SealedRecord message = seal(a_message());
  EXPECT_EQ(text_of(open(message, ReaderRights::none().add(Purpose::kCare))),
            "my flowers never came");
  EXPECT_EQ(text_of(open(message, ReaderRights::none().add(Purpose::kConnection))), std::nullopt);
  EXPECT_EQ(text_of(open(message, ReaderRights::none().add_names())), std::nullopt);
}

// ---- what is gone

TEST_F(OpeningTest, RemovedWordsAreErasedAndTheFactsStay) {
  SealedRecord record = seal(a_message());
  record.words.clear();
  const OpenedEvent opened = open(record);
  EXPECT_TRUE(text_is_erased(opened));
  EXPECT_EQ(contact_of(opened), "contact-77");
  EXPECT_FALSE(opened.complete);
}

TEST_F(OpeningTest, WordsWhoseKeyWasDestroyedAreErased) {
  const SealedRecord record = seal(a_message());
  vault_.destroy(stream_, Purpose::kCare);
  EXPECT_TRUE(text_is_erased(open(record)));
}

TEST_F(OpeningTest, WordsWhoseKeyIsAbsentAndNotNamedAsDestroyedAreDamage) {
  const SealedRecord record = seal(a_message());
  vault_.destroy(stream_, Purpose::kCare, FakeVault::Named::kNo);
  const Error error = damage(record.core.view(), record.words);
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_TRUE(error.message.starts_with("message.exchanged: text: the vault lacks the key"))
      << error.message;
}

TEST_F(OpeningTest, AForgottenStreamShowsItsFactsAndNoId) {
  const SealedRecord record = seal(a_message());
  vault_.destroy(stream_, Purpose::kIdentity);
  vault_.destroy(stream_, Purpose::kCare);
  const OpenedEvent opened = open(record);
  EXPECT_TRUE(text_is_erased(opened));
  EXPECT_EQ(contact_of(opened)[0], '~');
  EXPECT_FALSE(opened.complete);
}

TEST_F(OpeningTest, AForgottenSubjectIsAnOpaqueText) {
  const SealedRecord record = seal(an_agent_joining("kim"));
  vault_.forget("staff/kim");
  const OpenedEvent opened = open(record);
  CanonicalReader message(opened.event.view());
  EXPECT_EQ(view_of(message.root<schema::Event>().getActorId())[0], '~');
  EXPECT_EQ(opened.event.view().find("kim"), std::string_view::npos);
}

// ---- damage

TEST_F(OpeningTest, EveryFlippedByteOfTheWordsIsFoundOrWithoutEffect) {
  const SealedRecord record = seal(a_message());
  std::size_t found = 0;
  for (std::size_t at = 0; at < record.words.size(); ++at) {
    std::string words = record.words;
    words[at] ^= 0x10;
    auto opened = opener_.open(record.core.view(), words, keys_, ReaderRights::all());
    if (opened.ok()) {
      EXPECT_EQ(opened.value().event.view(), a_message().event.view()) << "byte " << at;
    } else {
      ++found;
      EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << "byte " << at;
    }
  }
  EXPECT_GT(found, 100U);
}

TEST_F(OpeningTest, EveryFlippedByteOfTheCoresEventIsFound) {
  const SealedRecord record = seal(a_message());
  const std::string whole(record.core.view());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string core = whole;
    core[at] ^= 0x10;
    auto opened = opener_.open(core, record.words, keys_, ReaderRights::all());
    if (!opened.ok()) {
      EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << "byte " << at;
    } else if (opened.value().complete) {
      EXPECT_EQ(opened.value().event.view(), a_message().event.view()) << "byte " << at;
    }
  }
}

TEST_F(OpeningTest, DamageNamesTheField) {
  const SealedRecord record = seal(a_message());
  std::string core(record.core.view());
  const std::string token(seal_id(*keys_.identity(), "contact-77").view());
  const std::size_t at = core.find(token);
  ASSERT_NE(at, std::string::npos);
  core[at + 20] ^= 1;
  EXPECT_EQ(damage(core, record.words).message,
            "message.exchanged: contactId: is not what was sealed");
}

TEST_F(OpeningTest, WordsOfAnotherEventDoNotOpen) {
  const SealedRecord first = seal(a_message("e1")), second = seal(a_message("e2"));
  EXPECT_EQ(damage(first.core.view(), second.words).message,
            "message.exchanged: text: is not what was sealed");
}

TEST_F(OpeningTest, ACoreOfAnotherStreamDoesNotOpen) {
  const SealedRecord record = seal(a_message());
  const StreamToken other = vault_.token_of("customer/2").value();
  const StreamKeys keys = StreamKeys::open(other, vault_, StreamKeys::Lacking::kMake).value();
  auto opened = opener_.open(record.core.view(), record.words, keys, ReaderRights::all());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
}

TEST_F(OpeningTest, BytesOfNoPossibleSizeAreDamage) {
  const SealedRecord record = seal(a_message());
  EXPECT_EQ(damage("", "").code, ErrorCode::kCorrupt);
  EXPECT_EQ(damage(record.core.view().substr(1), "").code, ErrorCode::kCorrupt);
  EXPECT_EQ(damage(record.core.view(), "1234567").code, ErrorCode::kCorrupt);
  EXPECT_EQ(damage(record.core.view().substr(0, 16), record.words).code, ErrorCode::kCorrupt);
}

// ---- one token

TEST_F(OpeningTest, OneTokenOpensByItsScope) {
  const IdentityKeys& identity = *keys_.identity();
  const auto opened = [&](TokenScope scope, std::string_view sealed, const ReaderRights& rights,
                          std::string_view source = {}) {
    return opener_.open_token(scope, sealed, keys_, rights, source).value();
  };
  const ReaderRights all = ReaderRights::all();
  const SealedToken contact = seal_id(identity, "contact-77");
  EXPECT_EQ(opened(TokenScope::kStream, contact.view(), all), "contact-77");
  EXPECT_EQ(opened(TokenScope::kStream, contact.view(), ReaderRights::none()),
            opaque_text(contact.view()));
  const SealedToken event = seal_event_id(identity, id_token(identity, kSource, "e1"), "e1");
  EXPECT_EQ(opened(TokenScope::kEvent, event.view(), all, kSource), "e1");
  EXPECT_EQ(opened(TokenScope::kEvent, event.view(), all), "e1");
  EXPECT_FALSE(opener_.open_token(TokenScope::kEvent, event.view(), keys_, all, "urn:other").ok());
  const StreamToken kim = vault_.token_of("staff/kim").value();
  EXPECT_EQ(opened(TokenScope::kStaff, kim.view(), all), "kim");
  EXPECT_EQ(opened(TokenScope::kSubject, kim.view(), all), "staff/kim");
  EXPECT_EQ(opener_.open_token(TokenScope::kCustomer, kim.view(), keys_, all).error().code,
            ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol
