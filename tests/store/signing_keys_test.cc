// The file of signing keys.
#include "store/signing_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/limits.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::key_of;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SigningKeyFile : public testing::Test {
 protected:
  SigningKeys read() {
    auto keys = read_signing_keys(path_, "log.example");
    EXPECT_TRUE(keys.ok()) << keys.error().message;
    return keys.value().value();
  }
  std::string refused() {
    auto keys = read_signing_keys(path_, "log.example");
    if (keys.ok()) return "";
    EXPECT_EQ(keys.error().code, ErrorCode::kUsage);
    return keys.error().message;
  }
  void write(const std::string& text) {
    test::write_file(path_, text);
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write);
  }

  test::TempDir dir_;
  const fs::path path_ = dir_ / "store.signing-key";
  test::SeededEntropy entropy_{1};
};

TEST_F(SigningKeyFile, IsMadeForTheOwnerAlone) {
  EXPECT_FALSE(read_signing_keys(path_, "log.example").value().has_value());
  const auto made = create_signing_keys(path_, "log.example", entropy_);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_EQ(read().size(), 1U);
  EXPECT_EQ(read().front().verifier(), made.value().front().verifier());
}

TEST_F(SigningKeyFile, IsNeverMadeOverAnother) {
  ASSERT_TRUE(create_signing_keys(path_, "log.example", entropy_).ok());
  const std::string before = test::read_file(path_);
  EXPECT_EQ(create_signing_keys(path_, "log.example", entropy_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(test::read_file(path_), before);
}

TEST_F(SigningKeyFile, HoldsTheKeyBeforeInAPeriodOfRotation) {
  ASSERT_TRUE(
      replace_signing_keys(path_, {key_of("log.example", 2), key_of("log.example", 1)}).ok());
  ASSERT_EQ(read().size(), 2U);
  EXPECT_EQ(read()[0].verifier(), key_of("log.example", 2).verifier());
  const auto note = SignedNote::parse(sign_note("text\n", read()));
  ASSERT_TRUE(note.ok()) << note.error().message;
  EXPECT_TRUE(verify(note.value(), key_of("log.example", 1).verifier()).ok());
  EXPECT_TRUE(verify(note.value(), key_of("log.example", 2).verifier()).ok());
}

TEST_F(SigningKeyFile, ThatOthersMayReadIsRefused) {
  write(key_of("log.example").text() + "\n");
  fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(refused(), AllOf(HasSubstr(path_.string()), HasSubstr("chmod 600")));
}

TEST_F(SigningKeyFile, OfAnotherLogIsRefused) {
  write(key_of("other.example").text() + "\n");
  EXPECT_THAT(refused(), AllOf(HasSubstr("other.example"), HasSubstr("log.example")));
}

TEST_F(SigningKeyFile, ThatIsNoneIsRefusedWithoutAWordOfIt) {
  const std::string secret = key_of("log.example").text();
  for (const std::string& text :
       {std::string(), std::string("\n"), secret, secret + "x\n", secret + "\nmore",
        secret.substr(0, secret.size() - 4) + "\n", std::string("PRIVATE+KEY+\n")}) {
    write(text);
    EXPECT_THAT(refused(), AllOf(HasSubstr("signing key file"), Not(HasSubstr("PRIVATE+KEY+log"))))
        << text.size();
  }
}

TEST_F(SigningKeyFile, WithTooManyKeysIsRefused) {
  SigningKeys keys;
  for (std::size_t i = 0; i < kMaxSigningKeys; ++i) keys.push_back(key_of("log.example", i));
  ASSERT_TRUE(replace_signing_keys(path_, keys).ok());
  EXPECT_EQ(read().size(), kMaxSigningKeys);
  keys.push_back(key_of("log.example", 99));
  ASSERT_TRUE(replace_signing_keys(path_, keys).ok());
  EXPECT_THAT(refused(), HasSubstr("more than 4 keys"));
  write(std::string(kMaxSigningKeyFileBytes + 1, 'x'));
  EXPECT_THAT(refused(), HasSubstr("larger"));
}

TEST_F(SigningKeyFile, OfACosignerIsRefused) {
  write(NoteSigner::make("log.example", NoteKeyType::kCosignature, entropy_).value().text() + "\n");
  EXPECT_THAT(refused(), HasSubstr("cosignatures"));
}

}  // namespace
}  // namespace dangol
