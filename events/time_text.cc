#include "events/time_text.h"

#include <chrono>
#include <iterator>

#include <fmt/format.h>

namespace dangol {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 9998;
constexpr int kMinutesPerDay = 24 * 60;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr std::int64_t kMicrosPerDay = 24 * 60 * kMicrosPerMinute;

// Reads digits and separators from the left.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    const bool found = !done() && text_[at_] == c;
    at_ += found ? 1 : 0;
    return found;
  }
  bool take_either(char a, char b) { return take(a) || take(b); }
  // Exactly `count` digits.
  bool number(int count, int& value) {
    value = 0;
    for (int i = 0; i < count; ++i) {
      if (done() || text_[at_] < '0' || text_[at_] > '9') return false;
      value = value * 10 + (text_[at_++] - '0');
    }
    return true;
  }
  // Digits of a fraction, as microseconds.
  bool fraction(int& micros) {
    int digit = 0;
    int digits = 0;
    micros = 0;
    while (number(1, digit)) {
      if (digits < 6) micros = micros * 10 + digit;
      ++digits;
    }
    for (int i = digits; i < 6; ++i) micros *= 10;
    return digits > 0;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Error refused(const char* reason) { return {ErrorCode::kRejected, reason}; }

constexpr const char* kNotTime = "is not an RFC 3339 time";

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0;
  int offset = 0;  // minutes
  TimePrecision precision = TimePrecision::kDay;
  bool has_offset = false;
};

bool read_offset(Reader& in, Parts& parts) {
  if (in.done()) return true;
  parts.has_offset = true;
  if (in.take_either('Z', 'z')) return in.done();
  const bool minus = in.take('-');
  int hours = 0;
  int minutes = 0;
  if (!minus && !in.take('+')) return false;
  if (!in.number(2, hours) || !in.take(':') || !in.number(2, minutes) || !in.done()) return false;
  if (hours > 23 || minutes > 59) return false;
  parts.offset = (hours * 60 + minutes) * (minus ? -1 : 1);
  return true;
}

bool read_parts(std::string_view text, Parts& parts) {
  Reader in(text);
  if (!in.number(4, parts.year) || !in.take('-') || !in.number(2, parts.month) || !in.take('-') ||
      !in.number(2, parts.day)) {
    return false;
  }
  if (in.take_either('T', 't')) {
    parts.precision = TimePrecision::kMinute;
    if (!in.number(2, parts.hour) || !in.take(':') || !in.number(2, parts.minute)) return false;
    if (in.take(':')) {
      parts.precision = TimePrecision::kSecond;
      if (!in.number(2, parts.second)) return false;
      if (in.take('.')) {
        parts.precision = TimePrecision::kMicro;
        if (!in.fraction(parts.micros)) return false;
      }
    }
  }
  return read_offset(in, parts);
}

constexpr const char* kOtherYears = "is not in the years 1900 to 9998";

Result<TimeValue> to_value(const Parts& parts) {
  if (parts.year < kFirstYear || parts.year > kLastYear) return refused(kOtherYears);
  const year_month_day date{year(parts.year), month(static_cast<unsigned>(parts.month)),
                            day(static_cast<unsigned>(parts.day))};
  if (!date.ok()) return refused("is not a day of the calendar");
  if (parts.second == 60) return refused("has a leap second, which is not counted here");
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 59) {
    return refused("is not a time of day");
  }
  const std::int64_t midnight = sys_days(date).time_since_epoch().count() * kMicrosPerDay;
  const std::int64_t local = midnight + (parts.hour * 60 + parts.minute) * kMicrosPerMinute +
                             parts.second * kMicrosPerSecond + parts.micros;
  return TimeValue{Micros(local - parts.offset * kMicrosPerMinute),
                   static_cast<std::int16_t>(parts.offset), parts.precision};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Writes the parts of a time from the left, as many as `precision` has.
