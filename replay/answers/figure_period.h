// Periods and moments of a question, from text. Pure functions. Errors are kUsage and name the option.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/outcome.h"
#include "replay/figure.h"

namespace dangol {

// `+09:00`, `-05:30`, `Z` or nothing: minutes ahead of UTC.
Result<std::int16_t> parse_zone(std::string_view text);

// A year, a month, a day, or `FROM..UNTIL` with either side left out; half open. A side of a range is
// a year, a month or a day, whose beginning counts, or a time with its offset.
Result<Period> parse_period(std::string_view text, std::string_view zone);

// A time with its offset, or a day, which means its end. `option` names it in the error.
Result<Micros> parse_moment(std::string_view text, std::string_view zone, std::string_view option);

// `2016-07-01T00:00:00+09:00`, with a fraction only where there is one.
std::string time_text(Micros at, std::int16_t offset_minutes = 0);
// `2016-07-27` and `2016-07` of days and months counted from 1970-01.
std::string day_text(std::int64_t day);
std::string month_text(std::int64_t month);

}  // namespace dangol
