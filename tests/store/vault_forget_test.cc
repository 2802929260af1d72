// What a vault knows of those who were forgotten, and what it gives to one that is locked apart.
#include <array>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "store/vault.h"
#include "tests/store/vault_disks.h"

namespace dangol {
namespace {

using MakeDisk = std::function<std::unique_ptr<test::Disk>()>;

constexpr Purpose kCare = Purpose::kCare, kSurvey = Purpose::kSurvey;
constexpr std::string_view kSubject = "customer/gapsu@example.kr";
const EventName kEvent{"/desk", "event-1"};

class VaultForgetTest : public testing::TestWithParam<std::pair<const char*, MakeDisk>> {
 protected:
  void restart() {
    vault_.reset();
    vault_ = disk_->open();
  }
  StreamToken known(std::string_view subject = kSubject) {
    const StreamToken token = vault_->token_of(subject).value();
    EXPECT_TRUE(vault_->current_key(token, kCare).ok());
    EXPECT_TRUE(vault_->current_key(token, kSurvey).ok());
    EXPECT_TRUE(vault_->sync().ok());
    return token;
  }
  void forget(StreamToken token, Micros since) {
    ASSERT_TRUE(vault_->fence(kSubject, since, {&kEvent, 1}).ok());
    ASSERT_TRUE(vault_->forget_stream(token, Micros(1)).ok());
  }

