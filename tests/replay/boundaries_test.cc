// Abuse, what is due to those who met it, endings, and who has listened.
#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

Attributes at(const std::string& time) { return {{"time", quoted(time)}}; }

SentEvent abused(const Desk& desk, const std::string& id, const std::string& time,
                 const std::string& agent = "ann") {
  return desk.event(id, "abuse.reported",
                    R"({"contactId":"c1","byAgent":")" + agent + R"(","abuseKind":"insult"})",
                    at(time));
}
SentEvent rested(const std::string& id, const std::string& time, const std::string& customer,
                 const std::string& agent = "ann") {
  const std::string about = customer.empty() ? "" : R"(,"customerId":")" + customer + '"';
  return Desk("staff/" + agent)
      .event(id, "staff.protected",
             R"({"agentId":")" + agent + R"(","measure":"rest")" + about + "}", at(time));
}
SentEvent joined(const Desk& desk, const std::string& id, const std::string& agent,
                 const std::string& role, const std::string& time) {
  return desk.event(id, "agent.joined",
                    R"({"contactId":"c1","agentId":")" + agent + R"(","role":")" + role + R"("})",
                    at(time));
}

const Desk kim("customer/kim"), lee("customer/lee");

std::uint64_t due(FigureStore& store) {
  return store.ask("boundaries.measures-due").groups.at(0).tally.numerator;
}

TEST(BoundaryFigures, AReportIsDueUntilSomethingIsDoneForTheOneWhoMetIt) {
  FigureStore store;
  store.append(together(abused(kim, "a1", "2016-07-01T10:00:00Z"),
                        abused(kim, "a2", "2016-07-03T10:00:00Z")));
  EXPECT_EQ(due(store), 2u);
  const FigureAnswer both = store.ask("boundaries.measures-due");
  EXPECT_EQ(both.groups[0].members[0].deciding[0], Position(0)) << "the oldest first";
  EXPECT_FALSE(value_in(both).has_value()) << "a register is no number";
  store.append(together(rested("r1", "2016-07-02T10:00:00Z", "kim")));
  EXPECT_EQ(due(store), 1u) << "the later report is not answered by what was done before it";
  store.append(together(rested("r2", "2016-07-03T10:00:00Z", "kim")));
  EXPECT_EQ(due(store), 0u) << "at its very moment";
}

TEST(BoundaryFigures, WhatIsDoneForAnotherOrAboutAnotherPersonAnswersNothing) {
  FigureStore store;
  store.append(together(abused(kim, "a1", "2016-07-01T10:00:00Z"),
                        rested("r1", "2016-07-02T10:00:00Z", "lee"),
                        rested("r2", "2016-07-02T10:00:00Z", "kim", "bob")));
  EXPECT_EQ(due(store), 1u);
  store.append(together(rested("r3", "2016-07-02T10:00:00Z", "")));
  EXPECT_EQ(due(store), 0u) << "a measure that names nobody";
}

TEST(BoundaryFigures, AnEndingStandsUntilItIsRestoredTheNextReviewFirst) {
  FigureStore store;
  const auto ended = [](const Desk& desk, const std::string& id, const std::string& review) {
    return desk.event(
        id, "relationship.ended",
        R"({"reason":"abuse","decidedBy":"x","secondedBy":"y","reviewOn":")" + review + R"("})");
  };
  store.append(together(ended(kim, "e1", "2018-01-01"), ended(lee, "e2", "2017-01-01")));
  const FigureAnswer endings = store.ask("boundaries.endings");
  EXPECT_EQ(endings.groups[0].tally.numerator, 2u);
  EXPECT_EQ(endings.groups[0].members[0].person, store.token_of("customer/lee"));
  store.append(together(lee.event("e3", "relationship.restored", R"({"decidedBy":"x"})",
                                  at("2016-09-01T00:00:00Z"))));
  EXPECT_EQ(store.ask("boundaries.endings").groups[0].tally.numerator, 1u);
}

TEST(ListenerFigures, TellWhoListenedLatelyAndWhenLastAndNotHowOften) {
  FigureStore store;
  // One after the other: events of one batch may take any places.
  store.append(together(joined(kim, "j1", "director", "guest", "2016-07-01T10:00:00Z")));
  store.append(together(joined(lee, "j2", "director", "guest", "2016-07-05T10:00:00Z")));
  store.append(together(joined(kim, "j3", "chief", "owner", "2016-01-01T10:00:00Z"),
                        joined(kim, "j4", "expert", "expert", "2016-07-05T10:00:00Z")));
  const FigureAnswer who = store.ask("listeners.who", [](Question& question) {
    question.vantage.observed_at = Micros(1'468'000'000'000'000);  // 2016-07-08
  });
  ASSERT_EQ(who.groups[0].members.size(), 2u);
  EXPECT_EQ(who.groups[0].tally.numerator, 1u);
  EXPECT_EQ(who.groups[0].members[0].person, store.token_of("staff/director"));
  EXPECT_EQ(who.groups[0].members[0].deciding[0], Position(1)) << "the last time";
  EXPECT_EQ(who.groups[0].members[1].person, store.token_of("staff/chief"));
}

TEST(Scene, AnEndingIsInTheRegisterUntilItIsRestoredAndNothingIsDueToTheAgent) {
  FigureStore store;
  store.append(read_scene(DANGOL_SOURCE_DIR "/tests/scenes/ending.ndjson"));
  EXPECT_EQ(due(store), 0u);
  const FigureAnswer before = store.ask("boundaries.endings", [&](Question& question) {
    question.vantage.end = Position(store.size().value() - 1);
  });
  EXPECT_EQ(before.groups.at(0).tally.numerator, 1u);
  const FigureAnswer now = store.ask("boundaries.endings");
  EXPECT_EQ(now.groups.at(0).tally.numerator, 0u) << "it can be restored";
  EXPECT_EQ(now.groups.at(0).tally.denominator, 1u);
}

TEST(Scene, TheGuestAndTheChiefExecutiveHaveListened) {
  FigureStore store;
  store.append(read_scene(DANGOL_SOURCE_DIR "/tests/scenes/three-way.ndjson"));
  store.append(read_scene(DANGOL_SOURCE_DIR "/tests/scenes/guest-ceo.ndjson"));
  const FigureAnswer who = store.ask("listeners.who", [](Question& question) {
    question.vantage.observed_at = Micros(1'480'000'000'000'000);  // 2016-11-24
  });
  const auto part_of = [&](const char* subject) {
    for (const Member& member : who.groups.at(0).members) {
      if (member.person == store.token_of(subject)) return member.part;
    }
    return Part::kExcluded;
  };
  EXPECT_EQ(who.groups.at(0).members.size(), 3u) << "the officer was an expert";
  EXPECT_EQ(part_of("staff/director-jung"), Part::kNumerator);
  EXPECT_EQ(part_of("staff/desk-2"), Part::kNumerator);
  EXPECT_EQ(part_of("staff/chief-executive"), Part::kDenominator) << "four years ago";
}

}  // namespace
}  // namespace dangol::test
