// Short words for questions and answers in tests of figures.
#pragma once

#include <chrono>
#include <string>

#include "replay/figure_answer.h"

namespace dangol::test {

// A day, or a minute of it, as UTC: `2016-07-01`, `2016-07-01T10:00`.
inline Micros moment(const std::string& text) {
  const auto number = [&](std::size_t at, std::size_t size) {
    return text.size() < at + size ? 0 : std::stoi(text.substr(at, size));
  };
  using namespace std::chrono;
  const sys_days day(year(number(0, 4)) / number(5, 2) / number(8, 2));
  const auto minutes = static_cast<std::int64_t>(number(11, 2)) * 60 + number(14, 2);
  return Micros((static_cast<std::int64_t>(day.time_since_epoch().count()) * 24 * 60 + minutes) *
                60'000'000);
}

// Judged at that moment.
inline auto seen_at(const std::string& text) {
  return [at = moment(text)](Question& question) { question.vantage.observed_at = at; };
}

inline std::uint64_t excluded_as(const FigureAnswer& answer, Exclusion reason) {
  std::uint64_t count = 0;
  for (const FigureGroup& group : answer.groups) {
    count += group.tally.excluded[static_cast<std::size_t>(reason)];
  }
  return count;
}

}  // namespace dangol::test
