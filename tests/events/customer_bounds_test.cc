// A stream of any length: its state is bounded, the same by way of a snapshot, and its counts are
// those of a state that keeps everything.
#include <random>

#include <gmock/gmock.h>

#include "events/customer_leaving.h"
#include "events/customer_memory.h"
#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol {
namespace {

using namespace dangol::test;  // NOLINT(google-build-using-namespace)

std::optional<std::string> open_all(std::string_view sealed) { return std::string(sealed); }

StateLimits tiny_limits() {
  StateLimits limits;
  limits.closed_kept = 3;
  limits.open_kept = 5;
  limits.holds_kept = 2;
  limits.problems_kept = 2;
  limits.steps_kept = 2;
  limits.listed_kept = 2;
  limits.story_items_kept = 1;
  limits.struck_agents_kept = 2;
  limits.waiting_kept = 2;
  limits.erased_ranges_kept = 2;
  limits.left_kept = 200;
  limits.tokens_swept_at = 16;
  limits.token_bytes = 4000;
  return limits;
}

StateLimits no_limits() {
  StateLimits limits;
  limits.closed_kept = limits.open_kept = limits.holds_kept = limits.problems_kept = 1 << 30;
  limits.steps_kept = limits.listed_kept = limits.waiting_kept = 1 << 30;
  limits.tokens_swept_at = 1 << 30;
  return limits;
}

// Events of every type about ids that come and go, some of them long gone, at times that jump.
class Anything {
 public:
  explicit Anything(unsigned seed) : random_(seed) {}
  void record(Stream& s) {
    const std::size_t n = s.cores.size();
    const std::size_t back = random_() % 10 == 0 ? random_() % (n + 1) : random_() % 40;
    const bool one_of_all = random_() % 4 == 0;  // ids with ever more steps
    const std::string name = "id " + std::to_string(one_of_all ? 0 : (n - std::min(n, back)) / 5);
    const auto types = every_type(name);
    const auto& [type, fill] = types[random_() % types.size()];
    char time[32];
    std::snprintf(time, sizeof time, "%d %d:%02d", int(n / 50 + random_() % 3), int(random_() % 24),
                  int(random_() % 60));
    s.at(time).by(random_() % 2 ? kCustomer : kStaff).record(fill, "event " + std::to_string(n));
  }

 private:
  std::mt19937 random_;
};

TEST(BoundsTest, AnyLengthOfEveryTypeFoldsTheSameByWayOfASnapshot) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Stream whole, resumed;
    whole.limits = resumed.limits = tiny_limits();
    Anything anything(seed);
    for (int n = 0; n < 3000; ++n) {
      anything.record(whole);
      resumed.append(whole.cores.back());
      if (n % 37 != 0) continue;
      const std::string bytes = encode_state(resumed.customer);
      ASSERT_TRUE(bytes == encode_state(whole.customer)) << "seed " << seed << ", record " << n;
      auto restored = decode_state(bytes);
      ASSERT_TRUE(restored.ok()) << restored.error().message;
      resumed.customer = std::move(restored).value();
      ASSERT_TRUE(state_json(resumed.customer, open_all) == state_json(whole.customer, open_all))
          << "seed " << seed << ", record " << n;
    }
  }
}

TEST(BoundsTest, TheStateStaysSmallHoweverManyRecordsOfEveryTypeThereAre) {
  Stream s;
  s.limits = tiny_limits();
  Anything anything(1);
  std::size_t at_first = 0;
  for (int n = 0; n < 12'000; ++n) {
    anything.record(s);
    if (n == 3000) at_first = memory_bytes(s.customer);
  }
  EXPECT_LT(memory_bytes(s.customer), at_first + at_first / 4);
  EXPECT_LT(encode_state(s.customer).size(), 70'000u);  // of it, 1,024 recent events 30,000
}

// Damage that the checksum does not show crashes neither who reads the state nor who goes on with it.
TEST(BoundsTest, DamageUnderARightChecksumIsHarmless) {
  Stream s;
  s.limits = tiny_limits();
  Anything anything(5);
  for (int n = 0; n < 1500; ++n) anything.record(s);
  const std::string good = encode_state(s.customer);
  const std::vector<std::string> more(s.cores.end() - 60, s.cores.end());
  std::mt19937_64 random(20261122);
  int readable = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string bad = good.substr(0, good.size() - 8);
    for (int flips = 0; flips < 3; ++flips)
      bad[1 + random() % (bad.size() - 1)] = static_cast<char>(random());
    const std::uint64_t sum = state_checksum(bad);
    for (int shift = 56; shift >= 0; shift -= 8) bad.push_back(static_cast<char>(sum >> shift));
    auto state = decode_state(bad);
    if (!state.ok()) continue;
    ++readable;
    Customer customer = std::move(state).value();
    memory_bytes(customer);
    irregularities(customer);
    state_json(customer, open_all);
    for (const std::string& core : more)
      ASSERT_TRUE(apply_core(customer, core, customer.version.next(), s.limits).ok());
  }
  EXPECT_GT(readable, 100);
}

