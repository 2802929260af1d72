// Times as text: RFC 3339 in, RFC 3339 out, and how much of a time is known. Pure functions.
//
// Years 1900 to 9998 only: what lies outside is a placeholder of some system, never a date.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

// Numbered as in event.capnp.
enum class TimePrecision : std::uint8_t { kUnset, kDay, kMinute, kSecond, kMicro };
// `day`, `minute`, `second`, `micro`; null for kUnset.
const char* to_string(TimePrecision precision);
// kUnset for any other word.
TimePrecision precision_named(std::string_view word);

struct TimeValue {
  Micros micros;
  std::int16_t offset_minutes = 0;  // what the sender's clock showed, minus UTC
  TimePrecision precision = TimePrecision::kUnset;
  auto operator<=>(const TimeValue&) const = default;
};

// A time inside an event's data. Its form says its precision:
//   day     2016-07-27           2016-07-27+09:00
//   minute  2016-07-27T11:07Z    2016-07-27T11:07+09:00
//   second  2016-07-27T11:07:00+09:00
//   micro   2016-07-27T11:07:00.123456+09:00   further digits are dropped
// A day without an offset is a day of UTC. Errors are kRejected and a reason without the text.
Result<TimeValue> parse_time(std::string_view text);

// A date and time with seconds, as CloudEvents wants it; `precision` names what of it is known
// (kUnset: second, or micro if there is a fraction). A part below the precision must be zero.
Result<TimeValue> parse_full_time(std::string_view text, TimePrecision precision);

// Null, or why no text can say this time: a year outside of the above, an offset of a day or more, a part below the
// precision, or no precision at all.
const char* bad_time(const TimeValue& time);

// The form that parse_time reads back to an equal value. REQUIRES: precision is not kUnset.
std::string format_time(const TimeValue& time);
// Date and time with seconds (and a fraction of six digits if kMicro), at the value's offset.
std::string format_full_time(const TimeValue& time);

}  // namespace dangol
