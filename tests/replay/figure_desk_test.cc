// A figure asked as a person types it: the bounds, the policies, the texts of groups, and who stands
// behind a number.
#include "replay/answers/figure_desk.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_period.h"
#include "replay/limits.h"
#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

SentEvent waits(const Desk& desk, const std::string& wait, const std::string& queue,
                const std::string& time = "2016-07-27T11:07:00+09:00") {
  return desk.event("start-" + wait, "wait.started",
                    R"({"contactId":"c1","waitKind":"queue","waitId":")" + wait + R"(","queue":")" +
                        queue + R"("})",
                    {{"time", quoted(time)}});
}
SentEvent wait_ends(const Desk& desk, const std::string& wait, const std::string& end,
                    const std::string& time = "2016-07-27T11:09:00+09:00") {
  return desk.event("end-" + wait, "wait.ended",
                    R"({"waitId":")" + wait + R"(","end":")" + end + R"("})",
                    {{"time", quoted(time)}});
}
SentEvent policy(const std::string& id, const std::string& name, const std::string& value,
                 const std::string& time, const std::string& from = "") {
  std::string data = R"({"name":")" + name + R"(","value":")" + value + '"';
  if (!from.empty()) data += R"(,"from":")" + from + '"';
  return Desk("policy/main").event(id, "policy.set", data + "}", {{"time", quoted(time)}});
}

class FigureDeskTest : public testing::Test {
 protected:
  FigureReport ask(const std::function<void(FigureAsking&)>& change = {}) {
    FigureAsking asked;
    asked.figure = "waits.abandonment";
    if (change) change(asked);
    Result<FigureReport> report = try_ask(asked);
    if (!report.ok()) throw std::runtime_error(report.error().message);
    return std::move(report).value();
  }
  Result<FigureReport> try_ask(const FigureAsking& asked) {
    const WithStore store = with_store();
    const auto models = open_read_models(store_.catalogue(), store);
    return FigureDesk{store_.catalogue(), *models, store, [this] { return now_; }}.ask(asked);
  }
  WithStore with_store() {
    return [this](const auto& read) { return read(store_.store()); };
  }
  std::string written(const FigureReport& report, std::size_t members_a_page = 1000) {
    std::string text;
    FigurePage page;
    page.more = true;
    for (std::size_t next = 0; page.more; next = page.next) {
      Result<FigurePage> written = write_page(report, next, members_a_page, with_store());
      if (!written.ok()) throw std::runtime_error(written.error().message);
      page = std::move(written).value();
      text += page.text;
    }
    return text;
  }

  FigureStore store_;
  Micros now_ = parse_moment("2100-01-01T00:00:00Z", "", "now").value();
};

TEST_F(FigureDeskTest, BothBoundsHoldTogether) {
  const Desk kim("customer/kim");
  store_.append(together(waits(kim, "k1", "main"), wait_ends(kim, "k1", "answered")));
  // Known third, happened first of all.
  store_.append(together(waits(kim, "k2", "main", "2016-07-01T10:00:00Z"),
                         wait_ends(kim, "k2", "abandoned", "2016-07-01T10:01:00Z")));
  const auto value = [&](const std::string& as_of, const std::string& happened_by) {
    return ask([&](FigureAsking& a) {
             a.as_of = as_of;
             a.happened_by = happened_by;
           })
        .groups.front()
        .value;
  };
  EXPECT_EQ(value("", ""), ratio(1, 2));
  EXPECT_EQ(value("#1", ""), ratio(0, 1));
  EXPECT_EQ(value("", "2016-07-02"), ratio(1, 1));
  EXPECT_EQ(value("#1", "2016-07-02"), std::nullopt);
}

