// For spreadsheets: RFC 4180, one row a group, or one a member when sets are opened.
#include <fmt/format.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_heading.h"
#include "replay/answers/figure_numbers.h"
#include "replay/answers/figure_period.h"

namespace dangol {

namespace {

// A spreadsheet takes a text that begins like a formula for one: such a text gets an apostrophe.
std::string cell(std::string_view text) {
  std::string out;
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  if (formula) out += '\'';
  out += text;
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

class CsvWriter final : public FigureWriter {
 public:
  using FigureWriter::FigureWriter;

  void head(std::string& out) const override {
    out += "figure,definition,from,until,asOf,recorded,happenedBy,observedAt,policies,bar,group,";
    if (opened()) {
      out +=
          "set,person,kind,id,measure,need,place1,type1,time1,place2,type2,time2,place3,type3,"
          "time3";
    } else {
      out += "unit,value,over,under,scale,numerator,denominator";
      for (std::size_t i = 1; i < kExclusions; ++i) {
        out += fmt::format(",{}", to_string(static_cast<Exclusion>(i)));
      }
    }
    out += "\r\n";
  }

  void group_head(const ReportGroup& group, std::string& out) const override {
    if (opened()) return;
    const FigureDefinition& definition = report_.definition();
    out += common(group);
    const bool counted = !report_.is_register();
    out += counted ? std::string(unit_name(definition)) : "";
    if (group.value) {
      out += fmt::format(",{},{},{},{}", value_number(definition, *group.value),
                         integer_text(group.value->over), group.value->under, group.value->scale);
    } else {
      out += ",,,,";
    }
    out += ',';
    if (counted) out += fmt::format("{}", group.tally.numerator);
    out += ',';
    if (has_denominator(definition.kind)) out += fmt::format("{}", group.tally.denominator);
    for (std::size_t i = 1; i < kExclusions; ++i) {
      out += ',';
      if (counted) out += fmt::format("{}", group.tally.excluded[i]);
    }
    out += "\r\n";
  }

  void member(const ReportGroup& group, const ReportSet& set, const OpenedMember& opened,
              std::size_t, std::string& out) const override {
    const FigureDefinition& definition = report_.definition();
    const bool measured = set.set.part != Part::kExcluded && has_measures(definition.kind);
    out += common(group);
    out +=
        fmt::format("{},{},{},{},{},{}", set_name(set.set), cell(opened.person), cell(opened.field),
                    cell(opened.thing), measured ? measure_number(definition, *opened.member) : "",
                    definition.need.empty() ? "" : fmt::format("{}", opened.member->need));
    for (std::size_t i = 0; i < opened.member->deciding.size(); ++i) {
      if (i < opened.deciding.size()) {
        const DecidingRecord& record = opened.deciding[i];
        out += fmt::format(",{},{},{}", to_string(record.place), record.type, record.time);
      } else {
        out += ",,,";
      }
    }
    out += "\r\n";
  }

 private:
  bool opened() const { return !report_.request.open.empty(); }

  // The cells that every row begins with.
  std::string common(const ReportGroup& group) const {
    const FigureDefinition& definition = report_.definition();
    const FigureMoment& moment = report_.moment;
    std::string policies;
    for (const std::string_view used : definition.policies) {
      for (const PolicyName& policy : policy_names()) {
        if (policy.name != used) continue;
        policies += fmt::format("{}{}={}", policies.empty() ? "" : " ", used,
                                moment.policies.*policy.value);
      }
    }
    const auto& happened_by = report_.request.happened_by;
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},", definition.name, definition.version,
                       period_from(report_), period_until(report_), as_of_place(report_),
                       moment.recorded ? time_text(*moment.recorded) : "",
                       happened_by ? time_text(*happened_by) : "",
                       time_text(moment.vantage.observed_at), policies,
                       cell(group.bar.value_or("")), cell(group.group.value_or("")));
  }
};

}  // namespace

std::unique_ptr<FigureWriter> csv_writer(const FigureReport& report) {
  return std::make_unique<CsvWriter>(report);
}

}  // namespace dangol
