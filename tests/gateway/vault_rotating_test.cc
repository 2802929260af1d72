// Erasures become final: by whom it is asked, what the log says of it, and who is told when it is late.
#include "gateway/vault_rotating.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "gateway/vault_health.h"
#include "gateway/vault_limits.h"
#include "gateway/vault_watch.h"
#include "replay/heads_record.h"
#include "replay/history.h"
#include "tests/support/care.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kDay = 86'400'000'000;

class VaultRotating : public testing::Test {
 protected:
  VaultRotating() {
    care_.start();
    const Desk kim("customer/kim");
    EXPECT_THAT(codes(care_.send(kim.call("e1"), kim.said("e2", "my secret"),
                                 Desk("customer/lee").call("e1"))),
                Each(OutcomeCode::kRecorded));
  }
  void forget(const std::string& subject) {
    auto forgotten = care_.engine->forget(
        {.subject = subject, .events = {}, .reason = "requested", .by = {}, .request = {}});
    ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  }
  VaultHealth health() { return look_at_vaults(*care_.store, care_.now).value(); }
  std::vector<std::string> due() { return watch_vaults(*care_.engine, care_.now); }
  void set_policy(const std::string& days) {
    const std::string day = "2016-01-" + std::to_string(10 + policies_);
    const std::string id = "p" + std::to_string(policies_++);
    EXPECT_THAT(codes(care_.send(Desk("policy/main")
                                     .event(id, "policy.set",
                                            R"({"name":"erasure.days","value":")" + days +
                                                R"(","from":")" + day + R"("})"))),
                Each(OutcomeCode::kRecorded));
  }
  // What the log says of rotations.
  std::vector<std::string> told() {
    std::vector<std::string> told;
    Status read = read_history(*care_.store, kHeadsSubject, {}, ReaderRights::all(),
                               [&](const HistoryItem& item) {
                                 const auto line = write_line(item.event.event).value();
                                 if (line.type == "vaultkey.rotated") told.push_back(line.data);
                                 return true;
                               });
    return read.ok() ? told : std::vector<std::string>{};
  }
  fs::path key() const { return care_.dir().parent_path() / "key"; }

  Care care_;
  int policies_ = 0;
};

TEST_F(VaultRotating, WhatWasErasedIsFencedUntilTheKeyIsNew) {
  EXPECT_EQ(health().fenced, 0U);
  forget("customer/kim");
  EXPECT_EQ(health().fenced, 1U);
  EXPECT_EQ(health().fenced_since, care_.now);
  const std::uint64_t size = care_.log_size();
  const std::string old_key = read_file(key()).substr(8, 32);

  auto rotated = rotate_and_tell(*care_.engine, {});

  ASSERT_TRUE(rotated.ok()) << rotated.error().message;
  EXPECT_THAT(rotated.value(), HasSubstr("1 erased stream is final"));
  EXPECT_EQ(health().fenced, 0U);
  EXPECT_THAT(told(),
              ElementsAre(AllOf(HasSubstr(R"("vault":"vault")"), HasSubstr(R"("streams":"1")"),
                                HasSubstr(R"("size":")" + std::to_string(size) + '"'))));
  EXPECT_EQ(bytes_below(care_.dir().parent_path()).find(old_key), std::string::npos);
  EXPECT_THAT(codes(care_.send(Desk("customer/lee").said("e2", "still here"))),
              Each(OutcomeCode::kRecorded));
}

TEST_F(VaultRotating, ARotationThatTheLogDoesNotKnowIsToldOnceByTheNextWriter) {
  forget("customer/kim");
  care_.stop();
  ASSERT_TRUE(care_.store->rotate(WhichVault::kVault, care_.now).ok());
  EXPECT_THAT(told(), IsEmpty()) << "the process ended before it said so";
  care_.reopen();
  care_.start();
  for (int again = 0; again < 2; ++again) {
    ASSERT_TRUE(tell_rotation(*care_.engine).ok());
    EXPECT_EQ(told().size(), 1U);
  }
}

TEST_F(VaultRotating, WhatIsNotFinalInTimeIsAnAlarm) {
  forget("customer/kim");
  EXPECT_THAT(due(), IsEmpty());
  care_.pass(Micros(std::int64_t{kErasureDays} * kDay));
  EXPECT_THAT(due(), IsEmpty());
  care_.pass(Micros(1));
  EXPECT_THAT(due(), ElementsAre(HasSubstr("1 erased stream should be final since")));
  ASSERT_TRUE(rotate_and_tell(*care_.engine, {}).ok());
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(VaultRotating, TheDaysAreAPolicy) {
  forget("customer/kim");
  const auto days = [&] {
    return (health().fenced_until.value() - health().fenced_since.value()) / kDay;
  };
  EXPECT_EQ(days(), 30);
  for (const auto& [said, holds] :
       {std::pair{"5", 5}, {"0", 5}, {"1", 1}, {"3661", 1}, {"3660", 3660}, {"x", 3660}}) {
    set_policy(said);
    EXPECT_EQ(days(), holds) << said;
  }
}

TEST_F(VaultRotating, WithoutItsKeyFileNothingIsDestroyed) {
  forget("customer/kim");
  fs::rename(key(), key().string() + ".away");
  auto rotated = rotate_and_tell(*care_.engine, {});
  ASSERT_FALSE(rotated.ok());
  fs::rename(key().string() + ".away", key());
  care_.reopen();
  EXPECT_EQ(health().fenced, 1U);
  EXPECT_THAT(told(), IsEmpty());
}

// One key in two files would be destroyed in one of them only.
TEST_F(VaultRotating, BothVaultsNeverHaveOneKey) {
  EXPECT_THAT(
      codes(care_.send(Desk("customer/kim")
                           .event("h", "retention.held",
                                  R"({"holdId":"h","law":"decree 6","until":"2099-01-01"})"))),
      Each(OutcomeCode::kRecorded));
  forget("customer/lee");
  const fs::path other = key().string() + ".held";
  for (const bool linked : {false, true}) {
    linked ? fs::create_symlink(key(), other) : fs::copy(key(), other);
    auto rotated = rotate_and_tell(*care_.engine, {});
    ASSERT_FALSE(rotated.ok());
    EXPECT_EQ(rotated.error().code, ErrorCode::kRejected);
    EXPECT_THAT(rotated.error().message, HasSubstr("hold the same key"));
    auto forgotten = care_.engine->forget(
        {.subject = "customer/kim", .events = {}, .reason = "r", .by = {}, .request = {}});
    ASSERT_FALSE(forgotten.ok());
    EXPECT_EQ(forgotten.error().code, ErrorCode::kRejected);
    fs::remove(other);
  }
  ASSERT_TRUE(rotate_and_tell(*care_.engine, {}).ok());
  forget("customer/kim");
  EXPECT_EQ(health().held, 1U);
}

TEST_F(VaultRotating, OnlyTheVaultApartWhereThereIsNone) {
  RotateAsking asked;
  asked.vault = false;
  auto rotated = rotate_and_tell(*care_.engine, asked);
  ASSERT_FALSE(rotated.ok());
  EXPECT_EQ(rotated.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace dangol::test
