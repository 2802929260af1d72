// What is typed becomes a question, or an error that names the option and the reason.
#include "replay/answers/figure_request.h"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/answers/figure_period.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string shown(const Result<Period>& period, std::int16_t offset = 0) {
  if (!period.ok()) return period.error().message;
  const auto side = [&](Micros at, Micros open) {
    return at == open ? std::string() : time_text(at, offset);
  };
  return side(period.value().from, Period().from) + ".." +
         side(period.value().until, Period().until);
}

TEST(FigurePeriod, IsAYearAMonthADayOrARangeHalfOpen) {
  EXPECT_EQ(shown(parse_period("2016", "")), "2016-01-01T00:00:00Z..2017-01-01T00:00:00Z");
  EXPECT_EQ(shown(parse_period("2016-12", "")), "2016-12-01T00:00:00Z..2017-01-01T00:00:00Z");
  EXPECT_EQ(shown(parse_period("2016-02-28", "+09:00"), 540),
            "2016-02-28T00:00:00+09:00..2016-02-29T00:00:00+09:00");
  EXPECT_EQ(shown(parse_period("2016-07..2016-09", "")),
            "2016-07-01T00:00:00Z..2016-09-01T00:00:00Z");
  EXPECT_EQ(shown(parse_period("..2016-09-02", "")), "..2016-09-02T00:00:00Z");
  EXPECT_EQ(shown(parse_period("2016-07-27T11:07:00+09:00..", ""), 540),
            "2016-07-27T11:07:00+09:00..");
  EXPECT_EQ(shown(parse_period("", "")), "..");
}

TEST(FigurePeriod, ThatCannotBeIsNamedWithTheReason) {
  for (const char* text : {"2016-13", "2016-02-30", "july", "..", "2016-7", "2016..july"}) {
    EXPECT_THAT(shown(parse_period(text, "")),
                StartsWith("--period '" + std::string(text) + "': give a year"));
  }
  EXPECT_THAT(shown(parse_period("2016..2016", "")), HasSubstr("ends before it begins"));
  EXPECT_THAT(shown(parse_period("2016-07-27T11:07:00Z", "")), HasSubstr("a moment is no period"));
}

TEST(FigurePeriod, DaysOfAMomentMeanTheirEndWhereTheAskerIs) {
  EXPECT_EQ(time_text(parse_moment("2016-07-27", "+09:00", "--as-of").value(), 540),
            "2016-07-27T23:59:59.999999+09:00");
  EXPECT_EQ(parse_moment("2016-07-27T10:00:00Z", "+09:00", "--as-of").value(),
            parse_moment("2016-07-27T19:00:00+09:00", "", "--as-of").value());
  EXPECT_THAT(parse_moment("soon", "", "--happened-by").error().message,
              StartsWith("--happened-by 'soon': give a time"));
}

TEST(FigurePeriod, DaysAndMonthsBefore1970HaveNamesToo) {
  EXPECT_EQ(day_text(-1), "1969-12-31");
  EXPECT_EQ(day_text(17'009), "2016-07-27");
  EXPECT_EQ(month_text(-1), "1969-12");
  EXPECT_EQ(month_text(-12), "1969-01");
  EXPECT_EQ(month_text(558), "2016-07");
}

class AskingTest : public testing::Test {
 protected:
  std::string refused(const std::function<void(FigureAsking&)>& change) const {
    FigureAsking asked;
    asked.figure = "waits.abandonment";
    change(asked);
    Result<FigureRequest> request = read_request(catalogue_, asked);
    return request.ok() ? "" : request.error().message;
  }
  const Catalogue catalogue_;
};

TEST_F(AskingTest, NamesTheOptionThatMakesNoSense) {
  EXPECT_EQ(refused([](auto&) {}), "");
  EXPECT_THAT(refused([](auto& a) { a.figure = "waits.nothing"; }),
              HasSubstr("there is no figure 'waits.nothing'"));
  EXPECT_THAT(refused([](auto& a) { a.by = "agent"; }), StartsWith("--by 'agent'"));
  EXPECT_THAT(refused([](auto& a) { a.definition = "0"; }),
              HasSubstr("of waits.abandonment there is"));
  EXPECT_THAT(refused([](auto& a) { a.zone = "Seoul"; }), StartsWith("--zone 'Seoul'"));
  EXPECT_THAT(refused([](auto& a) { a.as_of = "@3"; }), HasSubstr("a version is of one stream"));
  EXPECT_THAT(refused([](auto& a) { a.as_of = "#x"; }), HasSubstr("after # stands a position"));
  EXPECT_THAT(refused([](auto& a) { a.happened_by = "#3"; }), StartsWith("--happened-by '#3'"));
  EXPECT_THAT(refused([](auto& a) { a.open = "people"; }),
              HasSubstr("give numerator, denominator, excluded, all, or a reason"));
  EXPECT_THAT(refused([](auto& a) { a.purpose = "care"; }), HasSubstr("--purpose needs --open"));
  EXPECT_THAT(refused([](auto& a) { a.open = "numerator", a.purpose = "fun"; }),
              StartsWith("--purpose 'fun': give one of identity"));
  EXPECT_THAT(refused([](auto& a) { a.group = "main"; }), HasSubstr("--group needs --by"));
  EXPECT_THAT(refused([](auto& a) { a.form = FigureForm::kPlot; }), HasSubstr("--plot needs"));
}

TEST_F(AskingTest, OpensOneSetAReasonOrAll) {
  const auto opened = [&](const std::string& text) {
    FigureAsking asked;
    asked.figure = "waits.abandonment";
    asked.open = text;
    return read_request(catalogue_, asked).value().open.size();
  };
  EXPECT_EQ(opened("numerator"), 1u);
  EXPECT_EQ(opened("denominator"), 1u);
  EXPECT_EQ(opened("irregular"), 1u);
  EXPECT_EQ(opened("excluded:irregular"), 1u);
  EXPECT_EQ(opened("excluded"), kExclusions - 1);
  EXPECT_EQ(opened("all"), kExclusions + 1);
}

}  // namespace
}  // namespace dangol::test
