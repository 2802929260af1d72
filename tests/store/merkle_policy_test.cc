// Whom to believe: given keys and a policy from outside, when a checkpoint comes, then it is taken or a
// sentence says what does not hold.
#include "store/merkle_policy.h"

#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/hash.h"
#include "store/proof_limits.h"
#include "tests/support/seeded_entropy.h"

namespace dangol {
namespace {

using testing::HasSubstr;

class Policies : public testing::Test {
 protected:
  test::SeededEntropy entropy{7};
  NoteSigner signer(const char* name, NoteKeyType type) {
    return NoteSigner::make(name, type, entropy).value();
  }
  const NoteSigner log = signer("example.com/log", NoteKeyType::kNote);
  const NoteSigner other_log = signer("example.com/log", NoteKeyType::kNote);
  const NoteSigner x1 = signer("x1.example", NoteKeyType::kCosignature);
  const NoteSigner x2 = signer("x2.example", NoteKeyType::kCosignature);
  const NoteSigner x3 = signer("x3.example", NoteKeyType::kCosignature);
  const NoteSigner y = signer("y.example", NoteKeyType::kCosignature);
  const std::string text = Checkpoint{"example.com/log", 7, sha256("root")}.text();

  std::string note(const std::vector<const NoteSigner*>& witnesses) {
    std::string signed_text = text + "\n" + log.sign(text);
    for (const NoteSigner* witness : witnesses) signed_text += witness->sign(text, 1'700'000'000);
    return signed_text;
  }
  // As in the example of C2SP tlog-policy.
  std::string policy(const std::string& quorum) {
    return fmt::format(
        "# a comment\n\n\tlog {} https://example.com/\n"
        "witness X1 {}\nwitness X2 {} https://x2.example\nwitness X3 {}\nwitness Y {}\n"
        "group X-witnesses 2 X1 X2 X3\ngroup X-and-Y all X-witnesses Y\nquorum {}\n",
        log.verifier().text(), x1.verifier().text(), x2.verifier().text(), x3.verifier().text(),
        y.verifier().text(), quorum);
  }
  Result<TrustedCheckpoint> check(const std::string& note, const std::string& policy) {
    LogTrust trust{"example.com/log", {log.verifier()}, std::nullopt};
    if (!policy.empty()) trust.policy = WitnessPolicy::parse(policy).value();
    return check_checkpoint(note, trust);
  }
};

TEST_F(Policies, TheQuorumOfAGroupOfGroupsIsCounted) {
  const std::string demands = policy("X-and-Y");
  EXPECT_EQ(WitnessPolicy::parse(demands).value().logs(), std::vector{log.verifier()});
  const auto trusted = check(note({&x1, &x3, &y}), demands);
  ASSERT_TRUE(trusted.ok()) << trusted.error().message;
  ASSERT_EQ(trusted.value().witnesses.size(), 3U);
  EXPECT_EQ(trusted.value().witnesses[1].name, "X3");
  EXPECT_EQ(trusted.value().witnesses[1].seen, 1'700'000'000U);
  EXPECT_FALSE(check(note({&x1, &x2, &x3}), demands).ok());
  EXPECT_THAT(check(note({&x1, &y}), demands).error().message, HasSubstr("X-and-Y"));
}

TEST_F(Policies, OneWitnessOrNoneMayBeDemanded) {
  EXPECT_TRUE(check(note({&y}), policy("Y")).ok());
  EXPECT_FALSE(check(note({&x1}), policy("Y")).ok());
  EXPECT_TRUE(check(note({}), policy("none")).ok());
}

TEST_F(Policies, ACosignatureThatDoesNotHoldIsRefusedAlsoWhereItIsNotNeeded) {
  const std::string wrong = y.sign("something else\n", 1);
  EXPECT_FALSE(check(note({&x1, &x2}) + wrong, policy("X-witnesses")).ok());
}

TEST_F(Policies, OriginAndKeyComeFromOutside) {
  EXPECT_EQ(check(note({}), "").value().signed_by, log.verifier().text());
  LogTrust trust{"example.com/log", {other_log.verifier()}, std::nullopt};
  EXPECT_THAT(check_checkpoint(note({}), trust).error().message, HasSubstr("not signed by a key"));
  trust = {"example.com/other", {log.verifier()}, std::nullopt};
  EXPECT_THAT(check_checkpoint(note({}), trust).error().message, HasSubstr("not of"));
  // While keys are rotated, both sign, and either is enough.
  const std::string both = text + "\n" + other_log.sign(text) + log.sign(text);
  EXPECT_TRUE(check(both, "").ok());
}

TEST_F(Policies, WhatIsNoPolicyIsRefusedByLine) {
  const std::string key = x1.verifier().text();
  const std::string one = "witness A " + key + "\n";
  const std::vector<std::pair<std::string, const char*>> wrong = {
      {"", "no quorum"},
      {one, "no quorum"},
      {"quorum A\n", "line 1"},
      {one + "quorum none\nquorum none\n", "line 3"},
      {one + one + "quorum A\n", "line 2"},
      {one + "witness B " + key + "\nquorum A\n", "twice"},
      {"witness none " + key + "\nquorum none\n", "taken"},
      {"witness A " + log.verifier().text() + "\nquorum A\n", "not one of a witness"},
      {"log " + key + "\nquorum none\n", "not one of a log"},
      {"log " + log.verifier().text() + "\nlog " + log.verifier().text() + "\nquorum none\n",
       "twice"},
      {one + "group G 2 A\nquorum G\n", "how many"},
      {one + "group G 0 A\nquorum G\n", "how many"},
      {one + "group G any B\nquorum G\n", "not defined"},
      {one + "group G any A\ngroup H any A\nquorum G\n", "already"},
      {"witless A\nquorum none\n", "none of"},
      {"quorum none", "does not end"},
      {"quorum none\r\n", "control"},
  };
  for (const auto& [text, reason] : wrong) {
    const auto policy = WitnessPolicy::parse(text);
    ASSERT_FALSE(policy.ok()) << text;
    EXPECT_THAT(policy.error().message, HasSubstr(reason)) << text;
  }
}

TEST_F(Policies, ItsSizeIsBounded) {
  std::string logs, witnesses;
  for (std::size_t i = 0; i < kMaxPolicyLogs; ++i) {
    logs += "log " + signer("log.example", NoteKeyType::kNote).verifier().text() + "\n";
  }
  for (std::size_t i = 0; i < kMaxPolicyMembers / 2; ++i) {
    witnesses += fmt::format("witness W{} {}\ngroup G{} any W{}\n", i,
                             signer("w", NoteKeyType::kCosignature).verifier().text(), i, i);
  }
  EXPECT_TRUE(WitnessPolicy::parse(logs + witnesses + "quorum none\n").ok());
  const std::string log_more = "log " + log.verifier().text() + "\n";
  EXPECT_THAT(WitnessPolicy::parse(logs + log_more + "quorum none\n").error().message,
              HasSubstr("too many logs"));
  const std::string more = "witness V " + x1.verifier().text() + "\n";
  EXPECT_THAT(WitnessPolicy::parse(witnesses + more + "quorum none\n").error().message,
              HasSubstr("too many witnesses"));
  EXPECT_THAT(WitnessPolicy::parse(std::string(kMaxPolicyBytes, '#') + "\n").error().message,
              HasSubstr("too long"));
}

}  // namespace
}  // namespace dangol
