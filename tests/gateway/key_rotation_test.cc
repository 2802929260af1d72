// One signing key follows the other, and for a while both sign.
#include "store/limits.h"
#include "tests/gateway/notary_kit.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

class Rotation : public NotaryTest {
 protected:
  Notarial run(NotaryTask task) {
    auto told = notary->run(task);
    EXPECT_TRUE(told.ok()) << told.error().message;
    return told.ok() ? told.value() : Notarial{};
  }
  static bool signs(const NoteVerifier& key, const std::string& note) {
    return verify(SignedNote::parse(note).value(), key).ok();
  }
};

TEST_F(Rotation, BothKeysSignUntilTheOlderOneRetires) {
  begin();
  record("e1");
  const NoteVerifier before = run(NotaryTask::kKeys).keys.front();
  const Notarial rotated = run(NotaryTask::kRotate);
  ASSERT_EQ(rotated.keys.size(), 2U);
  const NoteVerifier after = rotated.keys.front();
  EXPECT_EQ(rotated.keys.back(), before);
  EXPECT_EQ(after.name, before.name);
  EXPECT_TRUE(signs(before, rotated.note));
  EXPECT_TRUE(signs(after, rotated.note));
  EXPECT_EQ(said(rotated.note).size, 2U) << "the announcement is a leaf";

  record("e2");
  const Notarial retired = run(NotaryTask::kRetire);
  EXPECT_EQ(retired.keys, std::vector{after});
  EXPECT_TRUE(signs(before, retired.note)) << "once more, over the announcement";
  record("e3");
  const std::string note = sign();
  EXPECT_TRUE(signs(after, note));
  EXPECT_FALSE(signs(before, note));
}

TEST_F(Rotation, IsAnnouncedOnceAlsoAfterAKill) {
  begin();
  record("e1");
  kill_at = Step::kSigned;
  run(NotaryTask::kRotate);
  die();
  begin();
  EXPECT_EQ(run(NotaryTask::kKeys).keys.size(), 2U);
  EXPECT_EQ(said(sign()).size, 2U);
  end();
  begin();
  EXPECT_EQ(said(sign()).size, 2U);
}

TEST_F(Rotation, AKeyWhoseAnnouncementWasCutShortIsAnnouncedByTheNextWriter) {
  begin();
  record("e1");
  const SigningKeys keys =
      read_signing_keys(path("signing-key"), store->origin()).value().value_or(SigningKeys());
  ASSERT_TRUE(keys.empty());  // made with the first signature
  sign();
  SigningKeys two = read_signing_keys(path("signing-key"), store->origin()).value().value();
  OsEntropy entropy;
  two.insert(two.begin(), NoteSigner::make(store->origin(), NoteKeyType::kNote, entropy).value());
  ASSERT_TRUE(replace_signing_keys(path("signing-key"), two).ok());
  notary.reset();
  start();
  record("e2");
  EXPECT_EQ(said(sign()).size, 3U);
}

TEST_F(Rotation, CannotEndBeforeItBeganNorBeginTooOften) {
  begin();
  record("e1");
  EXPECT_EQ(notary->run(NotaryTask::kRetire).error().code, ErrorCode::kConflict);
  for (std::size_t keys = 2; keys <= kMaxSigningKeys; ++keys) {
    EXPECT_EQ(run(NotaryTask::kRotate).keys.size(), keys);
  }
  const std::string file = read_file(path("signing-key"));
  const auto refused = notary->run(NotaryTask::kRotate);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("--retire"));
  EXPECT_EQ(read_file(path("signing-key")), file);
  EXPECT_EQ(run(NotaryTask::kRetire).keys.size(), 1U);
}

}  // namespace
}  // namespace dangol::test
