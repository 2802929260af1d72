// The state as bytes, and facts in whatever order they arrive.
#include "events/customer.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)
using ::testing::IsEmpty;

std::optional<std::string> open_all(std::string_view sealed) { return std::string(sealed); }

// One customer's weeks: contacts, waits, issues with hand-offs, promises, orders.
std::vector<std::string> a_life() {
  Stream s;
  for (int n = 0; n < 12; ++n) {
    const std::string tag = std::to_string(n);
    const std::string contact = "contact " + tag, wait = "wait " + tag, issue = "issue " + tag;
    const auto at = [&](int minute) -> Stream& {
      char time[32];
      std::snprintf(time, sizeof time, "%d 10:%02d", n, minute);
      return s.at(time);
    };
    at(0).record(contact_started(contact));
    at(1).record(wait_started(contact, wait));
    at(2).record(wait_ended(wait, schema::WaitEnd::ANSWERED));
    at(2).hint(1).record(agent_joined(contact, "ann"));
    at(3).record(issue_opened(issue, "desk"));
    at(4).record(issue_touched(issue, contact));
    at(5).record(message(contact, "m " + tag, kCustomer));
    at(6).record(action_taken(issue, "action " + tag));
    at(7).record(handed_off(issue, "desk", "network"));
    at(8).record(handed_off(issue, "network", "billing"));
    at(9).record(resolution_proposed(issue, "resolution " + tag));
    at(10).record(message(contact, "n " + tag, kCustomer), "thanks " + tag);
    at(11).record(resolution_confirmed(issue, "resolution " + tag,
                                       schema::ConfirmationBasis::CUSTOMER_SAID, "thanks " + tag));
    at(12).record(issue_closed(issue, schema::Closure::RESOLVED));
    at(13).record(promise_made("promise " + tag, "14:00", "14:30"));
    at(14).record(promise_kept("promise " + tag));
    at(15).record(agent_left(contact, "ann"));
    at(16).record(contact_ended(contact));
    at(17).record(order_placed("order " + tag, 3));
    at(18).record(order_delivered("order " + tag));
    at(19).record(return_received("return " + tag, "order " + tag, 2));
  }
  EXPECT_THAT(irregularities(s.customer), IsEmpty());
  return s.cores;
}

Customer folded(const std::vector<std::string>& cores) {
  Stream s;
  for (const std::string& core : cores) s.append(core);
  return std::move(s.customer);
}

TEST(StateBytesTest, EveryTypeComesBackFromItsBytes) {
  Stream together;
  for (const auto& [name, fill] : every_type()) {
    Stream s;
    for (Stream* each : {&s, &together}) {
      each->at("10:00").record(fill, "x");
      const std::string bytes = encode_state(each->customer);
      const auto back = decode_state(bytes);
      ASSERT_TRUE(back.ok()) << name << ": " << back.error().message;
      EXPECT_EQ(encode_state(back.value()), bytes) << name;
      EXPECT_TRUE(back.value() == each->customer) << name;
    }
  }
}

TEST(StateBytesTest, ASnapshotAndTheRestFoldToTheSameBytesAsEverything) {
  const auto cores = a_life();
  Stream whole;
  for (std::size_t cut = 0; cut < cores.size(); cut += 17) {
    Stream s;
    for (std::size_t n = 0; n < cut; ++n) s.append(cores[n]);
    auto restored = decode_state(encode_state(s.customer));
    ASSERT_TRUE(restored.ok());
    s.customer = std::move(restored).value();
    for (std::size_t n = cut; n < cores.size(); ++n) s.append(cores[n]);
    EXPECT_EQ(encode_state(s.customer), encode_state(folded(cores))) << "cut at " << cut;
    EXPECT_EQ(state_json(s.customer, open_all), state_json(folded(cores), open_all));
  }
}

TEST(StateBytesTest, DamagedBytesAreAnError) {
  const std::string good = encode_state(folded(a_life()));
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    EXPECT_FALSE(decode_state(bad).ok()) << "byte " << at;
    EXPECT_FALSE(decode_state(good.substr(0, at)).ok()) << "cut at " << at;
  }
}

