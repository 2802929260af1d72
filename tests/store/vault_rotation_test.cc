// A vault gets another key-encryption key: what opens afterwards, what never opens again, and what happens
// when the process ends anywhere in between.
#include "store/vault_rotation.h"

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "store/limits.h"
#include "store/vault_rocksdb.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr Purpose kCare = Purpose::kCare;
constexpr const char* kKim = "customer/kim";
constexpr const char* kLee = "customer/lee";
const EventName kEvent{"/desk", "event-1"};
const RotationFacts kFacts{17, Micros(5000)};

class VaultRotation : public testing::Test {
 protected:
  Status try_open() {
    vault_.reset();
    auto vault = open_vault({.dir = dir_ / "vault", .key_file = key()}, entropy_);
    if (!vault.ok()) return vault.error();
    vault_ = std::move(vault).value();
    return Done{};
  }
  void open() {
    Status opened = try_open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
  }
  // Kim is known, and Lee was forgotten.
  void SetUp() override {
    auto made = open_vault({.dir = dir_ / "vault", .key_file = key(), .missing = Missing::kCreate},
                           entropy_);
    ASSERT_TRUE(made.ok()) << made.error().message;
    vault_ = std::move(made).value();
    kim_ = known(kKim);
    lee_ = known(kLee);
    ASSERT_TRUE(vault_->add_identifier(kim_, "email", "kim@x.kr").ok());
    ASSERT_TRUE(vault_->sync().ok());
    ASSERT_TRUE(vault_->fence(kLee, Micros(900), {&kEvent, 1}).ok());
    ASSERT_TRUE(vault_->forget_stream(lee_, Micros(1000)).ok());
    words_ = hmac(vault_->current_key(kim_, kCare).value().expand, "words");
    syncs_ = vault_->syncs();
    vault_.reset();
    old_key_ = test::read_file(key()).substr(8, 32);
  }
  StreamToken known(const std::string& subject) {
    const StreamToken token = vault_->token_of(subject).value();
    EXPECT_TRUE(vault_->current_key(token, kCare).ok());
    EXPECT_TRUE(vault_->sync().ok());
    return token;
  }
  VaultPlace place() const { return {dir_ / "vault", key()}; }
  Status rotate(const BeforeRotation& before = {}) {
    vault_.reset();
    return rotate_vault_key(place(), kFacts, entropy_, before);
  }
  void expect_all_there() {
    EXPECT_EQ(vault_->find(kKim).value(), kim_);
    EXPECT_EQ(vault_->subject_of(kim_).value(), kKim);
    EXPECT_EQ(hmac(vault_->current_key(kim_, kCare).value().expand, "words"), words_);
    EXPECT_EQ(vault_->streams_with_identifier("email", "kim@x.kr").value(), std::vector{kim_});
    EXPECT_EQ(vault_->find(kLee).value(), std::nullopt);
    EXPECT_EQ(vault_->keys_of(lee_).value().destroyed.size(), 1U);
    EXPECT_TRUE(vault_->is_forgotten_event(kLee, kEvent).value());
    EXPECT_EQ(vault_->forgotten_since(kLee).value(), Micros(900));
    EXPECT_EQ(vault_->syncs(), syncs_);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(dir_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  bool old_key_lies_about() const {
    return test::bytes_below(dir_.path()).find(old_key_) != std::string::npos;
  }
  fs::path key() const { return dir_ / "key"; }

  test::TempDir dir_;
  OsEntropy entropy_;
  std::unique_ptr<Vault> vault_;
  StreamToken kim_, lee_;
  Hash words_;
  std::uint64_t syncs_ = 0;
  std::string old_key_;
};

TEST_F(VaultRotation, EveryRowIsThereUnderTheNewKey) {
  open();
  std::vector<std::string> many;
  for (std::size_t i = 0; i < kResealedAtOnce / 2 + 10; ++i) {  // two rows each
    many.push_back("customer/" + std::to_string(i));
    ASSERT_TRUE(vault_->token_of(many.back()).ok());
  }
  ASSERT_TRUE(vault_->sync().ok());
  syncs_ = vault_->syncs();
  ASSERT_TRUE(old_key_lies_about());

  Status rotated = rotate();

  ASSERT_TRUE(rotated.ok()) << rotated.error().message;
  EXPECT_FALSE(old_key_lies_about());
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
  open();
  expect_all_there();
  for (const std::string& subject : many) {
    const auto token = vault_->find(subject).value();
    ASSERT_TRUE(token.has_value());
    ASSERT_EQ(vault_->subject_of(*token).value(), subject);
  }
}

TEST_F(VaultRotation, NoCopyFromBeforeOpensAnyMore) {
  fs::copy(dir_ / "vault", dir_ / "copy", fs::copy_options::recursive);
  ASSERT_TRUE(rotate().ok());
  auto copy = open_vault({.dir = dir_ / "copy", .key_file = key()}, entropy_);
  ASSERT_FALSE(copy.ok());
  EXPECT_EQ(copy.error().code, ErrorCode::kUsage);
  EXPECT_THAT(copy.error().message, HasSubstr("the key file is not the one"));
}

TEST_F(VaultRotation, TheOldKeyIsWrittenOverWhereItStood) {
  fs::create_hard_link(key(), dir_ / "block");
  ASSERT_TRUE(rotate().ok());
  EXPECT_EQ(test::read_file(dir_ / "block"), std::string(72, '\0'));
  EXPECT_EQ(fs::status(key()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(VaultRotation, OfALinkedKeyFileTheFileItselfIsReplaced) {
  fs::create_directory(dir_ / "safe");
  fs::rename(key(), dir_ / "safe/kek");
  fs::create_symlink(dir_ / "safe/kek", key());
  ASSERT_TRUE(rotate().ok());
  EXPECT_TRUE(fs::is_symlink(key()));
  EXPECT_FALSE(old_key_lies_about());
  open();
  expect_all_there();
}

TEST_F(VaultRotation, WhatWasDestroyedCountsUntilThenAndIsToldAfterwards) {
  open();
  EXPECT_EQ(vault_->destroyed().value(), (DestroyedHere{1, Micros(1000)}));
  const StreamToken han = known("customer/han");
  ASSERT_TRUE(vault_->forget_stream(han, Micros(700)).ok());
  ASSERT_TRUE(vault_->forget_stream(han, Micros(600)).ok()) << "nothing is left to destroy";
  EXPECT_EQ(vault_->destroyed().value(), (DestroyedHere{2, Micros(700)}));
  EXPECT_EQ(vault_->untold_rotation().value(), std::nullopt);

  ASSERT_TRUE(rotate().ok());
  open();
  EXPECT_EQ(vault_->destroyed().value(), DestroyedHere{});
  auto untold = vault_->untold_rotation().value();
  ASSERT_TRUE(untold.has_value());
  EXPECT_EQ(untold->streams, 2U);
  EXPECT_EQ(untold->size, kFacts.size);
  EXPECT_EQ(untold->at, kFacts.at);

  ASSERT_TRUE(rotate().ok());
  open();
  EXPECT_EQ(vault_->untold_rotation().value()->streams, 2U) << "the later one tells of both";
  ASSERT_TRUE(vault_->rotation_told().ok());
  EXPECT_EQ(vault_->untold_rotation().value(), std::nullopt);
}

TEST_F(VaultRotation, WithoutItsKeyFileOrWithAnothersNothingChanges) {
  fs::rename(key(), dir_ / "mine");
  EXPECT_EQ(rotate().error().code, ErrorCode::kUsage);
  ASSERT_TRUE(
      open_vault({.dir = dir_ / "other", .key_file = key(), .missing = Missing::kCreate}, entropy_)
          .ok());
  EXPECT_EQ(rotate().error().code, ErrorCode::kUsage);
  fs::remove_all(dir_ / "other");
  fs::rename(dir_ / "mine", key());
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
  open();
  expect_all_there();
}

TEST_F(VaultRotation, ARowThatDoesNotOpenEndsItAndTheVaultStaysAsItWas) {
  {
    auto rows = open_vault_rows(dir_ / "vault").value();
    ASSERT_TRUE(rows->write({{{"t" + std::string(16, 'x'), std::string(60, 'y')}}, {}}).ok());
  }
  EXPECT_EQ(rotate().error().code, ErrorCode::kCorrupt);
  open();
  expect_all_there();
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
}

TEST_F(VaultRotation, AVaultThatSomebodyTookAwayIsNotAReasonToDestroyAKey) {
  const auto stop = [](RotationStep step) -> Status {
    if (step == RotationStep::kOldKey) return Error{ErrorCode::kUnavailable, "ends"};
    return Done{};
  };
  ASSERT_FALSE(rotate(stop).ok());
  fs::rename(dir_ / "vault", dir_ / "away");
  open();  // with the rows from before, and the key from before
  expect_all_there();
  EXPECT_TRUE(old_key_lies_about());
}

TEST_F(VaultRotation, AKeyThatWasCutShortWhileItWasMadeDoesNotStay) {
  fs::copy(key(), dir_ / "key.next.new");  // it holds the index key
  open();
  expect_all_there();
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
}

// The process ends before a step: the next opening ends the rotation or undoes it.
class VaultRotationCutShort : public VaultRotation,
                              public testing::WithParamInterface<RotationStep> {};

TEST_P(VaultRotationCutShort, TheVaultOpensAndNothingLiesAbout) {
  const auto stop = [](RotationStep step) -> Status {
    if (step == GetParam()) return Error{ErrorCode::kUnavailable, "the process ends here"};
    return Done{};
  };
  ASSERT_FALSE(rotate(stop).ok());

  open();

  expect_all_there();
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
  const bool done = GetParam() >= RotationStep::kInPlace;
  EXPECT_EQ(old_key_lies_about(), !done);
  EXPECT_EQ(vault_->untold_rotation().value().has_value(), done);
  ASSERT_TRUE(rotate().ok());
  EXPECT_FALSE(old_key_lies_about());
  open();
  expect_all_there();
}

// What was begun to be removed or written is only half there.
TEST_P(VaultRotationCutShort, AlsoWhenWhatWasBegunIsHalfDone) {
  const auto stop = [](RotationStep step) -> Status {
    if (step == GetParam()) return Error{ErrorCode::kUnavailable, "the process ends here"};
    return Done{};
  };
  ASSERT_FALSE(rotate(stop).ok());
  if (GetParam() == RotationStep::kRows) {
    auto half = open_vault_rows(dir_ / "vault.resealed").value();
    ASSERT_TRUE(half->write({{{"t" + std::string(16, 'x'), "half"}}, {}}).ok());
  }
  if (GetParam() == RotationStep::kOldKey) test::write_file(key(), std::string(40, '\0'));
  if (GetParam() == RotationStep::kOldRows) fs::remove(dir_ / "vault.before/CURRENT");

  open();

  expect_all_there();
  EXPECT_THAT(files(), UnorderedElementsAre("vault", "key"));
}

INSTANTIATE_TEST_SUITE_P(Steps, VaultRotationCutShort, testing::ValuesIn(kRotationSteps),
                         [](const auto& info) {
                           return "Step" + std::to_string(static_cast<int>(info.param));
                         });

}  // namespace
}  // namespace dangol
