// What is said with every answer: which figure, of when, as of when, by which policies.
#pragma once

#include <string>

#include "replay/answers/figure_report.h"

namespace dangol {

// Lines for a person.
std::string heading(const FigureReport& report);
// `2016-07-01T00:00:00+09:00`; empty where the period has no such side.
std::string period_from(const FigureReport& report);
std::string period_until(const FigureReport& report);
// The last record that was known: `0:1234`; empty: none.
std::string as_of_place(const FigureReport& report);

}  // namespace dangol
