// For machines: one JSON object in one line.
#include <fmt/format.h>

#include "replay/answers/figure_form.h"
#include "replay/answers/figure_heading.h"
#include "replay/answers/figure_numbers.h"
#include "replay/answers/figure_period.h"
#include "replay/answers/json_string.h"

namespace dangol {

namespace {

std::string text_or_null(std::string_view text) {
  return text.empty() ? "null" : json_string(text);
}
std::string optional_text(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
}

class JsonWriter final : public FigureWriter {
 public:
  using FigureWriter::FigureWriter;

  void head(std::string& out) const override {
    const FigureDefinition& definition = report_.definition();
    const FigureMoment& moment = report_.moment;
    out += fmt::format("{{\"name\":{},\"definitionVersion\":{}", json_string(definition.name),
                       definition.version);
    out += fmt::format(",\"period\":{{\"from\":{},\"until\":{}}}",
                       text_or_null(period_from(report_)), text_or_null(period_until(report_)));
    out += ",\"asOf\":";
    if (moment.recorded) {
      out += fmt::format("{{\"place\":{},\"recorded\":{}}}", json_string(as_of_place(report_)),
                         json_string(time_text(*moment.recorded)));
    } else {
      out += "null";
    }
    const auto& happened_by = report_.request.happened_by;
    out += fmt::format(",\"happenedBy\":{},\"observedAt\":{}",
                       happened_by ? json_string(time_text(*happened_by)) : "null",
                       json_string(time_text(moment.vantage.observed_at)));
    out += ",\"policies\":{";
    const char* comma = "";
    for (const std::string_view used : definition.policies) {
      for (const PolicyName& policy : policy_names()) {
        if (policy.name != used) continue;
        out += fmt::format("{}{}:{}", comma, json_string(used), moment.policies.*policy.value);
        comma = ",";
      }
    }
    out += fmt::format("}},\"unit\":{}",
                       report_.is_register() ? "null" : json_string(unit_name(definition)));
    if (!divided()) return;
    if (const GroupingKey* by = report_.request.by) {
      out += fmt::format(",\"by\":{}", json_string(by->name));
      if (!report_.request.label.empty()) {
        out += fmt::format(",\"label\":{}", json_string(report_.request.label));
      }
    }
    if (definition.bars != nullptr)
      out += fmt::format(",\"bars\":{}", json_string(definition.bars->name));
    out += ",\"groups\":[";
  }

  void group_head(const ReportGroup& group, std::string& out) const override {
    if (divided()) {
      out += &group == &report_.groups.front() ? "{" : ",{";
      if (report_.request.by != nullptr)
        out += fmt::format("\"group\":{},", optional_text(group.group));
      if (report_.definition().bars != nullptr) {
        out += fmt::format("\"bar\":{},", optional_text(group.bar));
      }
    } else {
      out += ',';
    }
    if (!group.value) {
      out += "\"value\":null";
      return;
    }
    out += fmt::format("\"value\":{},\"exact\":{{\"over\":\"{}\",\"under\":\"{}\",\"scale\":{}}}",
                       value_number(report_.definition(), *group.value),
                       integer_text(group.value->over), group.value->under, group.value->scale);
  }

  void set_head(const ReportGroup& group, const ReportSet& set, std::string& out) const override {
    switch (set.set.part) {
      case Part::kNumerator: out += ",\"numeratorSet\":{"; break;
      case Part::kDenominator: out += ",\"denominatorSet\":{"; break;
      case Part::kExcluded:
        out += first_reason(group) == &set ? ",\"excluded\":[" : ",";
        out += fmt::format("{{\"reason\":\"{}\",\"set\":{{", to_string(set.set.reason));
        break;
    }
    // A register is not counted.
    out += report_.is_register() ? "\"size\":null" : fmt::format("\"size\":{}", set.size);
    if (set.opened) out += ",\"members\":[";
  }

  void member(const ReportGroup&, const ReportSet& set, const OpenedMember& opened,
              std::size_t place, std::string& out) const override {
    out += fmt::format("{}{{\"person\":{}", place == 0 ? "" : ",", json_string(opened.person));
    if (!opened.thing.empty()) {
      out += fmt::format(",\"{}\":{}", opened.field.empty() ? "thing" : "id",
                         json_string(opened.thing));
      if (!opened.field.empty()) out += fmt::format(",\"kind\":{}", json_string(opened.field));
    }
    if (set.set.part == Part::kNumerator && unit_matters()) {
      out += fmt::format(",\"measure\":{}", measure_number(report_.definition(), *opened.member));
    }
    if (!report_.definition().need.empty()) {
      out += fmt::format(",\"need\":{}", opened.member->need);
    }
    out += ",\"deciding\":[";
    const char* comma = "";
    for (const DecidingRecord& record : opened.deciding) {
      out +=
          fmt::format("{}{{\"place\":\"{}\",\"type\":{},\"time\":{}}}", comma,
                      to_string(record.place), json_string(record.type), text_or_null(record.time));
      comma = ",";
    }
    out += "]}";
  }

  void set_foot(const ReportGroup& group, const ReportSet& set, std::string& out) const override {
    if (set.opened) {
      out += "]";
      if (set.shown < set.size) out += ",\"more\":true";
    }
    out += set.set.part == Part::kExcluded ? "}}" : "}";
    if (set.set.part == Part::kExcluded && &group.sets.back() == &set) out += "]";
  }

  void group_foot(const ReportGroup& group, std::string& out) const override {
    if (first_reason(group) == nullptr) out += ",\"excluded\":[]";
    if (divided()) out += "}";
  }

  void foot(std::string& out) const override { out += divided() ? "]}\n" : "}\n"; }

 private:
  bool divided() const {
    return report_.request.by != nullptr || report_.definition().bars != nullptr;
  }
  bool unit_matters() const { return has_measures(report_.definition().kind); }
  static const ReportSet* first_reason(const ReportGroup& group) {
    for (const ReportSet& set : group.sets) {
      if (set.set.part == Part::kExcluded) return &set;
    }
    return nullptr;
  }
};

}  // namespace

std::unique_ptr<FigureWriter> json_writer(const FigureReport& report) {
  return std::make_unique<JsonWriter>(report);
}

}  // namespace dangol
