#include "replay/answers/figure_heading.h"

#include <fmt/format.h>

#include "replay/answers/figure_period.h"
#include "replay/answers/text_table.h"

namespace dangol {

namespace {

std::string period_text(const FigureReport& report) {
  const std::string from = period_from(report), until = period_until(report);
  std::string text = "all time";
  if (!from.empty() && !until.empty()) text = fmt::format("{} until before {}", from, until);
  if (from.empty() != until.empty()) {
    text = from.empty() ? fmt::format("until before {}", until) : fmt::format("from {} on", from);
  }
  return fmt::format("{} ({})", text, report.definition().period);
}

}  // namespace

std::string period_from(const FigureReport& report) {
  const Micros from = report.request.period.from;
  return from == Period().from ? "" : time_text(from, report.request.offset);
}

std::string period_until(const FigureReport& report) {
  const Micros until = report.request.period.until;
  return until == Period().until ? "" : time_text(until, report.request.offset);
}

std::string as_of_place(const FigureReport& report) {
  const Position end = report.moment.vantage.end;
  if (end == Position()) return "";
  return to_string(Place{PartitionId(0), Position(end.value() - 1)});
}

std::string heading(const FigureReport& report) {
  const FigureDefinition& definition = report.definition();
  const FigureMoment& moment = report.moment;
  const std::int16_t offset = report.request.offset;
  const bool korean = report.request.asked.language == Language::kKorean;
  std::string text = fmt::format("{}: {}\n{}\n\n", definition.name,
                                 korean ? definition.title.ko : definition.title.en,
                                 korean ? definition.sentence.ko : definition.sentence.en);
  TextTable table;
  table.row({"definition", fmt::format("{}", definition.version)});
  table.row({"period", period_text(report)});
  table.row({"as of", moment.recorded ? fmt::format("{}, recorded {}", as_of_place(report),
                                                    time_text(*moment.recorded, offset))
                                      : "nothing is recorded"});
  table.row({"happened by", report.request.happened_by
                                ? time_text(*report.request.happened_by, offset)
                                : "any time"});
  table.row({"observed at", time_text(moment.vantage.observed_at, offset)});
  for (const std::string_view used : definition.policies) {
    for (const PolicyName& policy : policy_names()) {
      if (policy.name != used) continue;
      table.row({"policy", fmt::format("{} {}: {}", policy.name, moment.policies.*policy.value,
                                       korean ? policy.ko : policy.en)});
    }
  }
  if (report.request.by != nullptr) {
    const GroupingKey& key = *report.request.by;
    table.row({"by", fmt::format("{}{}{}: {}", key.name, report.request.label.empty() ? "" : ":",
                                 report.request.label, korean ? key.meaning.ko : key.meaning.en)});
  }
  if (!report.request.asked.group.empty()) {
    table.row({"group", report.request.asked.group});
  }
  return text + table.text();
}

}  // namespace dangol
