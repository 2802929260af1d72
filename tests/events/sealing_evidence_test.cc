// The key of one field shows that field and nothing else.
#include "events/sealing_evidence.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sealing_fixture_capnp.h"

namespace dangol {
namespace {

using namespace test;
using testing::IsEmpty;
using testing::SizeIs;

class FieldEvidenceTest : public testing::Test {
 protected:
  SealedRecord seal(const SentEvent& event) {
    auto record = sealer_.seal(event, identify(event, keys_).value(), {}, keys_);
    EXPECT_TRUE(record.ok()) << record.error().message;
    return std::move(record).value();
  }
  std::vector<FieldEvidence> evidence(const SealedRecord& record,
                                      const ReaderRights& rights = ReaderRights::all()) {
    const auto keys = StreamKeys::open(stream_, vault_, StreamKeys::Lacking::kLeave).value();
    auto found = evidence_of(record.core.view(), record.words, keys, rights);
    EXPECT_TRUE(found.ok()) << found.error().message;
    return std::move(found).value();
  }
  Result<FieldEvidence> open(const SealedRecord& record, std::uint16_t place,
                             const std::string& key) {
    return open_by_evidence(stream_, record.core.view(), record.words, place, key);
  }

  FakeVault vault_;
  SeededEntropy entropy_{7};
  Sealer sealer_{vault_, entropy_};
  StreamToken stream_ = vault_.token_of("customer/1").value();
  StreamKeys keys_ = StreamKeys::open(stream_, vault_, StreamKeys::Lacking::kMake).value();
};

TEST_F(FieldEvidenceTest, OpensItsOwnFieldWithoutAnyOtherKey) {
  const SealedRecord note = seal(a_note());
  const auto fields = evidence(note);
  ASSERT_THAT(fields, SizeIs(3));
  for (const FieldEvidence& field : fields) {
    const auto opened = open(note, field.place, field.key);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ(opened.value().text, field.text);
    EXPECT_EQ(opened.value().field, field.field);
  }
  EXPECT_EQ(fields[0].text, "the mother");
  EXPECT_EQ(fields[0].field, "connection.noted: mentions");
}

TEST_F(FieldEvidenceTest, OpensNoOtherFieldAndNoOtherEvent) {
  const SealedRecord note = seal(a_note());
  const auto fields = evidence(note);
  for (const FieldEvidence& key : fields) {
    for (const FieldEvidence& field : fields) {
      EXPECT_EQ(open(note, field.place, key.key).ok(), key.place == field.place);
    }
  }
  const SealedRecord first = seal(a_message("event-1")), second = seal(a_message("event-2"));
  const std::string key = evidence(first).front().key;
  EXPECT_TRUE(open(first, 0, key).ok());
  EXPECT_EQ(open(second, 0, key).error().code, ErrorCode::kRejected);
  EXPECT_EQ(open(first, 1, key).error().message, "the record has no such field of words");
  EXPECT_EQ(open(first, 0, key.substr(1)).error().code, ErrorCode::kRejected);
}

TEST_F(FieldEvidenceTest, IsOfOtherWordsWhenOneByteDiffers) {
  SealedRecord record = seal(a_message());
  const std::string key = evidence(record).front().key;
  record.words[record.words.size() - 20] ^= 1;
  EXPECT_FALSE(open(record, 0, key).ok());
}

TEST_F(FieldEvidenceTest, IsThereForWhatTheReaderMaySeeAlone) {
  const SealedRecord message = seal(a_message());
  EXPECT_THAT(evidence(message, ReaderRights::none().add_names()), IsEmpty());
  EXPECT_THAT(evidence(message, ReaderRights::none().add(Purpose::kSurvey)), IsEmpty());
  EXPECT_THAT(evidence(message, ReaderRights::none().add(Purpose::kCare)), SizeIs(1));
}

}  // namespace
}  // namespace dangol
