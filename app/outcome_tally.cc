#include "app/outcome_tally.h"

#include <numeric>

#include <fmt/format.h>

#include "gateway/outcome_json.h"

namespace dangol {

void OutcomeTally::add(const Outcome& outcome) {
  ++counts_[static_cast<std::size_t>(outcome.code)];
  if (!outcome.irregular.empty()) ++irregular_;
}

std::uint64_t OutcomeTally::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::string OutcomeTally::text() const {
  std::string text;
  for (std::size_t i = 0; i < kCodes; ++i) {
    const auto code = static_cast<OutcomeCode>(i);
    if (counts_[i] == 0 && code != OutcomeCode::kRecorded) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", counts_[i], to_string(code));
    if (code == OutcomeCode::kRecorded && irregular_ > 0) {
      text += fmt::format(" ({} irregular)", irregular_);
    }
  }
  return text;
}

std::string OutcomeTally::json() const {
  std::string json = "{";
  for (std::size_t i = 0; i < kCodes; ++i) {
    json += fmt::format("\"{}\":{},", to_string(static_cast<OutcomeCode>(i)), counts_[i]);
  }
  return json + fmt::format("\"irregular\":{}}}", irregular_);
}

ExitCode OutcomeTally::exit_code() const {
  ExitCode worst = ExitCode::kOk;
  for (std::size_t i = 0; i < kCodes; ++i) {
    if (counts_[i] == 0) continue;
    const ExitCode code = dangol::exit_code(static_cast<OutcomeCode>(i));
    if (static_cast<int>(code) > static_cast<int>(worst)) worst = code;
  }
  return worst;
}

std::string outcome_text(std::uint64_t line, const Outcome& outcome) {
  std::string text = fmt::format("{}: {}", line, to_string(outcome.code));
  if (outcome.place) text += " " + to_string(*outcome.place);
  if (outcome.version) text += fmt::format(" @{}", outcome.version->value());
  if (!outcome.reason.empty()) text += " - " + outcome.reason;
  for (const Irregularity& irregular : outcome.irregular) {
    text += fmt::format("\n   irregular ({}): {}", irregular.invariant, irregular.reason);
  }
  return text;
}

std::string outcome_json(std::uint64_t line, const Outcome& outcome) {
  return fmt::format("{{\"line\":{},{}}}", line, outcome_members(outcome));
}

}  // namespace dangol