TEST_F(FigureDeskTest, AMomentOfRecordingIsAPrefixOfTheLog) {
  const Desk kim("customer/kim");
  for (int i = 0; i < 9; ++i) store_.append(together(waits(kim, "k" + std::to_string(i), "main")));
  for (int last = 0; last < 9; ++last) {
    const FigureReport at_place =
        ask([&](FigureAsking& a) { a.as_of = "#" + std::to_string(last); });
    const FigureReport at_time =
        ask([&](FigureAsking& a) { a.as_of = time_text(*at_place.moment.recorded); });
    EXPECT_GE(at_time.moment.vantage.end, at_place.moment.vantage.end);
    EXPECT_EQ(at_time.moment.recorded, at_place.moment.recorded);
    EXPECT_EQ(at_place.moment.vantage.observed_at, *at_place.moment.recorded);
  }
  EXPECT_EQ(ask([](FigureAsking& a) { a.as_of = "2001-01-01"; }).moment.vantage.end, Position(0));
  FigureAsking beyond;
  beyond.figure = "waits.abandonment";
  beyond.as_of = "#9";
  EXPECT_THAT(try_ask(beyond).error().message, HasSubstr("the log has 9 records"));
}

TEST_F(FigureDeskTest, ObservesAtTheEarliestOfItsBoundsAndNow) {
  store_.append(together(waits(Desk("customer/kim"), "k1", "main")));
  EXPECT_EQ(ask().moment.vantage.observed_at, now_);
  EXPECT_EQ(time_text(ask([](FigureAsking& a) {
                        a.happened_by = "2016-08-01";
                      }).moment.vantage.observed_at),
            "2016-08-01T23:59:59.999999Z");
  EXPECT_EQ(ask([](FigureAsking& a) { a.happened_by = "2200-08-01"; }).moment.vantage.observed_at,
            now_);
}

TEST_F(FigureDeskTest, UsesThePoliciesThatHeldThen) {
  store_.append(together(policy("p1", "silence.days", "9", "2016-01-01T00:00:00Z"),
                         policy("p2", "silence.days", "14", "2016-01-02T00:00:00Z", "2016-06-01"),
                         policy("p3", "recurrence.days", "many", "2016-01-02T00:00:00Z")));
  const auto days = [&](const std::function<void(FigureAsking&)>& change) {
    return ask(change).moment.policies.silence_days;
  };
  EXPECT_EQ(days([](FigureAsking&) {}), 14u);
  EXPECT_EQ(days([](FigureAsking& a) { a.happened_by = "2016-05-31"; }), 9u) << "not in force yet";
  EXPECT_EQ(days([](FigureAsking& a) { a.as_of = "#0"; }), 9u) << "not known yet";
  EXPECT_EQ(days([](FigureAsking& a) { a.happened_by = "2015-12-31"; }), 7u) << "the default";
  EXPECT_EQ(ask().moment.policies.recurrence_days, 30u) << "no number: as if it were not set";
}

TEST_F(FigureDeskTest, GroupsAreNamedByTheTextsInTheirRecordsInOrder) {
  const Desk kim("customer/kim");
  store_.append(together(waits(kim, "k1", "zebra"), wait_ends(kim, "k1", "answered"),
                         waits(kim, "k2", "가을"), wait_ends(kim, "k2", "abandoned"),
                         waits(kim, "k3", "apple"), wait_ends(kim, "k3", "answered")));
  std::vector<std::string> names;
  for (const ReportGroup& group : ask([](FigureAsking& a) { a.by = "queue"; }).groups) {
    names.push_back(group.group.value_or("-"));
  }
  EXPECT_THAT(names, ElementsAre("apple", "zebra", "가을"));
  const FigureReport one = ask([](FigureAsking& a) {
    a.by = "queue";
    a.group = "가을";
  });
  ASSERT_EQ(one.groups.size(), 1u);
  EXPECT_EQ(one.groups[0].value, ratio(1, 1));
  FigureAsking none;
  none.figure = "waits.abandonment";
  none.by = "queue";
  none.group = "autumn";
  EXPECT_EQ(try_ask(none).error().message, "--group 'autumn': there is apple, zebra, 가을");
}

