// Values as text are exact: nothing passes through floating point.
#include "replay/answers/figure_numbers.h"

#include <gtest/gtest.h>

#include "replay/answers/text_table.h"

namespace dangol::test {
namespace {

TEST(FigureNumbers, AreRoundedHalfAwayFromZeroAndNeverByFloatingPoint) {
  EXPECT_EQ(decimal_text(3086, 13906, 0, 6), "0.221919");
  EXPECT_EQ(decimal_text(1, 3, 0, 6), "0.333333");
  EXPECT_EQ(decimal_text(5, 1, 1, 0), "1");
  EXPECT_EQ(decimal_text(-5, 1, 1, 0), "-1");
  EXPECT_EQ(decimal_text(1'999'999'999, 1'000'000'000, 0, 6), "2");
  EXPECT_EQ(decimal_text(-1, 10'000'000, 0, 3), "0");
  EXPECT_EQ(decimal_text(static_cast<__int128>(INT64_MAX) * 1000, 1, 3, 6), "9223372036854775807");
}

std::string text(FigureKind kind, Unit unit, FigureValue value, std::string_view currency = {}) {
  FigureDefinition definition;
  definition.kind = kind;
  definition.unit = unit;
  return value_text(definition, value, currency);
}

TEST(FigureNumbers, SayWhatTheyAre) {
  EXPECT_EQ(text(FigureKind::kShare, Unit::kNone, {1, 4, 0}), "1/4 = 0.25");
  EXPECT_EQ(text(FigureKind::kCount, Unit::kNone, {12, 1, 0}), "12");
  EXPECT_EQ(text(FigureKind::kMean, Unit::kNone, {11'140, 15'000, 0}), "11140/15000 = 0.742667");
  EXPECT_EQ(text(FigureKind::kQuantile, Unit::kMicros, {48'000'000, 1, 0}), "48 s");
  EXPECT_EQ(text(FigureKind::kQuantile, Unit::kMicros, {174'000'000, 1, 0}), "0:02:54");
  EXPECT_EQ(text(FigureKind::kQuantile, Unit::kMicros, {12'456'000'000, 1, 0}), "3:27:36");
  EXPECT_EQ(text(FigureKind::kMean, Unit::kMicros, {100'000'000, 8, 0}), "12.5 s");
  EXPECT_EQ(text(FigureKind::kQuantile, Unit::kDays, {30, 1, 0}), "30 days");
}

TEST(FigureNumbers, MoneyIsExactInItsCurrency) {
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {1'250'000'000, 1, 6}, "GBP"), "12.50 GBP");
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {1'234'567'800, 1, 6}, "GBP"), "12.345678 GBP");
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {1'250'000'000, 1, 6}, "KRW"), "1250 KRW");
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {1'250'000'000, 1, 6}, "KWD"), "1.250 KWD");
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {0, 1, 6}, "USD"), "0.00 USD");
  EXPECT_EQ(text(FigureKind::kSum, Unit::kMoney, {1'250'000'000, 1, 6}), "1250 minor units");
}

TEST(TextTable, AlignsHangulAsATerminalShowsIt) {
  TextTable table;
  table.row({"포기율", "1"});
  table.row({"a", "2"});
  EXPECT_EQ(table.text(), "포기율  1\na       2\n");
}

}  // namespace
}  // namespace dangol::test
