// Sealed words that somebody with the disk rearranged: swapped, moved, under a nonce that was used before, or
// called by another purpose. Given whole ciphertexts in wrong places, then nothing opens, and nothing else
// opens in their stead.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/record.capnp.h"
#include "tests/support/sealing_fixture_capnp.h"

namespace dangol {
namespace {

using namespace test;
using testing::AnyOf;
using testing::HasSubstr;

using Fields = capnp::List<schema::SealedField>::Builder;

class MovedWordsTest : public testing::Test {
 protected:
  SealedRecord seal(const SentEvent& event, StreamKeys& keys) {
    auto record = sealer_.seal(event, identify(event, keys).value(), {}, keys);
    EXPECT_TRUE(record.ok()) << record.error().message;
    return std::move(record).value();
  }
  SealedRecord seal(const SentEvent& event) { return seal(event, keys_); }
  StreamKeys keys_of(const std::string& subject, StreamKeys::Lacking lacking) {
    return StreamKeys::open(vault_.token_of(subject).value(), vault_, lacking).value();
  }
  // The same words after `change`.
  static std::string changed(std::string_view words, const std::function<void(Fields)>& change) {
    capnp::MallocMessageBuilder builder;
    CanonicalReader reader(words);
    builder.setRoot(reader.root<schema::Words>());
    change(builder.getRoot<schema::Words>().getFields());
    return std::string(canonical_bytes(builder.getRoot<schema::Words>().asReader()).view());
  }
  static void copy(schema::SealedField::Reader from, schema::SealedField::Builder to) {
    to.setNonce(from.getNonce());
    to.setCommitment(from.getCommitment());
    to.setCiphertext(from.getCiphertext());
  }
  // That words as they are open, and the changed ones do not, with any right.
  void expect_opens_no_more(const SealedRecord& record, const std::string& words) {
    const StreamKeys keys = keys_of("customer/1", StreamKeys::Lacking::kLeave);
    ASSERT_NE(words, record.words);
    EXPECT_TRUE(opener_.open(record.core.view(), record.words, keys, ReaderRights::all()).ok());
    auto opened = opener_.open(record.core.view(), words, keys, ReaderRights::all());
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(opened.error().message, AnyOf(HasSubstr("is not what was sealed"),
                                              HasSubstr("its words are of another field")));
  }

  FakeVault vault_;
  SeededEntropy entropy_{7};
  Sealer sealer_{vault_, entropy_};
  Opener opener_{vault_};
  StreamKeys keys_ = keys_of("customer/1", StreamKeys::Lacking::kMake);
};

TEST_F(MovedWordsTest, TwoFieldsOfOneEventThatChangePlaces) {
  const SealedRecord note = seal(a_note());
  expect_opens_no_more(note, changed(note.words, [&](Fields fields) {
                         CanonicalReader before(note.words);
                         const auto were = before.root<schema::Words>().getFields();
                         copy(were[0], fields[1]);
                         copy(were[1], fields[0]);
                       }));
}

TEST_F(MovedWordsTest, ACiphertextOfAnotherEventOfTheSamePerson) {
  const SealedRecord first = seal(a_message("e1")), second = seal(a_message("e2"));
  expect_opens_no_more(second, first.words);
}

TEST_F(MovedWordsTest, ACiphertextOfAnotherPerson) {
  const SealedRecord own = seal(a_message("e1"));
  StreamKeys other = keys_of("customer/2", StreamKeys::Lacking::kMake);
  const SealedRecord others = seal(a_message("e1"), other);
  expect_opens_no_more(own, changed(own.words, [&](Fields fields) {
                         CanonicalReader theirs(others.words);
                         copy(theirs.root<schema::Words>().getFields()[0], fields[0]);
                       }));
}

TEST_F(MovedWordsTest, ANonceThatAnotherFieldUsed) {
  const SealedRecord note = seal(a_note());
  expect_opens_no_more(note, changed(note.words, [&](Fields fields) {
                         const std::string used(view_of(fields[0].getNonce()));
                         fields[1].setNonce(data_of(used));
                       }));
}

TEST_F(MovedWordsTest, ACommitmentToAnotherFieldsKey) {
  const SealedRecord note = seal(a_note());
  expect_opens_no_more(note, changed(note.words, [&](Fields fields) {
                         const std::string other(view_of(fields[0].getCommitment()));
                         fields[1].setCommitment(data_of(other));
                       }));
}

// Sealed for the person's care, and called words of a survey, for which there is a key too.
TEST_F(MovedWordsTest, WordsThatAreCalledAnotherPurposes) {
  const SealedRecord message = seal(a_message());
  const DataKey survey =
      vault_.current_key(vault_.token_of("customer/1").value(), Purpose::kSurvey).value();
  expect_opens_no_more(message, changed(message.words, [&](Fields fields) {
                         fields[0].setPurpose(schema::Purpose::SURVEY);
                         fields[0].setKeyId(survey.name.id.value());
                       }));
}

TEST_F(MovedWordsTest, WhoMayReadAnotherPurposeGetsNothingByRenamingIt) {
  const SealedRecord message = seal(a_message());
  vault_.current_key(vault_.token_of("customer/1").value(), Purpose::kSurvey).value();
  const std::string renamed =
      changed(message.words, [](Fields fields) { fields[0].setPurpose(schema::Purpose::SURVEY); });
  const StreamKeys keys = keys_of("customer/1", StreamKeys::Lacking::kLeave);
  const auto opened =
      opener_.open(message.core.view(), renamed, keys, ReaderRights::none().add(Purpose::kSurvey));
  if (opened.ok()) {
    EXPECT_FALSE(opened.value().complete);
    EXPECT_EQ(opened.value().event.view().find("flowers"), std::string_view::npos);
  }
}

// Each value has a key of its own, so that a nonce that came twice by chance would still not be reused under
// a key; and none comes twice.
TEST_F(MovedWordsTest, NoNonceAndNoKeyIsUsedTwice) {
  constexpr std::size_t kEvents = 500;
  std::set<std::string> nonces, commitments;
  for (std::size_t i = 0; i < kEvents; ++i) {
    const SealedRecord note = seal(a_note());  // the same event every time
    CanonicalReader reader(note.words);
    for (const auto field : reader.root<schema::Words>().getFields()) {
      nonces.emplace(view_of(field.getNonce()));
    }
    const SealedRecord message = seal(a_message("e" + std::to_string(i)));
    CanonicalReader of_message(message.words);
    commitments.emplace(view_of(of_message.root<schema::Words>().getFields()[0].getCommitment()));
  }
  EXPECT_EQ(nonces.size(), 3 * kEvents);
  EXPECT_EQ(commitments.size(), kEvents);
}

}  // namespace
}  // namespace dangol