  std::unique_ptr<test::Disk> disk_ = GetParam().second();
  std::unique_ptr<Vault> vault_ = disk_->open();
};

TEST_P(VaultForgetTest, NobodyIsForgottenInAVaultThatForgotNobody) {
  known();
  EXPECT_EQ(vault_->forgotten_since(kSubject).value(), std::nullopt);
  EXPECT_FALSE(vault_->is_forgotten_event(kSubject, kEvent).value());
}

TEST_P(VaultForgetTest, OfAForgottenStreamOnlyTheNamesOfItsKeysAreLeft) {
  const StreamToken token = known();
  ASSERT_TRUE(vault_->add_identifier(token, "email", "gapsu@example.kr").ok());
  forget(token, Micros(1000));
  for (const bool later : {false, true}) {
    if (later) restart();
    EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
    EXPECT_EQ(vault_->subject_of(token).value(), std::nullopt);
    EXPECT_TRUE(vault_->streams_with_identifier("email", "gapsu@example.kr").value().empty());
    EXPECT_TRUE(vault_->keys_of(token).value().live.empty());
    EXPECT_EQ(vault_->keys_of(token).value().destroyed.size(), 2U);
  }
}

TEST_P(VaultForgetTest, ItsEventsAreKnownToWhoeverNamesThemAndNoOthers) {
  forget(known(), Micros(1000));
  for (const bool later : {false, true}) {
    if (later) restart();
    EXPECT_EQ(vault_->forgotten_since(kSubject).value(), Micros(1000));
    EXPECT_TRUE(vault_->is_forgotten_event(kSubject, kEvent).value());
    EXPECT_FALSE(vault_->is_forgotten_event(kSubject, {"/desk", "event-2"}).value());
    EXPECT_FALSE(vault_->is_forgotten_event(kSubject, {"/des", "kevent-1"}).value());
    EXPECT_FALSE(vault_->is_forgotten_event("customer/8", kEvent).value());
    EXPECT_EQ(vault_->forgotten_since("customer/8").value(), std::nullopt);
  }
}

TEST_P(VaultForgetTest, BeingMentionedBringsNobodyBack) {
  forget(known(), Micros(1000));
  const StreamToken first = vault_->token_of(kSubject).value();
  const std::array subjects{std::string(kSubject)};
  const StreamToken second = vault_->tokens_of(subjects).front().value();
  EXPECT_NE(first, second);
  ASSERT_TRUE(vault_->sync().ok());
  restart();
  EXPECT_EQ(vault_->find(kSubject).value(), std::nullopt);
  EXPECT_EQ(vault_->subject_of(first).value(), std::nullopt);
}

TEST_P(VaultForgetTest, ANewRelationBeginsUnderATokenOfItsOwnAndTheFenceStays) {
  const StreamToken before = known();
  forget(before, Micros(1000));
  const StreamToken token = vault_->token_of(kSubject).value();
  ASSERT_TRUE(vault_->begin_anew(kSubject, token).ok());
  EXPECT_EQ(vault_->begin_anew(kSubject, before).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(vault_->sync().ok());
  restart();
  EXPECT_EQ(vault_->token_of(kSubject).value(), token);
  EXPECT_EQ(vault_->subject_of(token).value(), std::string(kSubject));
  EXPECT_TRUE(vault_->is_forgotten_event(kSubject, kEvent).value());
}

TEST_P(VaultForgetTest, ForgottenTwiceTheLaterMomentHolds) {
  forget(known(), Micros(-5));
  const StreamToken token = vault_->token_of(kSubject).value();
  ASSERT_TRUE(vault_->begin_anew(kSubject, token).ok());
  ASSERT_TRUE(vault_->sync().ok());
  forget(token, Micros(2000));
  EXPECT_EQ(vault_->forgotten_since(kSubject).value(), Micros(2000));
}

TEST_P(VaultForgetTest, ForgettingWhatIsForgottenChangesNothing) {
  const StreamToken token = known();
  forget(token, Micros(1000));
  forget(token, Micros(1000));
  EXPECT_EQ(vault_->keys_of(token).value().destroyed.size(), 2U);
}

TEST_P(VaultForgetTest, WhatALawKeepsOpensInTheOtherVaultOnly) {
  const StreamToken token = known();
  const DataKey care = vault_->current_key(token, kCare).value();
  auto kept = vault_->kept_of(token, std::array{kCare});
  ASSERT_TRUE(kept.ok());
  const Keeping keeping{kCare, Micros(-7), "a law"};
  kept.value().keepings.push_back(keeping);
  const auto locked_disk = GetParam().second();
  auto locked = locked_disk->open();
  for (int again = 0; again < 2; ++again) ASSERT_TRUE(locked->keep(kept.value()).ok());
  forget(token, Micros(1000));

  locked.reset();
  locked = locked_disk->open();
  EXPECT_EQ(locked->subject_of(token).value(), std::string(kSubject));
  EXPECT_EQ(locked->find(kSubject).value(), token);
  const KeySet keys = locked->keys_of(token).value();
  ASSERT_EQ(keys.live.size(), 1U);
  EXPECT_EQ(keys.live[0].name, care.name);
  EXPECT_EQ(hmac(keys.live[0].expand, "a text"), hmac(care.expand, "a text"));
  EXPECT_TRUE(vault_->keys_of(token).value().live.empty());

  const auto listed = locked->kept().value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].subject, kSubject);
  EXPECT_EQ(listed[0].keepings, std::vector{keeping});
  ASSERT_TRUE(locked->forget_stream(token, Micros(1)).ok());
  EXPECT_TRUE(locked->kept().value().empty());
  EXPECT_TRUE(locked->keys_of(token).value().live.empty());
}

TEST_P(VaultForgetTest, WhoIsKeptTwiceIsFoundUnderTheirNameWhicheverGoesFirst) {
  const StreamToken older = StreamToken::from("older stream 16b"),
                    newer = StreamToken::from("newer stream 16b");
  ASSERT_TRUE(vault_->keep({older, std::string(kSubject), {}, {}}).ok());
  ASSERT_TRUE(vault_->keep({newer, std::string(kSubject), {}, {}}).ok());
  EXPECT_EQ(vault_->find(kSubject).value(), newer);
  ASSERT_TRUE(vault_->forget_stream(older, Micros(1)).ok());
  for (const bool later : {false, true}) {
    if (later) restart();
    EXPECT_EQ(vault_->find(kSubject).value(), newer);
    EXPECT_EQ(vault_->subject_of(older).value(), std::nullopt);
  }
}

TEST_P(VaultForgetTest, AfterAPurgeAndAnOpeningNoFileHoldsARowThatWasRemoved) {
  const StreamToken token = known();
  known("customer/8");
  const std::string bytes_of_token(token.view());
  const auto times = [&] {
    std::size_t count = 0;
    const std::string all = disk_->bytes();
    const std::string row = "t" + bytes_of_token;
    for (auto at = all.find(row); at != std::string::npos; at = all.find(row, at + 1)) ++count;
    return count;
  };
  ASSERT_GT(times(), 0U);
  forget(token, Micros(1000));

  ASSERT_TRUE(vault_->purge().ok());

  EXPECT_TRUE(vault_->find("customer/8").value().has_value());
  restart();
  EXPECT_TRUE(vault_->find("customer/8").value().has_value());
  EXPECT_TRUE(vault_->is_forgotten_event(kSubject, kEvent).value());
  vault_.reset();  // which waits for the files that the opening replaced
  EXPECT_EQ(times(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Vaults, VaultForgetTest,
    testing::Values(std::pair<const char*, MakeDisk>{"Memory", std::make_unique<test::MemoryDisk>},
                    std::pair<const char*, MakeDisk>{"RocksDb",
                                                     std::make_unique<test::RocksDbDisk>}),
    [](const auto& info) { return std::string(info.param.first); });

}  // namespace
}  // namespace dangol
