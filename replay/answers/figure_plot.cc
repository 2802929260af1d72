// For eyes: a bar of text for each group.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_heading.h"
#include "replay/answers/figure_numbers.h"
#include "replay/answers/figure_period.h"
#include "replay/answers/text_table.h"
#include "replay/limits.h"

namespace dangol {

namespace {

// Nine fillings of one column, from nothing to all of it.
constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

struct Line {
  std::string name;
  std::string value;
  double size = 0;
};

std::string bar(double share, std::size_t columns) {
  const auto eighths = static_cast<std::size_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(columns) * 8));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += kEighths[8];
  return text + std::string(kEighths[eighths % 8]);
}

class PlotWriter final : public FigureWriter {
 public:
  using FigureWriter::FigureWriter;

  void head(std::string& out) const override {
    out += heading(report_);
    out += '\n';
    const std::vector<Line> lines = with_gaps();
    if (lines.empty()) {
      out += "nothing to show\n";
      return;
    }
    std::size_t names = 0, values = 0;
    double most = 0;
    for (const Line& line : lines) {
      names = std::max(names, columns_of(line.name));
      values = std::max(values, columns_of(line.value));
      most = std::max(most, std::abs(line.size));
    }
    const std::size_t width = report_.request.asked.width;
    const std::size_t taken = names + values + 4;
    const std::size_t room = width > taken + kLeastBar ? width - taken : kLeastBar;
    for (const Line& line : lines) {
      std::string text = padded(line.name, names + 2);
      text += std::string(values - columns_of(line.value), ' ') + line.value;
      if (most > 0 && line.size != 0) text += "  " + bar(std::abs(line.size) / most, room);
      text.erase(text.find_last_not_of(' ') + 1);
      out += text + '\n';
    }
  }
  void member(const ReportGroup&, const ReportSet&, const OpenedMember&, std::size_t,
              std::string&) const override {}

 private:
  static constexpr std::size_t kLeastBar = 8;

  Line line_of(const ReportGroup& group) const {
    Line line;
    if (report_.definition().bars != nullptr) line.name = group.bar.value_or("-");
    if (report_.request.by != nullptr) {
      line.name += (line.name.empty() ? "" : " ") + group.group.value_or("-");
    }
    line.value = "no value";
    if (group.value) {
      line.size = group.value->approximately();
      line.value = value_text(report_.definition(), *group.value, report_.currency_of(group));
    }
    return line;
  }

  // In a series of days or months those without anything get a line, too: else time would jump.
  std::vector<Line> with_gaps() const {
    std::vector<Line> lines;
    const GroupingKey* by = report_.request.by;
    const bool days = by != nullptr && by->kind == GroupingKey::Kind::kDay;
    const bool series = report_.definition().bars == nullptr &&
                        (days || (by != nullptr && by->kind == GroupingKey::Kind::kMonth));
    const auto& groups = report_.groups;
    const bool short_enough =
        series && !groups.empty() &&
        groups.back().group_number - groups.front().group_number < kMaxPlotGap;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (short_enough && i > 0) {
        for (auto n = groups[i - 1].group_number + 1; n < groups[i].group_number; ++n) {
          lines.push_back({days ? day_text(n) : month_text(n), "", 0});
        }
      }
      lines.push_back(line_of(groups[i]));
    }
    return lines;
  }
};

}  // namespace

std::unique_ptr<FigureWriter> plot_writer(const FigureReport& report) {
  return std::make_unique<PlotWriter>(report);
}

}  // namespace dangol
