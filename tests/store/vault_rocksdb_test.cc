// Opening the vault on disk: its key file, and what is refused.
#include "store/vault_rocksdb.h"

#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/vault_format.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;

class VaultOpeningTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Vault>> open(Missing missing = Missing::kCreate) {
    return open_vault({.dir = dir_ / "vault", .key_file = key_file_, .missing = missing}, entropy_);
  }
  // A vault with one subject.
  StreamToken make() {
    auto vault = open();
    EXPECT_TRUE(vault.ok()) << vault.error().message;
    const StreamToken token = vault.value()->token_of("customer/1").value();
    EXPECT_TRUE(vault.value()->sync().ok());
    return token;
  }
  void expect_refused(std::string_view sentence) {
    auto vault = open();
    ASSERT_FALSE(vault.ok());
    EXPECT_EQ(vault.error().code, ErrorCode::kUsage);
    EXPECT_NE(vault.error().message.find(sentence), std::string::npos) << vault.error().message;
  }

  test::TempDir dir_;
  const fs::path key_file_ = dir_ / "key";
  OsEntropy entropy_;
};

TEST_F(VaultOpeningTest, TheKeyFileIsMadeForItsOwnerAlone) {
  make();
  struct stat info {};
  ASSERT_EQ(::stat(key_file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_EQ(info.st_size, 72);
  EXPECT_FALSE(fs::exists(key_file_.string() + ".new"));
}

TEST_F(VaultOpeningTest, OpenedAgainItKnowsWhatItKnew) {
  const StreamToken token = make();
  auto vault = open(Missing::kRefuse);
  ASSERT_TRUE(vault.ok());
  EXPECT_EQ(vault.value()->find("customer/1").value(), token);
}

TEST_F(VaultOpeningTest, AHalfMadeKeyFileOfACrashIsReplaced) {
  test::write_file(key_file_.string() + ".new", "half");
  EXPECT_NE(make(), StreamToken{});
}

TEST_F(VaultOpeningTest, AKeyFileThatOthersMayReadIsRefused) {
  make();
  for (const fs::perms perms : {fs::perms::group_read, fs::perms::others_read,
                                fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(key_file_, fs::perms::owner_read | fs::perms::owner_write | perms);
    expect_refused("nobody but its owner may have access");
  }
}

TEST_F(VaultOpeningTest, AKeyFileOfAnotherSizeIsRefused) {
  make();
  fs::resize_file(key_file_, 71);
  expect_refused("has 71 bytes, a key file has 72");
}

TEST_F(VaultOpeningTest, AFileThatIsNoKeyFileIsRefused) {
  make();
  test::write_file(key_file_, std::string(72, 'x'));
  expect_refused("is not a key file");
  fs::remove(key_file_);
  fs::create_directory(key_file_, dir_.path());
  fs::permissions(key_file_, fs::perms::owner_all);
  expect_refused("is not a regular file");
}

TEST_F(VaultOpeningTest, AKeyFileThatIsGoneIsNotMadeAnew) {
  make();
  fs::remove(key_file_);
  expect_refused("is absent, but the vault");
  EXPECT_FALSE(fs::exists(key_file_));
}

TEST_F(VaultOpeningTest, TheKeyFileOfAnotherVaultIsRefused) {
  make();
  const std::string bytes = test::read_file(key_file_);
  for (const std::size_t at : {8, 40}) {  // the key-encryption key, the index key
    std::string other = bytes;
    other[at] ^= 1;
    test::write_file(key_file_, other);
    expect_refused("is not the one that vault");
  }
  test::write_file(key_file_, bytes);
  EXPECT_TRUE(open().ok());
}

TEST_F(VaultOpeningTest, ANewerFormatIsRefused) {
  make();
  {
    auto rows = open_vault_rows(dir_ / "vault");
    ASSERT_TRUE(rows.ok());
    ASSERT_TRUE(rows.value()
                    ->write({.added = {{std::string(vault_format::kFormatRow),
                                        vault_format::encode_u32(2)}},
                             .removed = {}})
                    .ok());
  }
  expect_refused("has format 2, this program reads up to 1: use a newer dangol");
}

TEST_F(VaultOpeningTest, AVaultThatLostItsMarksIsDamaged) {
  make();
  {
    auto rows = open_vault_rows(dir_ / "vault");
    ASSERT_TRUE(rows.ok());
    ASSERT_TRUE(rows.value()
                    ->write({.added = {}, .removed = {std::string(vault_format::kFormatRow)}})
                    .ok());
  }
  EXPECT_EQ(open().error().code, ErrorCode::kCorrupt);
}

TEST_F(VaultOpeningTest, AVaultThatIsGoneIsNotMadeAnewUnlessToldSo) {
  EXPECT_EQ(open(Missing::kRefuse).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(key_file_));
  EXPECT_FALSE(fs::exists(dir_ / "vault"));
}

TEST(IdentifierTest, WritingsOfOneIdentifierBecomeOne) {
  EXPECT_EQ(normalised_identifier("phone", " +82 (0)2-1234.5678 "), "+820212345678");
  EXPECT_EQ(normalised_identifier("phone", "02 1234 5678"), "0212345678");
  EXPECT_EQ(normalised_identifier("email", "\tGapsu@Example.KR\n"), "gapsu@example.kr");
  EXPECT_EQ(normalised_identifier("handle", "@Gapsu"), "@gapsu");
  EXPECT_EQ(normalised_identifier("orderNo", " A-17 b "), "A-17 b");
}

TEST(VaultFormatTest, RowsAreFixed) {
  using namespace vault_format;
  const StreamToken token = StreamToken::from("0123456789abcdef");
  EXPECT_EQ(to_hex(key_row({token, {Purpose::kCare, KeyId(0x0102030405060708)}, KeyState::kLive})),
            "6b30313233343536373839616263646566"
            "00020102030405060708"
            "6c");
  EXPECT_EQ(to_hex(token_row(token)), "7430313233343536373839616263646566");
  EXPECT_EQ(padded("ab").size(), 32U);
  EXPECT_EQ(padded(std::string(31, 'x')).size(), 32U);
  EXPECT_EQ(padded(std::string(32, 'x')).size(), 64U);
}

}  // namespace
}  // namespace dangol
