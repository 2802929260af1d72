// What is owed under data protection law.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/time_text.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

Attributes at(const std::string& time) { return {{"time", quoted(time)}}; }

SentEvent accessed(const std::string& id, const std::string& day) {
  return Desk("access/" + day + "/0")
      .event(id, "personaldata.accessed",
             R"({"account":"ann","at":"2016-07-27","operation":"view","purpose":"care"})",
             at("2016-" + day.substr(4, 2) + "-" + day.substr(6, 2) + "T11:00:00+09:00"));
}
SentEvent asked(const Desk& desk, const std::string& request, const std::string& due) {
  return desk.event(
      "ask-" + request, "subjectrequest.received",
      R"({"requestId":")" + request + R"(","right":"access","dueBy":")" + due + R"("})");
}
SentEvent held(const Desk& desk, const std::string& hold, const std::string& until) {
  return desk.event(
      "hold-" + hold, "retention.held",
      R"({"holdId":")" + hold + R"(","law":"E-commerce","until":")" + until + R"("})");
}
void observe(Question& question) {
  question.vantage.observed_at = parse_time("2016-08-15T00:00:00Z").value().micros;
}

TEST(RegisterFigures, AccessRecordsAreShownByMonthWithTheirReview) {
  FigureStore store;
  store.append(
      together(accessed("a", "20160630"), accessed("b", "20160701"), accessed("c", "20160702")));
  store.append(together(
      Desk("access/20160805/0")
          .event("r", "accessrecords.reviewed", R"({"month":"2016-07","reviewer":"bob"})")));
  const FigureAnswer answer = store.ask("registers.access");
  ASSERT_EQ(answer.groups.size(), 2u);
  EXPECT_EQ(answer.groups[0].bar, 46u * 12 + 5) << "June";
  EXPECT_EQ(answer.groups[0].value, ratio(0, 1));
  EXPECT_EQ(answer.groups[1].value, ratio(2, 2)) << "July was reviewed, in August";
  EXPECT_EQ(answer.groups[1].members[0].deciding[1], Position(3));
}

TEST(RegisterFigures, RequestsThatAreNotAnsweredComeFirstAndOfThemWhatIsDueFirst) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(asked(kim, "done", "2016-07-30"), asked(kim, "late", "2016-08-20")));
  store.append(together(asked(lee, "soon", "2016-08-10")));
  store.append(together(kim.event("answer", "subjectrequest.decided",
                                  R"({"requestId":"done","outcome":"granted",)"
                                  R"("identityChecked":true})")));
  store.append(together(lee.event("lost", "subjectrequest.decided",
                                  R"({"requestId":"lost","outcome":"granted",)"
                                  R"("identityChecked":true})")));
  const FigureAnswer answer = store.ask("registers.requests");
  ASSERT_EQ(answer.groups.size(), 1u);
  EXPECT_EQ(answer.groups[0].value, std::nullopt) << "a list of people, and no number";
  std::vector<Position> order;
  for (const Member& member : answer.groups[0].members) order.push_back(member.deciding[0]);
  EXPECT_EQ(order, (std::vector{Position(2), Position(1), Position(0), Position(4)}));
  EXPECT_EQ(answer.groups[0].members[3].reason, Exclusion::kIrregular);
}

TEST(RegisterFigures, AHoldIsInForceUntilItIsReleasedOrOverAndThenIsDue) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(held(kim, "long", "2021-07-27"), held(kim, "short", "2016-08-01"),
                        held(kim, "gone", "2021-07-27"),
                        kim.event("release", "retention.released", R"({"holdId":"gone"})")));
  const FigureAnswer in_force = store.ask("registers.holds", observe);
  EXPECT_EQ(in_force.groups[0].tally.numerator, 1u);
  EXPECT_EQ(in_force.groups[0].members[0].deciding[0], Position(0));
  const FigureAnswer due = store.ask("registers.retention-due", observe);
  EXPECT_EQ(due.groups[0].tally.numerator, 1u);
  EXPECT_EQ(due.groups[0].members[0].deciding[0], Position(1));
}

TEST(RegisterFigures, AnErasureSaysWhatHadToBeKept) {
  FigureStore store;
  store.append(together(Desk("customer/lee").event("e1", "personaldata.erased", "{}")));
  store.append(together(
      Desk("customer/kim")
          .event("e2", "personaldata.erased",
                 R"({"kept":[{"purpose":"commerce","law":"E-commerce","until":"2021-07-27"}]})")));
  const FigureAnswer answer = store.ask("registers.erasures");
  ASSERT_EQ(answer.groups[0].tally.numerator, 2u);
  EXPECT_EQ(answer.groups[0].members[0].deciding[0], Position(1)) << "more was kept";
  EXPECT_EQ(store.ask_by("registers.erasures", "law").groups.size(), 2u);
}

}  // namespace
}  // namespace dangol::test