std::string write(const TimeValue& time, TimePrecision precision, bool short_offset) {
  // Unsigned: a number that is no time must come out as some text.
  const auto local =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(time.micros.value()) +
                                static_cast<std::uint64_t>(time.offset_minutes * kMicrosPerMinute));
  const std::int64_t day_number = floor_div(local, kMicrosPerDay);
  const std::int64_t rest = local - day_number * kMicrosPerDay;
  const year_month_day date{sys_days(days(day_number))};
  std::string out;
  const auto put = [&](auto format, auto... values) {
    fmt::format_to(std::back_inserter(out), format, values...);
  };
  put(FMT_STRING("{:04d}-{:02d}-{:02d}"), static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (precision >= TimePrecision::kMinute) {
    const auto minutes = static_cast<int>(rest / kMicrosPerMinute);
    put(FMT_STRING("T{:02d}:{:02d}"), minutes / 60, minutes % 60);
  }
  if (precision >= TimePrecision::kSecond) {
    put(FMT_STRING(":{:02d}"), static_cast<int>(rest % kMicrosPerMinute / kMicrosPerSecond));
  }
  if (precision == TimePrecision::kMicro) {
    put(FMT_STRING(".{:06d}"), static_cast<int>(rest % kMicrosPerSecond));
  }
  const int offset = time.offset_minutes;
  if (offset != 0) {
    const int size = offset < 0 ? -offset : offset;
    put(FMT_STRING("{}{:02d}:{:02d}"), offset < 0 ? '-' : '+', size / 60, size % 60);
  } else if (!short_offset) {
    out += 'Z';
  }
  return out;
}

}  // namespace

const char* to_string(TimePrecision precision) {
  switch (precision) {
    case TimePrecision::kUnset: return nullptr;
    case TimePrecision::kDay: return "day";
    case TimePrecision::kMinute: return "minute";
    case TimePrecision::kSecond: return "second";
    case TimePrecision::kMicro: return "micro";
  }
  return nullptr;
}

TimePrecision precision_named(std::string_view word) {
  for (auto precision : {TimePrecision::kDay, TimePrecision::kMinute, TimePrecision::kSecond,
                         TimePrecision::kMicro}) {
    if (word == to_string(precision)) return precision;
  }
  return TimePrecision::kUnset;
}

Result<TimeValue> parse_time(std::string_view text) {
  Parts parts;
  if (!read_parts(text, parts)) return refused(kNotTime);
  if (parts.precision > TimePrecision::kDay && !parts.has_offset) {
    return refused("lacks its offset from UTC: Z or +09:00");
  }
  return to_value(parts);
}

Result<TimeValue> parse_full_time(std::string_view text, TimePrecision precision) {
  Parts parts;
  if (!read_parts(text, parts) || parts.precision < TimePrecision::kSecond) {
    return refused(kNotTime);
  }
  if (!parts.has_offset) return refused("lacks its offset from UTC: Z or +09:00");
  const bool below_minute = parts.second != 0 || parts.micros != 0;
  const bool below_day = parts.hour != 0 || parts.minute != 0 || below_minute;
  if ((precision == TimePrecision::kDay && below_day) ||
      (precision == TimePrecision::kMinute && below_minute) ||
      (precision == TimePrecision::kSecond && parts.micros != 0)) {
    return refused("is more precise than timeprecision says");
  }
  if (precision != TimePrecision::kUnset) parts.precision = precision;
  return to_value(parts);
}

const char* bad_time(const TimeValue& time) {
  constexpr auto kBegin = sys_days(year(kFirstYear) / 1 / 1).time_since_epoch().count();
  constexpr auto kEnd = sys_days(year(kLastYear + 1) / 1 / 1).time_since_epoch().count();
  if (time.offset_minutes <= -kMinutesPerDay || time.offset_minutes >= kMinutesPerDay) {
    return "has an offset of a day or more";
  }
  const std::int64_t day_number = floor_div(time.micros.value(), kMicrosPerDay);
  // An offset is less than a day: beyond these nothing more can be added up safely.
  if (day_number < kBegin - 1 || day_number > kEnd) return kOtherYears;
  const std::int64_t local = time.micros.value() + time.offset_minutes * kMicrosPerMinute;
  const std::int64_t local_day = floor_div(local, kMicrosPerDay);
  if (local_day < kBegin || local_day >= kEnd) return kOtherYears;
  std::int64_t unit = 1;
  switch (time.precision) {
    case TimePrecision::kUnset: return "does not say how precise it is";
    case TimePrecision::kDay: unit = kMicrosPerDay; break;
    case TimePrecision::kMinute: unit = kMicrosPerMinute; break;
    case TimePrecision::kSecond: unit = kMicrosPerSecond; break;
    case TimePrecision::kMicro: break;
  }
  return local % unit == 0 ? nullptr : "is more precise than it says";
}

std::string format_time(const TimeValue& time) {
  return write(time, time.precision, time.precision == TimePrecision::kDay);
}

std::string format_full_time(const TimeValue& time) {
  const bool micro = time.precision == TimePrecision::kMicro;
  return write(time, micro ? TimePrecision::kMicro : TimePrecision::kSecond, false);
}

}  // namespace dangol
