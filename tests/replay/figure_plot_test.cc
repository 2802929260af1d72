// A series drawn as bars of text.
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_period.h"
#include "replay/limits.h"

namespace dangol::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr GroupingKey kByMonth = {
    .name = "month", .meaning = {"the month", "달"}, .kind = GroupingKey::Kind::kMonth};

class Arrivals : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {.name = "test.arrivals",
                                                .kind = FigureKind::kCount,
                                                .projection = "waits",
                                                .title = {"Arrivals", "도착"},
                                                .sentence = {"Who came.", "온 사람."},
                                                .period = "the arrival",
                                                .numerator = "arrivals",
                                                .source = "a test",
                                                .keys = {&kByMonth}};
    return definition;
  }
  void count(const PersonSteps&, const Question&, Collector&) const override {}
};

// The lines that are drawn of so many arrivals in each month.
std::vector<std::string> drawn(const std::vector<std::pair<std::int64_t, std::uint64_t>>& months,
                               std::uint16_t width = 40) {
  static const Arrivals figure;
  FigureReport report;
  report.request.figure = &figure;
  report.request.by = &kByMonth;
  report.request.asked.width = width;
  for (const auto& [month, count] : months) {
    ReportGroup group;
    group.group = month_text(month);
    group.group_number = month;
    group.tally.numerator = count;
    group.value = value_of(figure.definition(), group.tally);
    report.groups.push_back(group);
  }
  std::string text;
  plot_writer(report)->head(text);
  std::istringstream in(text.substr(text.find("\n\n", text.find("by  ")) + 2));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(FigurePlot, DrawsBarsAgainstTheLargestAndTheMonthsBetween) {
  EXPECT_THAT(drawn({{0, 10}, {2, 5}, {3, 1}}, 29),
              ElementsAre("1970-01  10  ████████████████", "1970-02", "1970-03   5  ████████",
                          "1970-04   1  █▋"));
}

TEST(FigurePlot, NothingHasNoBar) {
  EXPECT_THAT(drawn({{0, 0}}), ElementsAre("1970-01  0"));
  EXPECT_THAT(drawn({}), ElementsAre("nothing to show"));
}

TEST(FigurePlot, GapsOfALongSeriesAreNotDrawn) {
  EXPECT_THAT(drawn({{0, 1}, {kMaxPlotGap - 1, 1}}), SizeIs(kMaxPlotGap));
  EXPECT_THAT(drawn({{0, 1}, {kMaxPlotGap, 1}}), SizeIs(2));
}

}  // namespace
}  // namespace dangol::test
