// Counts outcomes, and says them: a line an event, a summary at the end.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "app/exit_code.h"
#include "events/outcome.h"

namespace dangol {

class OutcomeTally {
 public:
  void add(const Outcome& outcome);
  std::uint64_t of(OutcomeCode code) const { return counts_[static_cast<std::size_t>(code)]; }
  std::uint64_t total() const;
  std::uint64_t irregular() const { return irregular_; }
  // "120 recorded (3 irregular), 4 duplicate"
  std::string text() const;
  // {"recorded":120,...}: every outcome by name, and "irregular"
  std::string json() const;
  // Of the worst outcome counted.
  ExitCode exit_code() const;

 private:
  static constexpr std::size_t kCodes = 7;
  std::array<std::uint64_t, kCodes> counts_{};
  std::uint64_t irregular_ = 0;
};

// One outcome as a line of text, or as a JSON object; `line` is the input's.
std::string outcome_text(std::uint64_t line, const Outcome& outcome);
std::string outcome_json(std::uint64_t line, const Outcome& outcome);

}  // namespace dangol
