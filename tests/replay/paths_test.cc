// The paths of issues, blocked paths, and the stages at which things are unsolved.
#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "tests/replay/issue_story.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

const FigureGroup& bar(const FigureAnswer& answer, auto bar) {
  for (const FigureGroup& found : answer.groups) {
    if (found.bar == static_cast<std::uint64_t>(bar)) return found;
  }
  throw std::runtime_error("no such bar");
}

Scene scene(const std::string& name) {
  return read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                    (name + ".ndjson"));
}

// The lines of the scene at which the issue stopped, from 1.
std::vector<std::uint64_t> lines(const FigureAnswer& answer) {
  std::map<std::int64_t, std::uint64_t> stops;
  for (const FigureGroup& group : answer.groups) {
    for (const Member& member : group.members) {
      stops[member.measure] = member.deciding[1].value() + 1;
    }
  }
  std::vector<std::uint64_t> lines;
  for (const auto& [place, line] : stops) lines.push_back(line);
  return lines;
}

TEST(Paths, OneIssueOverSocialMailTelephoneAndRemoteSession) {
  FigureStore store;
  store.append(scene("parallels"));
  const FigureAnswer channels = store.ask("paths.channels");
  ASSERT_EQ(channels.groups.size(), 1u);
  EXPECT_EQ(channels.groups[0].bar, 4u);
  const FigureAnswer stops = store.ask("paths.stops");
  EXPECT_EQ(value_in(stops), std::nullopt) << "a register has no value";
  EXPECT_EQ(lines(stops), (std::vector<std::uint64_t>{2, 3, 4, 11, 14, 15, 16, 19}))
      << "two blocked paths, social, e-mail, phone, who came in there, remote session";
}

TEST(Paths, BlockedOnesAreListedByWhatWasSoughtAndWhere) {
  FigureStore store;
  store.append(scene("parallels"));
  const FigureAnswer blocked = store.ask("paths.blocked");
  EXPECT_EQ(bar(blocked, schema::SoughtPath::LANGUAGE).value, ratio(1, 1));
  EXPECT_EQ(bar(blocked, schema::SoughtPath::PHONE).value, ratio(1, 1));
  const FigureAnswer where = store.ask_by("paths.blocked", "where");
  for (const FigureGroup& group : where.groups) {
    EXPECT_EQ(group.group, text_key(std::string_view("고객 지원 페이지")));
  }
  FigureStore receipts;
  receipts.append(scene("windows-receipt"));
  EXPECT_EQ(bar(receipts.ask("paths.blocked"), schema::SoughtPath::RECEIPT).value, ratio(1, 1));
}

TEST(Paths, ABlockedPathBelongsToTheNextIssueIfThatComesSoon) {
  IssueStory kim("customer/kim");
  const std::string blocked = R"("sought":"phone","blockedBy":"busy")";
  kim.at("2016-06-01").event("contactpath.blocked", blocked);
  kim.at("2016-06-09").opened("i1");
  kim.at("2016-06-20").event("contactpath.blocked", blocked);
  kim.at("2016-06-27").opened("i2");
  FigureStore store;
  store.append(told(kim));
  const FigureAnswer stops = store.ask("paths.stops");
  EXPECT_EQ(lines(stops), (std::vector<std::uint64_t>{3}));
}

TEST(Paths, HandOffsAndLegsAreStops) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01T10:00").contact("c1").at("2016-07-01T10:01").opened_in("i1", "c1");
  kim.at("2016-07-01T10:02").handed("i1", "team:a", "team:b");
  kim.at("2016-07-01T10:03")
      .contact("leg", "phone", "inbound", R"(,"relatedContactId":"c1","relation":"transferLeg")");
  kim.at("2016-07-01T10:04").touched("i1", "leg").deflected("i1");
  FigureStore store;
  store.append(told(kim));
  EXPECT_EQ(lines(store.ask("paths.stops")), (std::vector<std::uint64_t>{1, 3, 4, 6}));
  EXPECT_EQ(store.ask("paths.channels").groups[0].bar, 1u);
}

TEST(Stages, HoldWhatIsUnsolvedOpenOrClosed) {
  IssueStory kim("customer/kim"), lee("customer/lee");
  const auto stage = [](const std::string& stage) { return R"(,"stage":")" + stage + "\""; };
  kim.at("2016-07-01").opened("open", stage("setup"));
  kim.opened("silent", stage("setup")).closed("silent");
  kim.opened("solved", stage("setup")).settled("solved").closed("solved", "resolved");
  kim.opened("let be", stage("payment")).closed("let be", "withdrawn");
  lee.contact("c1", "phone", "inbound", stage("payment")).opened_in("i1", "c1");
  FigureStore store;
  store.append(told(kim, lee));
  const FigureAnswer unsolved = store.ask("stages.unsolved", seen_at("2016-08-01"));
  EXPECT_EQ(bar(unsolved, schema::Stage::SETUP).value, ratio(2, 1));
  EXPECT_EQ(bar(unsolved, schema::Stage::PAYMENT).value, ratio(1, 1)) << "as its contact says";
  EXPECT_EQ(excluded_as(unsolved, Exclusion::kWithdrawn), 1u);
  const FigureAnswer persons = store.ask("stages.persons");
  EXPECT_EQ(bar(persons, schema::Stage::SETUP).value, ratio(1, 1));
  EXPECT_EQ(bar(persons, schema::Stage::SETUP).members[0].need, 2);
  EXPECT_EQ(bar(persons, schema::Stage::PAYMENT).members[0].person, store.token_of("customer/lee"));
}

}  // namespace
}  // namespace dangol::test
