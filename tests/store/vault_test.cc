// One contract over the vault in memory and the vault on RocksDB. Each test opens a vault on a disk
// that outlives it, so that "the process ends here" is: destroy it without sync, and open again.
#include "store/vault.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/vault_memory.h"
#include "store/vault_sealed.h"
#include "tests/store/vault_disks.h"

namespace dangol {
namespace {

using test::Disk;
using test::MemoryDisk;
using test::RocksDbDisk;

constexpr Purpose kCare = Purpose::kCare, kSurvey = Purpose::kSurvey;
constexpr std::string_view kSubject = "customer/gapsu@example.kr";

using MakeDisk = std::function<std::unique_ptr<Disk>()>;

class VaultTest : public testing::TestWithParam<std::pair<const char*, MakeDisk>> {
 protected:
  // As after kill -9 and a new start: what was not synced is gone.
  void restart() {
    vault_.reset();
    vault_ = disk_->open();
  }
  StreamToken token(std::string_view subject = kSubject) {
    auto token = vault_->token_of(subject);
    EXPECT_TRUE(token.ok());
    return token.value();
  }
  DataKey key(StreamToken stream, Purpose purpose) {
    auto key = vault_->current_key(stream, purpose);
    EXPECT_TRUE(key.ok());
    return key.value();
  }
  KeySet keys(StreamToken stream) {
    auto keys = vault_->keys_of(stream);
    EXPECT_TRUE(keys.ok());
    return keys.value();
  }
  void sync() { ASSERT_TRUE(vault_->sync().ok()); }

