// The parts of the mapping language: numbers, times, zones, expressions, texts with places.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/import/decimal.h"
#include "app/import/import_limits.h"
#include "app/import/template.h"
#include "app/import/time_format.h"
#include "app/import/zone.h"

namespace dangol::importing {
namespace {

using ::testing::HasSubstr;

TEST(Decimal, IsExact) {
  EXPECT_EQ(Decimal::parse("2.55")->scaled(2), 255);
  EXPECT_EQ(Decimal::parse("2.1")->scaled(2), 210);
  EXPECT_EQ(Decimal::parse("-11062.06")->scaled(3), -11062060);
  EXPECT_EQ(Decimal::parse("0.001")->scaled(2), std::nullopt);
  EXPECT_EQ(Decimal::parse("0.10")->scaled(1), 1);
  EXPECT_EQ(Decimal::parse("999999999999999999")->scaled(2), std::nullopt);
}

TEST(Decimal, TakesNothingElse) {
  for (const char* text :
       {"", "-", ".5", "5.", "1e3", "1,5", " 1", "0x10", "NaN", "1234567890123456789"}) {
    EXPECT_EQ(Decimal::parse(text), std::nullopt) << text;
  }
}

TEST(TimeFormat, ReadsOneOrMoreDigits) {
  const auto format = TimeFormat::parse("%m/%d/%Y %H:%M:%S").value();
  const auto reading = format.read("3/9/2015 7:02:47");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->local_seconds, 1425884567);
}

TEST(TimeFormat, ReadsAnOffsetOfItsOwn) {
  const auto format = TimeFormat::parse("%Y-%m-%dT%H:%M:%S.%f%z").value();
  const auto reading = format.read("2016-07-27T11:07:00.25+09:00");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->micros, 250'000);
  EXPECT_EQ(reading->offset_minutes, 540);
}

TEST(TimeFormat, RefusesWhatTheCalendarDoesNotHave) {
  const auto format = TimeFormat::parse("%Y-%m-%d").value();
  EXPECT_TRUE(format.read("2016-02-29").has_value());
  for (const char* text : {"2015-02-29", "2016-13-01", "2016-00-10", "2016-01-32", "2016-01-01 ",
                           "x016-01-01", "2016-1"}) {
    EXPECT_FALSE(format.read(text).has_value()) << text;
  }
}

TEST(TimeFormat, NeedsADateAndKnownLetters) {
  EXPECT_FALSE(TimeFormat::parse("%H:%M").ok());
  EXPECT_FALSE(TimeFormat::parse("%Y-%m-%d %Q").ok());
  EXPECT_FALSE(TimeFormat::parse("%Y-%m-%d %").ok());
}

std::string written(std::int64_t seconds, int micros, int offset) {
  char out[kRfc3339Bytes];
  return {out, write_rfc3339(out, seconds, micros, offset)};
}

TEST(Rfc3339, IsWrittenWithTheOffset) {
  EXPECT_EQ(written(0, 0, 0), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(written(-1, 0, -330), "1969-12-31T23:59:59-05:30");
  EXPECT_EQ(written(1456704000, 5, 540), "2016-02-29T00:00:00.000005+09:00");
  EXPECT_EQ(written(days_from_date(1900, 3, 1) * 86'400, 0, 0), "1900-03-01T00:00:00+00:00");
}

int offset_at(const Zone& zone, int year, int month, int day, int hour, int minute) {
  int offset = -1;
  EXPECT_TRUE(zone.offset_minutes_at(
      days_from_date(year, month, day) * 86'400 + hour * 3600 + minute * 60, offset));
  return offset;
}

TEST(Zone, AFixedOffsetNeverChanges) {
  EXPECT_EQ(offset_at(Zone::parse("+05:30").value(), 2020, 7, 1, 0, 0), 330);
  EXPECT_EQ(offset_at(Zone::parse("-03:00").value(), 2020, 1, 1, 0, 0), -180);
  EXPECT_EQ(offset_at(Zone::parse("Z").value(), 2020, 1, 1, 0, 0), 0);
}

TEST(Zone, AnIanaZoneKeepsSummerTime) {
  const auto parsed = Zone::parse("Europe/London");
  if (!parsed.ok()) GTEST_SKIP() << "no table of Europe/London on this machine";
  const Zone& zone = parsed.value();
  EXPECT_EQ(offset_at(zone, 2011, 1, 15, 12, 0), 0);
  EXPECT_EQ(offset_at(zone, 2011, 7, 15, 12, 0), 60);
  EXPECT_EQ(offset_at(zone, 2011, 3, 27, 0, 59), 0);
  EXPECT_EQ(offset_at(zone, 2011, 3, 27, 1, 30), 0) << "a reading that the clock never showed";
  EXPECT_EQ(offset_at(zone, 2011, 3, 27, 2, 0), 60);
  EXPECT_EQ(offset_at(zone, 2011, 10, 30, 1, 30), 60) << "shown twice: the earlier one";
  EXPECT_EQ(offset_at(zone, 2011, 10, 30, 2, 0), 0);
}

TEST(Zone, AnUnknownOneIsRefused) {
  for (const char* text : {"", "Europe/Atlantis", "../etc/passwd", "/etc/passwd", "+25:00", "+9"}) {
    EXPECT_FALSE(Zone::parse(text).ok()) << text;
  }
}

// Two rows of one key: a, b, `c d`, and q, which may stand in conditions only.
class Language : public ::testing::Test {
 protected:
  Language() {
    for (const char* name : {"a", "b", "c d"}) names_.add(name);
    names_.add("q", true);
    names_.dropped.emplace("ser_time", "handle time");
    names_.has_key = true;
    names_.lookups["size"].values = {{"1", "one"}, {"2", "two"}};
    names_.lookups["any"] = {{{"1", "one"}}, "many"};
    before_.values = {std::string_view("1"), Value(), std::string_view("x"), std::string_view("5")};
    row_.values = {std::string_view("2"), std::string_view(" B "), std::string_view("x"),
                   std::string_view("0")};
    row_.line = 9;
    row_.number = 2;
    situation_.row = &row_;
    situation_.previous = &before_;
    situation_.first = &before_;
    situation_.file = "f.csv";
    situation_.arena = &row_.arena;
  }

  std::string value(std::string_view text) {
    auto expression = Expression::compile(text, ExpressionKind::kText, names_);
    if (!expression.ok()) return "error: " + expression.error().message;
    const Value value = expression.value().value(situation_);
    if (situation_.failed()) return "failed: " + situation_.failure;
    return value.known() ? std::string(value.text()) : "(missing)";
  }
  std::string holds(std::string_view text) {
    auto expression = Expression::compile(text, ExpressionKind::kCondition, names_);
    if (!expression.ok()) return "error: " + expression.error().message;
    const bool holds = expression.value().holds(situation_);
    if (situation_.failed()) return "failed: " + situation_.failure;
    return holds ? "yes" : "no";
  }
  std::string filled(std::string_view text) {
    auto compiled = Template::compile(text, names_);
    if (!compiled.ok()) return "error: " + compiled.error().message;
    const Value value = compiled.value().value(situation_);
    return value.known() ? std::string(value.text()) : "(missing)";
  }

  Names names_;
  Row before_, row_;
  Situation situation_;
};

TEST_F(Language, NestsToTheLimitAndNoFurther) {
  const auto nested = [](std::size_t depth) {
    std::string text = "a = '2'";
    for (std::size_t n = 1; n < depth; ++n) text = "not " + text;
    return text;
  };
  EXPECT_EQ(holds(nested(kMaxExpressionDepth - 1)), "yes");
  EXPECT_EQ(holds(nested(kMaxExpressionDepth)), "no") << "31 times not";
  EXPECT_THAT(holds(nested(kMaxExpressionDepth + 1)), HasSubstr("nested too deeply"));
}

TEST_F(Language, HasTextFunctions) {
  EXPECT_EQ(value("a"), "2");
  EXPECT_EQ(value("`c d`"), "x");
  EXPECT_EQ(value("previous(a)"), "1");
  EXPECT_EQ(value("previous(b)"), "(missing)");
  EXPECT_EQ(value("first(a)"), "1");
  EXPECT_EQ(value("coalesce(previous(b), missing, trim(b))"), "B");
  EXPECT_EQ(value("if(a = '2', 'yes', 'no')"), "yes");
  EXPECT_EQ(value("map(a, 'size')"), "two");
  EXPECT_EQ(value("map(a, 'any')"), "many");
  EXPECT_EQ(value("before('17850.0', '.')"), "17850");
  EXPECT_EQ(value("before('17850', '.')"), "17850");
  EXPECT_EQ(value("after('a:b:c', ':')"), "b:c");
  EXPECT_EQ(value("after('abc', ':')"), "(missing)");
  EXPECT_EQ(value("lower('ABC')"), "abc");
  EXPECT_EQ(value("decimal('2.55', 3)"), "2550");
  EXPECT_EQ(value("concat(a, '-', @line, '-', @row, '-', @file)"), "2-9-2-f.csv");
  EXPECT_EQ(value("concat(a, previous(b))"), "(missing)");
}

TEST_F(Language, HasConditions) {
  EXPECT_EQ(holds("a = '2' and not b = missing"), "yes");
  EXPECT_EQ(holds("a != '2' or `c d` = 'x'"), "yes");
  EXPECT_EQ(holds("(a != '2' or a = '3') and true"), "no");
  EXPECT_EQ(holds("a > 1.5 and a >= 2.0 and a < 10 and a <= 2 and a = 2.00"), "yes");
  EXPECT_EQ(holds("previous(b) > 1"), "no");
  EXPECT_EQ(holds("changed(a)"), "yes");
  EXPECT_EQ(holds("changed(`c d`)"), "no");
  EXPECT_EQ(holds("changed(`c d`, b)"), "yes");
  EXPECT_EQ(holds("changed(b) and previous(b) != missing"), "no");
  EXPECT_EQ(holds("is_first()"), "no");
  EXPECT_EQ(holds("one_of(a, '1', '2')"), "yes");
  EXPECT_EQ(holds("starts_with(`c d`, 'x') and contains(b, 'B')"), "yes");
}

TEST_F(Language, ChangedIsFalseInTheFirstRow) {
  situation_.previous = nullptr;
  EXPECT_EQ(holds("changed(a)"), "no");
  EXPECT_EQ(holds("is_first()"), "yes");
  EXPECT_EQ(value("previous(a)"), "(missing)");
}

TEST_F(Language, AnUnknownNameFailsWhenTheMappingIsLoaded) {
  EXPECT_THAT(value("nope"), HasSubstr("unknown column 'nope'"));
  EXPECT_THAT(value("nope(a)"), HasSubstr("unknown function 'nope'"));
  EXPECT_THAT(value("map(a, 'nope')"), HasSubstr("[maps]"));
  EXPECT_THAT(value("@nope"), HasSubstr("unknown @name"));
  EXPECT_THAT(value("ser_time"), HasSubstr("column 'ser_time' is dropped (handle time)"));
}

TEST_F(Language, WhatIsNotWellFormedFailsWhenTheMappingIsLoaded) {
  for (const char* text : {"", "a b", "'x", "`x", "a =", "coalesce()", "previous('x')", "if(a, b)",
                           "if(a, b, b)", "a = 'x'", "decimal(a, b)", "lower(a", "1.2.3", "#"}) {
    EXPECT_THAT(value(text), HasSubstr("error: ")) << text;
  }
  for (const char* text : {"a", "a and b", "not a", "changed('x')", "a = b = a", "is_first(a)"}) {
    EXPECT_THAT(holds(text), HasSubstr("error: ")) << text;
  }
}

TEST_F(Language, NestingIsBounded) {
  std::string deep = "a = 'x'";
  for (int i = 0; i < 100; ++i) deep = "(" + deep + ")";
  EXPECT_THAT(holds(deep), HasSubstr("nested too deeply"));
}

TEST_F(Language, AComparisonKeyNeedsRowsOfOneKey) {
  names_.has_key = false;
  EXPECT_THAT(holds("changed(a)"), HasSubstr("needs [rows] key"));
}

TEST_F(Language, AColumnForConditionsOnlyIsNeverWritten) {
  EXPECT_EQ(holds("q > 0"), "no");
  EXPECT_EQ(value("if(q > 0, a, missing)"), "(missing)");
  for (const char* text :
       {"q", "concat(a, q)", "previous(q)", "if(a = '2', q, a)", "decimal(q, 2)"}) {
    EXPECT_THAT(value(text), HasSubstr("column 'q' may stand in conditions only")) << text;
  }
}

TEST_F(Language, AValueThatDoesNotFitRejectsTheRowByColumn) {
  EXPECT_EQ(value("decimal(b, 2)"), "failed: not a decimal number");
  EXPECT_EQ(situation_.failed_column, "b");
}

TEST_F(Language, AValueOutsideATableRejectsTheRow) {
  EXPECT_EQ(value("map(b, 'size')"), "failed: its value is not in the table 'size'");
}

TEST_F(Language, AComparisonBySizeOfATextRejectsTheRow) {
  EXPECT_EQ(holds("b > 1"), "failed: not a decimal number");
}

TEST_F(Language, TextsHavePlacesToFillIn) {
  EXPECT_EQ(filled("customer/{a}"), "customer/2");
  EXPECT_EQ(filled("{c d}/{@row}/{previous(a)}"), "x/2/1");
  EXPECT_EQ(filled("{{a}}"), "{a}");
  EXPECT_EQ(filled(""), "");
  EXPECT_EQ(filled("x{previous(b)}"), "(missing)");
  EXPECT_EQ(filled("{a}{a}{a}{a}{a}{a}{a}{a}{a}"), "222222222");
  EXPECT_THAT(filled("{a"), HasSubstr("error: "));
  EXPECT_THAT(filled("a}"), HasSubstr("error: "));
  EXPECT_THAT(filled("{nope}"), HasSubstr("unknown column"));
}

}  // namespace
}  // namespace dangol::importing
