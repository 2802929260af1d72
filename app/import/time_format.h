// Clock readings of a source: how they are written, and what they become.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"

namespace dangol::importing {

// What a source's clock showed.
struct ClockReading {
  std::int64_t local_seconds = 0;  // since 1970, as if the local reading were UTC
  int micros = 0;
  std::optional<int> offset_minutes;  // when the text itself names it (%z)
};

// A format such as `%d/%m/%Y %H:%M`. Known: %Y %m %d %H %M %S (one digit or more, up to their
// width), %y (69..99 are 1969..1999), %f (one to six digits of a second), %z (`+0200`, `+02:00`,
// `Z`), %% and any other character as itself. Nothing may follow. Immutable.
class TimeFormat {
 public:
  // kRejected when a %-letter is unknown or there is no year, month or day.
  static Result<TimeFormat> parse(std::string_view text);

  // Nothing when `text` is not written so, or is no date or time of the calendar.
  std::optional<ClockReading> read(std::string_view text) const;

 private:
  std::vector<char> fields_;  // 0: the next literal
  std::string literals_;
};

// Days since 1970-01-01 of a date of the Gregorian calendar.
std::int64_t days_from_date(int year, int month, int day);

inline constexpr std::size_t kRfc3339Bytes = 32;  // the longest: 2016-07-27T11:07:00.000000+09:00

// Writes RFC 3339 with seconds and the offset; microseconds when they are not 0. Returns its
// length.
std::size_t write_rfc3339(char* out, std::int64_t local_seconds, int micros, int offset_minutes);

}  // namespace dangol::importing