// Lives that do not overlap much, some irregular; the counts are of all of them.
void record_lives(Stream& s, int lives) {
  std::mt19937 random(7);
  const auto maybe = [&](Fill fill, const std::string& name = "") {
    if (random() % 12 != 0) s.record(std::move(fill), name);
  };
  for (int n = 0; n < lives; ++n) {
    const std::string tag = std::to_string(n);
    const std::string contact = "contact " + tag, wait = "wait " + tag, issue = "issue " + tag;
    s.at(std::to_string(n) + " 10:00");
    maybe(contact_started(contact));
    maybe(wait_started(contact, wait));
    maybe(wait_ended(wait, schema::WaitEnd::ABANDONED));
    s.at(std::to_string(n) + " 10:10");
    maybe(agent_joined(contact, "ann"));
    maybe(issue_opened(issue, "desk"));
    maybe(handed_off(issue, n % 5 ? "desk" : "nobody", "network"));
    maybe(resolution_proposed(issue, "r" + tag));
    maybe(message(contact, "m" + tag, kCustomer), "thanks " + tag);
    maybe(resolution_confirmed(issue, "r" + tag, schema::ConfirmationBasis::CUSTOMER_SAID,
                               "thanks " + tag));
    maybe(issue_closed(issue, schema::Closure::RESOLVED));
    maybe(promise_made("p" + tag, "14:00", "14:30"));
    maybe(promise_kept("p" + tag));
    maybe(agent_left(contact, "ann"));
    maybe(contact_ended(contact));
    maybe(order_placed("o" + tag, n % 4 ? 3 : -1));
    maybe(order_delivered("o" + tag));
    maybe(return_received("b" + tag, "o" + tag, 2));
    maybe(survey_answered("s" + tag, "q", 11));
  }
}

TEST(BoundsTest, CountsAreThoseOfAStateThatKeepsEverything) {
  Stream small, all;
  small.limits.closed_kept = 8;
  small.limits.open_kept = 64;
  small.limits.tokens_swept_at = 100;
  all.limits = no_limits();
  record_lives(small, 400);
  record_lives(all, 400);
  const auto left = [&](EntityKind kind) {
    const LeftCount& count = small.customer.left.get()->counts[static_cast<std::size_t>(kind)];
    return count.closed + count.open;
  };
  const Customer &a = small.customer, &b = all.customer;
  EXPECT_FALSE(b.left.get());
  EXPECT_LT(a.contacts.rows().size(), 100u);
  EXPECT_EQ(a.contacts.rows().size() + left(EntityKind::kContact), b.contacts.rows().size());
  EXPECT_EQ(a.waits.rows().size() + left(EntityKind::kWait), b.waits.rows().size());
  EXPECT_EQ(a.issues.rows().size() + left(EntityKind::kIssue), b.issues.rows().size());
  const Bond &bond = *a.bond.get(), &bonds = *b.bond.get();
  EXPECT_EQ(bond.promises.rows().size() + left(EntityKind::kPromise), bonds.promises.rows().size());
  EXPECT_EQ(bond.surveys.rows().size() + left(EntityKind::kSurvey), bonds.surveys.rows().size());
  const Commerce &shop = *a.commerce.get(), &shops = *b.commerce.get();
  EXPECT_EQ(shop.orders.rows().size() + left(EntityKind::kOrder), shops.orders.rows().size());
  EXPECT_EQ(shop.returns.rows().size() + left(EntityKind::kReturn), shops.returns.rows().size());
  EXPECT_EQ(irregularities(a).size() + a.left.get()->irregular, irregularities(b).size());
  EXPECT_EQ(a.version, b.version);
}

// ---- Lists of things without an id ------------------------------------------------------------

TEST(BoundsTest, OfAListTheNewestInTimeStay) {
  Stream s;
  s.limits = tiny_limits();
  for (int day = 0; day < 20; ++day) {
    s.at(std::to_string(day) + " 10:00").record([](Data data) {
      data.initPraiseGiven().initAbout().setProduct("phone");
    });
  }
  const auto& voices = s.customer.bond.get()->voices;
  EXPECT_LE(voices.size(), 4u);
  EXPECT_EQ(voices.back().moment.at, moment_of("19 10:00"));
  EXPECT_EQ(voices.size() + s.customer.left.get()->steps, 20u);
}

TEST(BoundsTest, OfMoneyInManyCurrenciesTheFirstAreSummed) {
  std::vector<Amount> sums;
  const auto pay = [&](std::uint32_t currency) {
    Amount amount;
    amount.minor = 100;
    amount.currency = TextRef{currency};
    add_amount(sums, amount);
  };
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t n = 1; n <= kStateLimits.currencies_kept + 1; ++n) pay(n);
  }
  ASSERT_EQ(sums.size(), kStateLimits.currencies_kept);
  for (const Amount& sum : sums) EXPECT_EQ(sum.minor, 200);
}

TEST(BoundsTest, APolicyThatHoldsStaysWhileOthersAreSetAnew) {
  Stream s("policy");
  s.limits = tiny_limits();
  const auto set = [&](const std::string& name, int day) {
    s.at(std::to_string(day) + " 10:00").record([=](Data data) {
      auto e = data.initPolicySet();
      e.setName(words(name));
      e.setValue(std::to_string(day));
    });
  };
  set("silence.days", 0);
  for (int day = 1; day < 50; ++day) set("recurrence.days", day);
  const auto& policies = s.customer.common.get()->policies;
  EXPECT_LE(policies.size(), 4u);
  EXPECT_TRUE(std::any_of(policies.begin(), policies.end(), [&](const PolicyValue& value) {
    return s.customer.tokens.bytes(value.name) == "silence.days";
  }));
}

}  // namespace
}  // namespace dangol