TEST_F(FigureDeskTest, OpensASetToPersonsThingsAndRecords) {
  const Desk kim("customer/kim@example.org");
  store_.append(together(waits(kim, "wait-one", "main"), wait_ends(kim, "wait-one", "abandoned")));
  const auto opened = [](FigureAsking& a) { a.open = "numerator"; };
  const std::string closed = written(ask(opened));
  EXPECT_THAT(closed,
              AllOf(Not(HasSubstr("kim")), Not(HasSubstr("wait-one")), HasSubstr("waitId ~"),
                    HasSubstr("0:0        wait.started               "
                              "2016-07-27T11:07:00+09:00\n"),
                    HasSubstr("0:1        wait.ended ")));
  const std::string named = written(ask([&](FigureAsking& a) {
    opened(a);
    a.purpose = "care";
  }));
  EXPECT_THAT(named, HasSubstr("\n  customer/kim@example.org  waitId wait-one\n"));

  ASSERT_TRUE(
      store_.store().vault().forget_subject(store_.token_of("customer/kim@example.org")).ok());
  const std::string erased = written(ask([&](FigureAsking& a) {
    opened(a);
    a.purpose = "care";
  }));
  EXPECT_THAT(erased, AllOf(HasSubstr("\n  erased  waitId "), Not(HasSubstr("kim"))));
}

TEST_F(FigureDeskTest, PagesOfAnyLengthGiveTheSameText) {
  std::vector<SentEvent> events;
  for (int i = 0; i < 7; ++i) {
    const Desk person("customer/p" + std::to_string(i));
    const std::string wait = "w" + std::to_string(i);
    events.push_back(waits(person, wait, i % 2 == 0 ? "even" : "odd"));
    if (i < 6) events.push_back(wait_ends(person, wait, i < 3 ? "abandoned" : "answered"));
  }
  store_.append(std::move(events));
  for (const FigureForm form : {FigureForm::kText, FigureForm::kJson, FigureForm::kCsv}) {
    for (const char* by : {"", "queue"}) {
      const FigureReport report = ask([&](FigureAsking& a) {
        a.open = "all";
        a.by = by;
        a.form = form;
        a.limit = 2;
      });
      const std::string whole = written(report);
      for (std::size_t members : {1, 2, 3}) EXPECT_EQ(written(report, members), whole);
    }
  }
}

TEST_F(FigureDeskTest, ManyGroupsAreNamedAndAnErrorNamesTheFirst) {
  std::vector<SentEvent> events;
  for (std::size_t i = 0; i <= kGroupsNamedAtOnce; ++i) {
    const std::string wait = "w" + std::to_string(i);
    events.push_back(waits(Desk("customer/kim"), wait, "queue " + std::to_string(10'000 + i)));
    if (events.size() == kMaxBatchEvents) store_.append(std::exchange(events, {}));
  }
  store_.append(std::move(events));
  const FigureReport report = ask([](FigureAsking& a) { a.by = "queue"; });
  ASSERT_EQ(report.groups.size(), kGroupsNamedAtOnce + 1);
  EXPECT_EQ(report.groups.front().group, "queue 10000");
  EXPECT_EQ(report.groups.back().group, "queue 11024");

  FigureAsking none;
  none.figure = "waits.abandonment";
  none.by = "queue";
  none.group = "no queue";
  EXPECT_THAT(try_ask(none).error().message, EndsWith("queue 10019, ..."));
  static_assert(kGroupsNamed == 20);

  // All in one set, over several pages.
  const std::string text = written(ask([](FigureAsking& a) {
                                     a.open = "excluded";
                                     a.limit = 0;
                                   }),
                                   kMembersAtOnce);
  static_assert(kMembersAtOnce < kGroupsNamedAtOnce);
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = text.find("wait.started", at)) != text.npos; ++at) ++lines;
  EXPECT_EQ(lines, kGroupsNamedAtOnce + 1);
}

}  // namespace
}  // namespace dangol::test
