// Connections: how deep, which stories, who told whom, what was spent.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

std::map<std::uint64_t, std::uint64_t> bars(const FigureAnswer& answer) {
  std::map<std::uint64_t, std::uint64_t> bars;
  for (const FigureGroup& group : answer.groups) bars[group.bar] = group.tally.numerator;
  return bars;
}
std::uint64_t left_out(const FigureAnswer& answer, Exclusion reason) {
  std::uint64_t all = 0;
  for (const FigureGroup& group : answer.groups) {
    all += group.tally.excluded[static_cast<std::size_t>(reason)];
  }
  return all;
}
Attributes on(const std::string& day) { return {{"time", quoted(day + "T12:00:00+09:00")}}; }

SentEvent kindness(const Desk& desk, const std::string& id, const Attributes& when,
                   const std::string& cost = "") {
  return desk.event(
      id, "kindness.done",
      R"({"kindnessKind":"flowers","kindnessId":")" + id + "\"" +
          (cost.empty() ? "" : R"(,"cost":{"minor":")" + cost + R"(","currency":"KRW"})") + "}",
      when);
}
SentEvent answered(const Desk& desk, const std::string& id, const std::string& kindness_id,
                   const Attributes& when) {
  return desk.event(id, "connection.reciprocated",
                    R"({"sign":"thanked","kindnessId":")" + kindness_id + "\"}", when);
}
SentEvent bought(const Desk& desk, const std::string& id, const std::string& day) {
  return desk.event(
      "order-" + id, "order.placed",
      R"({"orderId":")" + id +
          R"(","currency":"KRW","lines":[{"item":"shoe","unitPrice":"50000","quantity":1}]})",
      on(day));
}
SentEvent came(const Desk& desk, const std::string& via, const std::string& referrer = "") {
  return desk.event("came", "acquisition.learnt",
                    R"({"evidence":"asked","via":")" + via + "\"" +
                        (referrer.empty() ? "" : R"(,"referrerCustomerId":")" + referrer + "\"") +
                        "}");
}

TEST(BondFigures, EachRungNeedsItsOwnEvidence) {
  FigureStore store;
  const Desk met("customer/met"), named("customer/named"), acted("customer/acted");
  store.append(together(met.call("call"), named.call("call"),
                        named.event("name", "customer.named", R"({"calledName":"thoughtful Kim"})"),
                        kindness(acted, "k1", on("2016-08-01"))));
  EXPECT_EQ(bars(store.ask("bonds.depth")),
            (std::map<std::uint64_t, std::uint64_t>{{0, 1}, {1, 1}, {3, 1}}));
}

TEST(BondFigures, AnAnswerCountsOnlyAfterSomethingWasDoneAndLastsWhenItComesAgainMuchLater) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(
      together(answered(kim, "a0", "k1", on("2016-07-30")), kindness(kim, "k1", on("2016-08-01"))));
  EXPECT_EQ(bars(store.ask("bonds.depth")), (std::map<std::uint64_t, std::uint64_t>{{3, 1}}));
  store.append(together(answered(kim, "a1", "k1", on("2016-08-02")),
                        answered(kim, "a2", "k1", on("2016-10-30"))));
  EXPECT_EQ(bars(store.ask("bonds.depth")), (std::map<std::uint64_t, std::uint64_t>{{4, 1}}));
  store.append(together(answered(kim, "a3", "k1", on("2016-10-31"))));  // 90 days
  EXPECT_EQ(bars(store.ask("bonds.depth")), (std::map<std::uint64_t, std::uint64_t>{{5, 1}}));
}

TEST(BondFigures, WhomSomebodyNamesIsOnTheLastRung) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(kim.call("call"), came(lee, "wordOfMouth", "kim"), lee.call("call")));
  EXPECT_EQ(bars(store.ask("bonds.depth")),
            (std::map<std::uint64_t, std::uint64_t>{{0, 1}, {5, 1}}));
}

TEST(BondFigures, WhomSomebodyNamesUnderAMergedStreamIsThePersonWhoGoesOn) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee"), park("customer/park");
  store.append(together(came(lee, "wordOfMouth", "kim-old"), came(park, "wordOfMouth", "kim"),
                        lee.call("call"), park.call("call"), kim.call("call"),
                        kim.absorbs("merge", "customer/kim-old")));
  const FigureAnswer reach = store.ask("word.reach");
  EXPECT_EQ(value_in(reach), ratio(2, 1));
  EXPECT_EQ(reach.groups[0].members[0].person, store.token_of("customer/kim"));
  EXPECT_EQ(bars(store.ask("bonds.depth")),
            (std::map<std::uint64_t, std::uint64_t>{{0, 2}, {5, 1}}));
}

