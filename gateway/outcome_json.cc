#include "gateway/outcome_json.h"

#include <fmt/format.h>

#include "events/json_text.h"

namespace dangol {

std::string outcome_members(const Outcome& outcome) {
  std::string json = fmt::format("\"outcome\":\"{}\"", to_string(outcome.code));
  if (outcome.place) json += fmt::format(",\"place\":\"{}\"", to_string(*outcome.place));
  if (outcome.version) json += fmt::format(",\"version\":\"{}\"", outcome.version->value());
  if (!outcome.reason.empty()) {
    json += ",\"reason\":" + json_text(outcome.reason);
  }
  if (outcome.irregular.empty()) return json;
  json += ",\"irregular\":[";
  for (const Irregularity& one : outcome.irregular) {
    json += fmt::format("{}{{\"invariant\":{},\"reason\":{}}}",
                        &one == &outcome.irregular.front() ? "" : ",", one.invariant,
                        json_text(one.reason));
  }
  return json + "]";
}

std::string ignored_member(const std::vector<std::string>& ignored) {
  if (ignored.empty()) return {};
  std::string json = ",\"ignored\":[";
  for (const std::string& name : ignored) {
    if (&name != &ignored.front()) json += ",";
    json += json_text(name);
  }
  return json + "]";
}

}  // namespace dangol