// Damage that the checksum does not show must not crash, nor what is asked of such a state.
TEST(StateBytesTest, DamageUnderARightChecksumIsHarmless) {
  const std::string good = encode_state(folded(a_life()));
  std::mt19937_64 random(20261121);
  for (int round = 0; round < 3000; ++round) {
    std::string bad = good.substr(0, good.size() - 8);
    for (int flips = 0; flips < 3; ++flips)
      bad[1 + random() % (bad.size() - 1)] = static_cast<char>(random());
    const std::uint64_t sum = state_checksum(bad);
    for (int shift = 56; shift >= 0; shift -= 8) bad.push_back(static_cast<char>(sum >> shift));
    const auto state = decode_state(bad);
    if (!state.ok()) continue;
    irregularities(state.value());
    state_json(state.value(), open_all);
  }
}

TEST(StateBytesTest, ATypicalCustomerIsSmall) {
  auto cores = a_life();
  cores.resize(10);
  EXPECT_LT(encode_state(folded(cores)).size(), 1024u);
}

// Facts lead to the same entities in whatever order they arrive; seeds are fixed and shown.
TEST(ConvergenceTest, AnyOrderOfArrivalLeadsToTheSameEntities) {
  auto cores = a_life();
  JsonStyle style;
  style.versions = false;
  const std::string expected = state_json(folded(cores), open_all, style);
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    std::shuffle(cores.begin(), cores.end(), random);
    const Customer customer = folded(cores);
    EXPECT_THAT(irregularities(customer), IsEmpty()) << "seed " << seed;
    ASSERT_EQ(state_json(customer, open_all, style), expected) << "seed " << seed;
  }
}

TEST(ConvergenceTest, WhatDoesNotFitIsTheSameInAnyOrderOfArrival) {
  auto cores = a_life();
  for (std::size_t n = 0; n < cores.size(); n += 5) cores.erase(cores.begin() + n);
  auto expected = irregularities(folded(cores));
  EXPECT_FALSE(expected.empty());
  std::sort(expected.begin(), expected.end());
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    std::shuffle(cores.begin(), cores.end(), random);
    auto found = irregularities(folded(cores));
    std::sort(found.begin(), found.end());
    ASSERT_EQ(found, expected) << "seed " << seed;
  }
}

TEST(StateJsonTest, ShowsWhatThereIsAndWhatFollowsFromIt) {
  Stream s;
  s.at("10:00").record(contact_started("c1"));
  s.at("10:01").record(issue_opened("i1", "desk"));
  s.at("10:02").record(handed_off("i1", "desk", "network"));
  s.at("10:03").record(agent_left("c1", "ann"));
  const auto open = [](std::string_view sealed) -> std::optional<std::string> {
    if (sealed == "ann") return std::nullopt;  // the reader may not know who
    return std::string(sealed.substr(0, sealed.find('\0')));
  };
  JsonStyle style;
  style.indented = false;
  style.versions = false;
  EXPECT_EQ(
      state_json(s.customer, open, style),
      R"({"stream":"customer/kim","contacts":[{"id":"c1","started":"2026-01-01T10:00:00Z",)"
      R"("starts":1,"channel":"phone","direction":"inbound","agents":[)"
      R"({"moment":"2026-01-01T10:03:00Z","agent":null,"did":"left"}],"inUse":true}],)"
      R"("issues":[{"id":"i1","opened":"2026-01-01T10:01:00Z","openedFor":{"team":"desk"},)"
      R"("classified":"2026-01-01T10:01:00Z","topic":"receipt","steps":[)"
      R"({"at":"2026-01-01T10:02:00Z","did":"handedOff","from":{"team":"desk"},)"
      R"("to":{"team":"network"}}],"status":"open","owner":{"team":"network"},"handOffs":1}],)"
      R"("irregular":[{"invariant":3,)"
      R"("reason":"an agent left this contact who is not known to have joined it",)"
      R"("kind":"contact","id":"c1","at":"2026-01-01T10:03:00Z"}]})");
}

TEST(StateJsonTest, EveryTypeCanBeShown) {
  Stream s;
  for (const auto& [name, fill] : every_type()) s.at("10:00").record(fill);
  EXPECT_THAT(state_json(s.customer, open_all), ::testing::StartsWith("{\n  \"stream\": \""));
}

TEST(TokenTableTest, KeepsEachTokenOnceHoweverMany) {
  TokenTable tokens;
  for (int round = 0; round < 2; ++round)
    for (std::uint32_t n = 1; n <= 5000; ++n)
      ASSERT_EQ(tokens.token("token " + std::to_string(n)), TokenRef(n));
  EXPECT_EQ(tokens.bytes(TokenRef(4711)), "token 4711");
  EXPECT_EQ(tokens.find("token 5001"), TokenRef());
  EXPECT_EQ(tokens.token(""), TokenRef());
}

}  // namespace
}  // namespace dangol