TEST(BondFigures, ANeedThatWasNotSaidIsMetWhenThePersonAccepts) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(
      together(kim.event("open", "issue.opened",
                         R"({"issueId":"i1","unstatedNeed":"somebody awake in a strange town"})",
                         on("2016-08-01")),
               answered(kim, "thanks before", "k1", on("2016-08-02")),
               kim.event("propose", "resolution.proposed",
                         R"({"issueId":"i1","resolutionId":"r1"})", on("2016-08-03"))));
  EXPECT_TRUE(bars(store.ask("bonds.depth")).empty()) << "nothing was met yet";
  store.append(together(kim.event("confirm", "resolution.confirmed",
                                  R"({"issueId":"i1","resolutionId":"r1","basis":"sourceMarked"})",
                                  on("2016-08-04"))));
  EXPECT_EQ(bars(store.ask("bonds.depth")), (std::map<std::uint64_t, std::uint64_t>{{3, 1}}));
}

TEST(BondFigures, KindnessToNobodyKnownIsLeftOutAndShown) {
  FigureStore store;
  const Desk nobody("contact/x1");
  store.append(together(kindness(nobody, "k1", on("2016-08-01"))));
  EXPECT_EQ(left_out(store.ask("bonds.depth"), Exclusion::kUnidentified), 1U);
}

TEST(BondFigures, AStoryIsToldUntilItIsWithdrawn) {
  FigureStore store;
  const Desk kim("customer/kim");
  const auto told = [&](const std::string& id, const std::string& audience) {
    return kim.event(
        "tell-" + id, "story.told",
        R"({"storyId":")" + id + R"(","audience":")" + audience + R"(","pseudonymous":true})");
  };
  store.append(together(told("s1", "company"), told("s2", "team"), told("s3", "public"),
                        kim.event("withdraw", "story.withdrawn", R"({"storyId":"s2"})")));
  const FigureAnswer answer = store.ask("stories.told");
  EXPECT_EQ(value_in(answer), std::nullopt) << "a register has no value";
  EXPECT_EQ(answer.groups[0].tally.numerator, 1U);
  EXPECT_EQ(left_out(answer, Exclusion::kWithdrawn), 1U);
  EXPECT_EQ(left_out(answer, Exclusion::kIrregular), 1U) << "for everybody, without a consent";
}

TEST(BondFigures, WordOfMouthIsCountedOverThoseWhoSayHowTheyCame) {
  FigureStore store;
  for (const char* via : {"ad", "wordOfMouth", "referralCode", "unknown"}) {
    const Desk person(std::string("customer/") + via);
    store.append(together(bought(person, "o1", "2016-08-01"), came(person, via)));
  }
  const Desk silent("customer/silent"), never("customer/never"), guest("contact/g1");
  store.append(together(bought(silent, "o1", "2016-08-01"), came(never, "wordOfMouth"),
                        bought(guest, "g1", "2016-08-01")));
  const FigureAnswer answer = store.ask("acquisition.word-of-mouth");
  EXPECT_EQ(value_in(answer), ratio(2, 3));
  EXPECT_EQ(left_out(answer, Exclusion::kUnknown), 2U);
  EXPECT_EQ(left_out(answer, Exclusion::kUnidentified), 1U);
}

TEST(BondFigures, ReachAndWhatIsToldAreApart) {
  FigureStore store;
  const Desk kim("customer/kim"), a("customer/a"), b("customer/b");
  store.append(
      together(kim.event("told", "wordofmouth.reported", R"({"direction":"told","peopleCount":6})"),
               came(a, "wordOfMouth", "kim"), came(b, "wordOfMouth", "kim"),
               b.event("came again", "acquisition.learnt",
                       R"({"evidence":"code","via":"referralCode","referrerCustomerId":"kim"})")));
  const FigureAnswer reach = store.ask("word.reach");
  EXPECT_EQ(value_in(reach), ratio(2, 1));
  EXPECT_EQ(reach.groups[0].members[0].person, store.token_of("customer/kim"));
  EXPECT_EQ(value_in(store.ask("word.told")), ratio(6, 1));
}

TEST(BondFigures, TheLedgerShowsWhatWasSpentBesideWhatWasBoughtLater) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(
      together(bought(kim, "o1", "2016-07-01"), kindness(kim, "k1", on("2016-08-01"), "30000"),
               bought(kim, "o2", "2016-09-01"), kindness(lee, "k1", on("2016-08-01")),
               kim.event("accept", "return.accepted", R"({"returnId":"r1","rule":"goodwill"})"),
               kim.event("refund", "refund.paid",
                         R"({"returnId":"r1","amount":{"minor":"20000","currency":"KRW"}})"),
               kim.event("refund2", "refund.paid",
                         R"({"returnId":"r2","amount":{"minor":"99","currency":"KRW"}})")));
  constexpr std::int64_t kWon = 1'000'000;
  const auto sum = [&](const char* name) {
    __int128 all = 0;
    for (const FigureGroup& group : store.ask(name).groups) all += group.tally.sum;
    return static_cast<std::int64_t>(all / kWon);
  };
  EXPECT_EQ(sum("ledger.kindness"), 30'000);
  EXPECT_EQ(sum("ledger.goodwill"), 20'000);
  EXPECT_EQ(sum("ledger.bought-later"), 50'000);
  EXPECT_EQ(left_out(store.ask("ledger.kindness"), Exclusion::kUnknown), 1U);
}

}  // namespace
}  // namespace dangol::test