  std::unique_ptr<Disk> disk_ = GetParam().second();
  std::unique_ptr<Vault> vault_ = disk_->open();
};

Hash mark(const DataKey& key) { return hmac(key.expand, "what this key makes of a text"); }

TEST_P(VaultTest, ASubjectKeepsItsToken) {
  const StreamToken first = token();
  EXPECT_EQ(token(), first);
  sync();
  EXPECT_EQ(token(), first);
  restart();
  EXPECT_EQ(token(), first);
}

TEST_P(VaultTest, SubjectsHaveTokensOfTheirOwn) {
  EXPECT_NE(token("customer/1"), token("customer/2"));
  EXPECT_NE(token("customer/1"), token("staff/1"));
}

TEST_P(VaultTest, FindMakesNothing) {
  EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
  EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
  const StreamToken made = token();
  EXPECT_EQ(vault_->find(kSubject).value(), made);
}

TEST_P(VaultTest, ATokenLeadsBackToItsSubject) {
  const StreamToken made = token();
  EXPECT_EQ(vault_->subject_of(made).value(), kSubject);
  sync();
  restart();
  EXPECT_EQ(vault_->subject_of(made).value(), kSubject);
  EXPECT_EQ(vault_->subject_of(StreamToken{}).value(), std::nullopt);
}

TEST_P(VaultTest, ASubjectOfEveryLengthLeadsBack) {
  for (std::size_t length : {1, 30, 31, 32, 33, 254, 255}) {
    const std::string subject(length, 's');
    EXPECT_EQ(vault_->subject_of(token(subject)).value(), subject);
  }
}

TEST_P(VaultTest, AnEmptyOrTooLongSubjectIsRejectedAndMakesNothing) {
  const std::uint64_t before = vault_->syncs();
  EXPECT_EQ(vault_->token_of("").error().code, ErrorCode::kRejected);
  EXPECT_EQ(vault_->token_of(std::string(256, 's')).error().message,
            "a subject has 1 to 255 bytes, this one has 256");
  sync();
  EXPECT_EQ(vault_->syncs(), before) << "there was something to write";
}

TEST_P(VaultTest, AStreamHasOneKeyAPurpose) {
  const StreamToken stream = token();
  const DataKey care = key(stream, kCare);
  EXPECT_EQ(key(stream, kCare).name, care.name);
  EXPECT_NE(key(stream, kSurvey).name.id, care.name.id);
  EXPECT_NE(mark(key(stream, kSurvey)), mark(care));
  EXPECT_NE(mark(key(token("customer/other"), kCare)), mark(care));
  EXPECT_EQ(care.name.purpose, kCare);
  EXPECT_NE(care.name.id, KeyId(0));
}

TEST_P(VaultTest, AllKeysOfAStreamComeAtOnce) {
  const StreamToken stream = token(), other = token("customer/other");
  const DataKey care = key(stream, kCare), survey = key(stream, kSurvey);
  key(other, kCare);
  for (const bool stored : {false, true}) {
    if (stored) {
      sync();
      restart();
    }
    const KeySet all = keys(stream);
    ASSERT_EQ(all.live.size(), 2U);
    EXPECT_EQ(all.live[0].name, care.name);
    EXPECT_EQ(mark(all.live[0]), mark(care));
    EXPECT_EQ(all.live[1].name, survey.name);
    EXPECT_EQ(mark(all.live[1]), mark(survey));
    EXPECT_TRUE(all.destroyed.empty());
  }
}

TEST_P(VaultTest, AKeyAddedToAStreamOnDiskIsFoundWithTheOthers) {
  const StreamToken stream = token();
  key(stream, kCare);
  sync();
  key(stream, kSurvey);
  EXPECT_EQ(keys(stream).live.size(), 2U);
}

TEST_P(VaultTest, WhatWasSyncedSurvivesTheEndOfTheProcess) {
  const StreamToken stream = token();
  const Hash before = mark(key(stream, kCare));
  sync();
  restart();
  EXPECT_EQ(token(), stream);
  EXPECT_EQ(mark(key(stream, kCare)), before);
}

TEST_P(VaultTest, WhatWasNotSyncedIsGoneAtTheEndOfTheProcess) {
  const StreamToken stream = token();
  key(stream, kCare);
  restart();
  EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
  EXPECT_TRUE(keys(stream).live.empty());
}

TEST_P(VaultTest, DroppedRowsAreGoneAndSyncedOnesStay) {
  const StreamToken kept = token("customer/kept");
  sync();
  const StreamToken dropped = token("customer/dropped");
  key(dropped, kCare);
  vault_->drop_pending();
  EXPECT_EQ(vault_->find("customer/kept").value(), kept);
  EXPECT_EQ(vault_->find("customer/dropped").value(), std::nullopt);
  EXPECT_EQ(vault_->subject_of(dropped).value(), std::nullopt);
  EXPECT_TRUE(keys(dropped).live.empty());
  sync();
  restart();
  EXPECT_EQ(vault_->find("customer/dropped").value(), std::nullopt);
}

TEST_P(VaultTest, MoreSubjectsThanTheCacheHoldsAreAllFound) {
  std::vector<StreamToken> tokens;
  for (int i = 0; i < 40; ++i) tokens.push_back(token("customer/" + std::to_string(i)));
  sync();
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(token("customer/" + std::to_string(i)), tokens[i]);
    EXPECT_EQ(vault_->subject_of(tokens[i]).value(), "customer/" + std::to_string(i));
  }
}

TEST_P(VaultTest, ThreadsThatAskForTheSameNewThingGetTheSame) {
  constexpr int kThreads = 4, kSubjects = 50;
  std::vector<std::vector<StreamToken>> tokens(kThreads);
  std::vector<std::vector<Hash>> marks(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kSubjects; ++i) {
        const StreamToken stream = vault_->token_of("customer/" + std::to_string(i)).value();
        tokens[t].push_back(stream);
        marks[t].push_back(mark(vault_->current_key(stream, kCare).value()));
        if (i % 10 == t) {
          EXPECT_TRUE(vault_->sync().ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 1; t < kThreads; ++t) {
    EXPECT_EQ(tokens[t], tokens[0]);
    EXPECT_EQ(marks[t], marks[0]);
  }
  sync();
  restart();
  for (int i = 0; i < kSubjects; ++i) {
    const StreamToken stream = token("customer/" + std::to_string(i));
    EXPECT_EQ(stream, tokens[0][i]);
    EXPECT_EQ(keys(stream).live.size(), 1U);
    EXPECT_EQ(mark(key(stream, kCare)), marks[0][i]);
  }
}

TEST_P(VaultTest, NoSubjectAndNoIdentifierStandsInAnyByte) {
  const StreamToken stream = token();
  key(stream, kCare);
  ASSERT_TRUE(vault_->add_identifier(stream, "email", "gapsu@example.kr").ok());
  sync();
  vault_.reset();
  const std::string bytes = disk_->bytes();
  EXPECT_FALSE(bytes.empty());
  for (const char* secret : {"gapsu", "example.kr", "customer/"}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
}

TEST_P(VaultTest, AnIdentifierFindsItsStreams) {
  const StreamToken first = token("customer/1"), second = token("customer/2");
  ASSERT_TRUE(vault_->add_identifier(first, "phone", "0212345678").ok());
  ASSERT_TRUE(vault_->add_identifier(first, "phone", "0212345678").ok());
  ASSERT_TRUE(vault_->add_identifier(second, "phone", "0212345678").ok());
  ASSERT_TRUE(vault_->add_identifier(second, "handle", "0212345678").ok());
  sync();
  restart();
  auto found = vault_->streams_with_identifier("phone", "0212345678").value();
  EXPECT_EQ(std::set(found.begin(), found.end()), (std::set{first, second}));
  EXPECT_EQ(vault_->streams_with_identifier("handle", "0212345678").value(), std::vector{second});
  EXPECT_TRUE(vault_->streams_with_identifier("phone", "02123456789").value().empty());
}

TEST_P(VaultTest, DestroyedKeysAreNamedAndGoneForEver) {
  const StreamToken stream = token();
  const DataKey care = key(stream, kCare), survey = key(stream, kSurvey);
  ASSERT_TRUE(vault_->destroy_keys(stream, std::array{kCare}, Micros(1)).ok());
  for (const bool later : {false, true}) {
    if (later) restart();
    const KeySet left = keys(stream);
    ASSERT_EQ(left.live.size(), 1U);
    EXPECT_EQ(left.live[0].name, survey.name);
    EXPECT_EQ(left.destroyed, std::vector{care.name});
  }
}

TEST_P(VaultTest, AfterAKeyWasDestroyedThePurposeGetsAnother) {
  const StreamToken stream = token();
  const DataKey before = key(stream, kCare);
  ASSERT_TRUE(vault_->destroy_keys(stream, std::array{kCare}, Micros(1)).ok());
  const DataKey after = key(stream, kCare);
  EXPECT_NE(after.name.id, before.name.id);
  EXPECT_NE(mark(after), mark(before));
}

TEST_P(VaultTest, AForgottenSubjectIsUnknownAndGetsANewToken) {
  const StreamToken before = token();
  ASSERT_TRUE(vault_->add_identifier(before, "email", "gapsu@example.kr").ok());
  ASSERT_TRUE(vault_->forget_subject(before).ok());
  restart();
  EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
  EXPECT_EQ(vault_->subject_of(before).value(), std::nullopt);
  EXPECT_TRUE(vault_->streams_with_identifier("email", "gapsu@example.kr").value().empty());
  EXPECT_NE(token(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Vaults, VaultTest,
    testing::Values(std::pair<const char*, MakeDisk>{"Memory", std::make_unique<MemoryDisk>},
                    std::pair<const char*, MakeDisk>{"RocksDb", std::make_unique<RocksDbDisk>}),
    [](const auto& info) { return std::string(info.param.first); });

// ---- what only one of them can show

TEST(VaultFailureTest, AfterAFailedSyncNothingIsGivenOut) {
  OsEntropy entropy;
  MemoryVaultDisk disk;
  VaultSecrets secrets;
  ASSERT_TRUE(check_vault(*rows_on(disk), secrets, "in memory", entropy).ok());
  SealedVault vault(rows_on(disk), secrets, entropy);
  ASSERT_TRUE(vault.token_of(kSubject).ok());
  const std::string before = disk.bytes();
  disk.set_writing(MemoryVaultDisk::Writing::kFails);
  EXPECT_EQ(vault.sync().error().code, ErrorCode::kUnavailable);
  disk.set_writing(MemoryVaultDisk::Writing::kWorks);
  vault.drop_pending();
  EXPECT_EQ(vault.sync().error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(vault.token_of(kSubject).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(vault.keys_of(StreamToken{}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(disk.bytes(), before);
}

TEST(VaultFailureTest, AFlippedByteInAnyRowIsFound) {
  OsEntropy entropy;
  MemoryVaultDisk disk;
  VaultSecrets secrets;
  ASSERT_TRUE(check_vault(*rows_on(disk), secrets, "in memory", entropy).ok());
  StreamToken stream;
  {
    SealedVault vault(rows_on(disk), secrets, entropy);
    stream = vault.token_of(kSubject).value();
    ASSERT_TRUE(vault.current_key(stream, kCare).ok());
    ASSERT_TRUE(vault.sync().ok());
  }
  auto rows = rows_on(disk);
  for (const VaultRow& row : disk.rows()) {
    const char kind = row.key[0];
    if (kind == 'm') continue;
    for (std::size_t at = 0; at < row.value.size(); ++at) {
      VaultRow flipped = row;
      flipped.value[at] ^= 1;
      ASSERT_TRUE(rows->write({.added = {flipped}, .removed = {}}).ok());
      SealedVault vault(rows_on(disk), secrets, entropy);
      const ErrorCode code = kind == 's'   ? vault.token_of(kSubject).error().code
                             : kind == 't' ? vault.subject_of(stream).error().code
                                           : vault.current_key(stream, kCare).error().code;
      EXPECT_EQ(code, ErrorCode::kCorrupt) << kind << " byte " << at;
    }
    ASSERT_TRUE(rows->write({.added = {row}, .removed = {}}).ok());
  }
}

}  // namespace
}  // namespace dangol
