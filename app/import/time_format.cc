#include "app/import/time_format.h"

#include <fmt/format.h>

namespace dangol::importing {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr int kPivotYear = 69;  // POSIX: %y below it is 20xx

bool digit(char c) { return c >= '0' && c <= '9'; }

// One to `most` digits from the front of `text`.
bool take_number(std::string_view& text, std::size_t most, int& value) {
  std::size_t used = 0;
  value = 0;
  while (used < most && used < text.size() && digit(text[used])) {
    value = value * 10 + (text[used++] - '0');
  }
  text.remove_prefix(used);
  return used > 0;
}

bool take_fraction(std::string_view& text, int& micros) {
  int scale = 1'000'000;
  micros = 0;
  std::size_t used = 0;
  for (; used < 6 && used < text.size() && digit(text[used]); ++used) {
    scale /= 10;
    micros += (text[used] - '0') * scale;
  }
  text.remove_prefix(used);
  return used > 0;
}

bool take_offset(std::string_view& text, int& minutes) {
  if (text.empty()) return false;
  const char sign = text.front();
  text.remove_prefix(1);
  minutes = 0;
  if (sign == 'Z') return true;
  if (sign != '+' && sign != '-') return false;
  int hours, rest;
  const std::size_t before = text.size();
  if (!take_number(text, 2, hours) || before - text.size() != 2) return false;
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  const std::size_t middle = text.size();
  if (!take_number(text, 2, rest) || middle - text.size() != 2) return false;
  if (hours > 23 || rest > 59) return false;
  minutes = hours * 60 + rest;
  if (sign == '-') minutes = -minutes;
  return true;
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

}  // namespace

// Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
std::int64_t days_from_date(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

Result<TimeFormat> TimeFormat::parse(std::string_view text) {
  TimeFormat format;
  bool year = false, month = false, day = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      format.fields_.push_back(0);
      format.literals_.push_back(text[i]);
      continue;
    }
    const char field = ++i < text.size() ? text[i] : '\0';
    if (field == '%') {
      format.fields_.push_back(0);
      format.literals_.push_back('%');
    } else if (field != '\0' &&
               std::string_view("YymdHMSfz").find(field) != std::string_view::npos) {
      format.fields_.push_back(field);
      year |= field == 'Y' || field == 'y';
      month |= field == 'm';
      day |= field == 'd';
    } else {
      return Error{ErrorCode::kRejected, fmt::format("time format '{}': unknown %{}", text, field)};
    }
  }
  if (!year || !month || !day) {
    return Error{ErrorCode::kRejected,
                 fmt::format("time format '{}' lacks a year, a month or a day", text)};
  }
  return format;
}

std::optional<ClockReading> TimeFormat::read(std::string_view text) const {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  ClockReading reading;
  std::size_t literal = 0;
  for (const char field : fields_) {
    bool good = false;
    int offset;
    switch (field) {
      case 'Y': good = take_number(text, 4, year); break;
      case 'y':
        good = take_number(text, 2, year);
        year += year < kPivotYear ? 2000 : 1900;
        break;
      case 'm': good = take_number(text, 2, month); break;
      case 'd': good = take_number(text, 2, day); break;
      case 'H': good = take_number(text, 2, hour); break;
      case 'M': good = take_number(text, 2, minute); break;
      case 'S': good = take_number(text, 2, second); break;
      case 'f': good = take_fraction(text, reading.micros); break;
      case 'z':
        good = take_offset(text, offset);
        reading.offset_minutes = offset;
        break;
      default:
        good = !text.empty() && text.front() == literals_[literal++];
        if (good) text.remove_prefix(1);
    }
    if (!good) return std::nullopt;
  }
  if (!text.empty() || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
      hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  reading.local_seconds =
      days_from_date(year, month, day) * kDaySeconds + hour * 3600 + minute * 60 + second;
  return reading;
}

std::size_t write_rfc3339(char* out, std::int64_t local_seconds, int micros, int offset_minutes) {
  std::int64_t days = local_seconds / kDaySeconds;
  std::int64_t clock = local_seconds % kDaySeconds;
  if (clock < 0) {
    clock += kDaySeconds;
    --days;
  }
  // Howard Hinnant: civil_from_days.
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * of_year + 2) / 153;
  const auto day = static_cast<int>(of_year - (153 * shifted + 2) / 5 + 1);
  const auto month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  const auto year = static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));

  char* p = out;
  const auto two = [&p](int value) {
    *p++ = static_cast<char>('0' + value / 10);
    *p++ = static_cast<char>('0' + value % 10);
  };
  two(year / 100);
  two(year % 100);
  *p++ = '-';
  two(month);
  *p++ = '-';
  two(day);
  *p++ = 'T';
  two(static_cast<int>(clock / 3600));
  *p++ = ':';
  two(static_cast<int>(clock / 60 % 60));
  *p++ = ':';
  two(static_cast<int>(clock % 60));
  if (micros != 0) {
    *p++ = '.';
    for (int scale = 100'000; scale > 0; scale /= 10) {
      *p++ = static_cast<char>('0' + micros / scale % 10);
    }
  }
  *p++ = offset_minutes < 0 ? '-' : '+';
  const int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  two(offset / 60);
  *p++ = ':';
  two(offset % 60);
  return static_cast<std::size_t>(p - out);
}

}  // namespace dangol::importing
