// Given a vault with rows in memory and on disk, when many streams are asked for at once, then each
// answer is the one that it gives alone.
#include <gtest/gtest.h>

#include "store/vault_rocksdb.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

class VaultBatchTest : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    vault.reset();
    auto opened = open_vault(
        {.dir = dir / "vault", .key_file = dir / "key", .missing = Missing::kCreate}, entropy);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    vault = std::move(opened).value();
  }
  // Subjects with keys: every third on disk, every third pending, every third unknown.
  std::vector<std::string> some_of_each_kind() {
    std::vector<std::string> subjects;
    for (int n = 0; n < 30; ++n) subjects.push_back("customer/" + std::to_string(n));
    for (int kind : {0, 1}) {
      for (int n = kind; n < 30; n += 3) {
        const StreamToken token = vault->token_of(subjects[n]).value();
        EXPECT_TRUE(vault->current_key(token, Purpose::kIdentity).ok());
        if (n % 2 == 0) {
          EXPECT_TRUE(vault->current_key(token, Purpose::kCare).ok());
        }
      }
      if (kind == 0) {
        EXPECT_TRUE(vault->sync().ok());
        reopen();
        // Part of what is known is on disk, part of it new.
        const StreamToken token = vault->token_of(subjects[0]).value();
        EXPECT_TRUE(vault->current_key(token, Purpose::kSurvey).ok());
      }
    }
    return subjects;
  }

  test::TempDir dir;
  OsEntropy entropy;
  std::unique_ptr<Vault> vault;
};

TEST_F(VaultBatchTest, TokensOfManyAreTheTokensOfEach) {
  const auto subjects = some_of_each_kind();
  const auto tokens = vault->tokens_of(subjects);
  ASSERT_EQ(tokens.size(), subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    EXPECT_EQ(tokens[i].value(), vault->token_of(subjects[i]).value()) << subjects[i];
  }
  ASSERT_TRUE(vault->sync().ok());
  reopen();
  EXPECT_EQ(vault->token_of(subjects[2]).value(),
            tokens[2].value());  // made by the batch, and kept
}

TEST_F(VaultBatchTest, KeysOfManyAreTheKeysOfEach) {
  const auto subjects = some_of_each_kind();
  std::vector<StreamToken> streams;
  for (auto& token : vault->tokens_of(subjects)) streams.push_back(token.value());
  const auto keys = vault->keys_of_each(streams);
  ASSERT_EQ(keys.size(), streams.size());
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const KeySet alone = vault->keys_of(streams[i]).value();
    ASSERT_EQ(keys[i].value().live.size(), alone.live.size()) << i;
    for (std::size_t k = 0; k < alone.live.size(); ++k) {
      EXPECT_EQ(keys[i].value().live[k].name, alone.live[k].name) << i;
    }
  }
  EXPECT_EQ(keys[0].value().live.size(), 3U);
}

TEST_F(VaultBatchTest, OneThatCannotBeIsRefusedAlone) {
  const auto tokens = vault->tokens_of(std::vector<std::string>{"a", "", "b"});
  EXPECT_TRUE(tokens[0].ok());
  EXPECT_EQ(tokens[1].error().code, ErrorCode::kRejected);
  EXPECT_TRUE(tokens[2].ok());
}

}  // namespace
}  // namespace dangol
