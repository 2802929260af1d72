// For a person at a terminal.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_heading.h"
#include "replay/answers/figure_numbers.h"
#include "replay/answers/text_table.h"

namespace dangol {

namespace {

// Below it a number that sets are sorted by is a count of something, or days or seconds.
constexpr std::int64_t kFirstMoment = 1'000'000;
constexpr const char* kNothing = "no value (nothing to divide by)";

class TextWriter final : public FigureWriter {
 public:
  using FigureWriter::FigureWriter;

  void head(std::string& out) const override {
    out += heading(report_);
    if (!divided()) {
      for (const ReportGroup& group : report_.groups) alone(group, out);
    } else if (report_.groups.empty()) {
      out += "\nnothing to show\n";
    } else {
      table(out);
    }
    if (report_.is_register() && report_.request.open.empty()) {
      out += "\na register has no value: --open numerator lists who is in it\n";
    }
  }

  void set_head(const ReportGroup& group, const ReportSet& set, std::string& out) const override {
    if (!set.opened) return;
    out += fmt::format("\n{}", set_name(set.set));
    if (set.set.part == Part::kExcluded) {
      const Bilingual meaning = meaning_of(set.set.reason);
      out += fmt::format(" ({})", in_language(meaning));
    }
    if (divided()) out += fmt::format(" of {}", name_of(group));
    if (!report_.is_register()) out += fmt::format(": {}", set.size);
    if (!report_.definition().need.empty() && set.shown > 1) {
      out += fmt::format(", sorted by {}", report_.definition().need);
    }
    out += '\n';
  }

  void member(const ReportGroup& group, const ReportSet& set, const OpenedMember& opened,
              std::size_t, std::string& out) const override {
    out += "  " + opened.person;
    if (!opened.thing.empty()) {
      out += fmt::format("  {}{}{}", opened.field, opened.field.empty() ? "" : " ", opened.thing);
    }
    if (set.set.part == Part::kNumerator) {
      const std::string measure =
          measure_text(report_.definition(), *opened.member, report_.currency_of(group));
      if (!measure.empty()) out += "  " + measure;
    }
    // Moments sort sets, too; the records below have them.
    const std::int64_t need = opened.member->need;
    if (!report_.definition().need.empty() && need >= 0 && need < kFirstMoment) {
      out += fmt::format("  {}: {}", report_.definition().need, need);
    }
    out += '\n';
    for (const DecidingRecord& record : opened.deciding) {
      out += fmt::format("      {:<10} {:<26} {}\n", to_string(record.place), record.type,
                         record.time);
    }
  }

  void set_foot(const ReportGroup&, const ReportSet& set, std::string& out) const override {
    if (!set.opened || set.shown == set.size) return;
    if (report_.is_register()) {
      out += "  and more: --limit 0 shows all\n";
    } else {
      out += fmt::format("  and {} more: --limit 0 shows all\n", set.size - set.shown);
    }
  }

 private:
  bool divided() const {
    return report_.request.by != nullptr || report_.definition().bars != nullptr;
  }
  std::string_view in_language(const Bilingual& text) const {
    return report_.request.asked.language == Language::kKorean ? text.ko : text.en;
  }
  std::string name_of(const ReportGroup& group) const {
    std::string name;
    if (report_.definition().bars != nullptr) name = group.bar.value_or("-");
    if (report_.request.by == nullptr) return name;
    return name + (name.empty() ? "" : " ") + group.group.value_or("-");
  }
  std::string shown_value(const ReportGroup& group) const {
    if (!group.value) return "no value";
    return value_text(report_.definition(), *group.value, report_.currency_of(group));
  }

  // The answer when nothing divides.
  void alone(const ReportGroup& group, std::string& out) const {
    const FigureDefinition& definition = report_.definition();
    TextTable table;
    if (!report_.is_register()) table.row({"value", group.value ? shown_value(group) : kNothing});
    for (const ReportSet& set : group.sets) {
      if (report_.is_register()) continue;
      const bool excluded = set.set.part == Part::kExcluded;
      std::string meaning(excluded ? in_language(meaning_of(set.set.reason))
                          : set.set.part == Part::kNumerator ? definition.numerator
                                                             : definition.denominator);
      if (excluded) meaning = fmt::format("{}: {}", to_string(set.set.reason), meaning);
      table.row(
          {excluded ? "excluded" : set_name(set.set), fmt::format("{}  {}", set.size, meaning)});
    }
    if (!table.empty()) out += '\n' + table.text();
  }

  void table(std::string& out) const {
    const FigureDefinition& definition = report_.definition();
    const bool bars = definition.bars != nullptr, by = report_.request.by != nullptr;
    TextTable table;
    std::vector<std::string> row;
    const auto cells = [&](const std::string& bar, const std::string& group,
                           const std::vector<std::string>& rest) {
      std::vector<std::string> cells;
      if (bars) cells.push_back(bar);
      if (by) cells.push_back(group);
      cells.insert(cells.end(), rest.begin(), rest.end());
      return cells;
    };
    const bool share = has_denominator(definition.kind);
    std::vector<std::string> titles;
    if (!report_.is_register()) {
      titles = {"value", "numerator"};
      if (share) titles.push_back("denominator");
      titles.push_back("excluded");
    }
    table.row(cells(bars ? std::string(definition.bars->name) : "",
                    by ? std::string(report_.request.by->name) : "", titles));
    for (const ReportGroup& group : report_.groups) {
      std::vector<std::string> rest;
      if (!report_.is_register()) {
        std::uint64_t excluded = 0;
        for (const std::uint64_t count : group.tally.excluded) excluded += count;
        rest = {shown_value(group), fmt::format("{}", group.tally.numerator)};
        if (share) rest.push_back(fmt::format("{}", group.tally.denominator));
        rest.push_back(fmt::format("{}", excluded));
      }
      table.row(cells(group.bar.value_or("-"), group.group.value_or("-"), rest));
    }
    out += '\n' + table.text();
  }
};

}  // namespace

std::unique_ptr<FigureWriter> text_writer(const FigureReport& report) {
  return std::make_unique<TextWriter>(report);
}

}  // namespace dangol
