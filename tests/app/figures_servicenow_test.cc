// The incident log of ../shared/data, asked for what its README counts.
//
// What its events cannot decide: no contact, no word of the person and no confirmation is in the set, so
// nothing of first-contact resolution; whether a hand-off was warm; how long an issue was nobody's.
// The source's counter of reassignments, 16,164, is above the 11,140 hand-offs that can be seen. Over the
// rows: 3,051 are from a group to `?`, 1,897 from `?` to a group, 48 between two rows `?`, and 28
// between rows that name the same group. The counters of reopenings agree.
#include <map>

#include <gtest/gtest.h>

#include "tests/app/figure_data.h"
#include "tests/support/figure_questions.h"

namespace dangol::test {
namespace {

constexpr std::uint64_t kTeam = 2;

const FigureGroup& bar(const FigureAnswer& answer, std::uint64_t bar) {
  for (const FigureGroup& found : answer.groups) {
    if (found.bar == bar) return found;
  }
  throw std::runtime_error("no such bar");
}

// What the source counted and what can be seen, incident by incident.
void compare_with_the_counter(const FigureGroup& seen, const FigureGroup& counted) {
  std::map<std::pair<StreamToken, EntityKey>, std::int64_t> more;
  for (const Member& member : counted.members)
    more[{member.stream, member.entity}] = member.measure;
  for (const Member& member : seen.members) more[{member.stream, member.entity}] -= member.measure;
  std::int64_t agree = 0, above = 0, below = 0, unseen = 0, uncounted = 0;
  for (const auto& [incident, difference] : more) {
    agree += difference == 0 ? 1 : 0;
    above += difference > 0 ? 1 : 0;
    below += difference < 0 ? 1 : 0;
    (difference > 0 ? unseen : uncounted) += difference;
  }
  EXPECT_EQ(agree, 11'785);
  EXPECT_EQ(above, 3'215);
  EXPECT_EQ(below, 0) << "nothing is seen that the source did not count";
  EXPECT_EQ(unseen, 3'051 + 1'897 + 48 + 28);
  EXPECT_EQ(uncounted, 0);
}

void ask_about_hand_offs(FigureStore& store) {
  const FigureAnswer total = store.ask_by("handoffs.total", "level");
  ASSERT_EQ(total.groups.size(), 2U);
  EXPECT_EQ(total.groups[0].value, ratio(1'941, 1)) << "agents";
  EXPECT_EQ(total.groups[1].value, ratio(11'140, 1)) << "teams";
  EXPECT_EQ(bar(store.ask("handoffs.none-by-level"), kTeam).value, ratio(15'000 - 5'618, 15'000));
  EXPECT_EQ(bar(store.ask("handoffs.mean-by-level"), kTeam).value, ratio(11'140, 15'000));
  const FigureAnswer bars = store.ask("handoffs.distribution-teams");
  EXPECT_EQ(bar(bars, 0).value, ratio(9'382, 1));
  EXPECT_EQ(bar(bars, 1).value, ratio(3'137, 1));
  EXPECT_EQ(bar(bars, 2).value, ratio(1'180, 1));
  EXPECT_EQ(bar(bars, 23).value, ratio(1, 1));
  const FigureGroup many = bar(store.ask("handoffs.many-by-level"), kTeam);
  EXPECT_EQ(many.value, ratio(15'000 - 9'382 - 3'137 - 1'180, 1));
  EXPECT_EQ(many.members[0].need, 23);
  EXPECT_EQ(bar(store.ask("handoffs.pingpong-by-level"), kTeam).value, ratio(1'145, 5'618));
  EXPECT_EQ(excluded_as(store.ask("handoffs.cold"), Exclusion::kUnknown), 11'140U + 1'941U)
      << "the source does not say whether a hand-off was warm";
  EXPECT_EQ(store.ask("handoffs.retold").groups[0].tally.numerator, 0U) << "nor this";

  const FigureAnswer counted = store.ask("handoffs.source-counted");
  EXPECT_EQ(value_in(counted), ratio(16'164, 1));
  EXPECT_EQ(counted.groups[0].tally.numerator, 7'580U);
  EXPECT_EQ(counted.groups[0].members[0].need, 27);
  compare_with_the_counter(bar(store.ask("handoffs.mean-by-level"), kTeam), counted.groups[0]);
  const FigureAnswer reopened = store.ask("reopenings.source-counted");
  EXPECT_EQ(value_in(reopened), ratio(232, 1));
  EXPECT_EQ(reopened.groups[0].tally.numerator, 191U);
}

void count_issues(FigureStore& store) {
  EXPECT_EQ(value_in(store.ask("issues.opened")), ratio(15'000, 1));
  EXPECT_EQ(value_in(store.ask("issues.closed")), ratio(15'000, 15'000));
  EXPECT_EQ(value_in(store.ask("issues.proposed")), ratio(14'997, 15'000));
  EXPECT_EQ(value_in(store.ask("issues.reopened")), ratio(191, 15'000));
  EXPECT_EQ(value_in(store.ask("reopenings.total")), ratio(232, 1));
  EXPECT_TRUE(store.ask("issues.confirmed").groups.empty()) << "closing after five days is silence";
  // 2,772 callers of first rows have two incidents or more; one of them, 3505, has two there, of which
  // one (INC0005103) turned out to be caller 290's. Two other corrections, of INC0005211 (back to the
  // first caller) and INC0006078 (from one who keeps three to one with 15), move nobody across.
  const FigureAnswer several = store.ask("issues.persons-with-several");
  EXPECT_EQ(value_in(several), ratio(2'772 - 1, 4'220));
  std::map<StreamToken, std::int64_t> issues;
  for (const Member& member : several.groups[0].members) issues[member.person] = member.need;
  EXPECT_EQ(issues[store.token_of("customer/Caller 3505")], 2 - 1);
  EXPECT_EQ(issues[store.token_of("customer/Caller 290")], 15 + 1);
  EXPECT_EQ(issues[store.token_of("customer/Caller 3216")], 4 - 1);
  EXPECT_EQ(issues[store.token_of("customer/Caller 1325")], 15 + 1);
  EXPECT_EQ(several.groups[0].members[0].need, 341);
}

TEST(ServicenowFigures, AreThoseOfTheReadme) {
  const auto store = import_servicenow();
  if (store == nullptr) return;
  count_issues(*store);
  ask_about_hand_offs(*store);
  // Nobody confirms anything here: only a reopening after the last action is not unresolved.
  EXPECT_EQ(value_in(store->ask("actions.unresolved", seen_at("2017-03-01"))), ratio(3'852, 3'902));
  const FigureAnswer first_contact = store->ask("fcr.at-most", seen_at("2017-06-01"));
  EXPECT_EQ(value_in(first_contact), ratio(0, 15'000 - 3));
  EXPECT_EQ(excluded_as(first_contact, Exclusion::kUnidentified), 3U) << "of no known caller";
  EXPECT_EQ(value_in(store->ask("fcr.closed-at-creation")), ratio(0, 15'000));
}

}  // namespace
}  // namespace dangol::test
