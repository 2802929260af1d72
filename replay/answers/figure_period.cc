#include "replay/answers/figure_period.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr std::size_t kShownBytes = 64;

Error wrong(std::string_view option, std::string_view text, std::string_view why) {
  return {ErrorCode::kUsage,
          fmt::format("{} '{}': {}", option, shown_text(text, kShownBytes), why)};
}

bool digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool looks_like(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '9' ? !digits(text.substr(i, 1)) : text[i] != form[i]) return false;
  }
  return true;
}

int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

// What one word of a period covers.
struct Span {
  Micros begin;
  Micros end;  // equal: a moment
};

Result<Micros> midnight(std::string_view day, std::string_view zone) {
  Result<TimeValue> time = parse_time(std::string(day) + std::string(zone));
  if (!time.ok()) return time.error();
  return time.value().micros;
}

Result<Span> read_span(std::string_view text, std::string_view zone) {
  std::string first, behind;
  if (looks_like(text, "9999")) {
    first = fmt::format("{}-01-01", text);
    behind = fmt::format("{:04}-01-01", number(text) + 1);
  } else if (looks_like(text, "9999-99")) {
    const int year = number(text.substr(0, 4)), month = number(text.substr(5));
    first = fmt::format("{}-01", text);
    behind = month == 12 ? fmt::format("{:04}-01-01", year + 1)
                         : fmt::format("{:04}-{:02}-01", year, month + 1);
  } else if (looks_like(text, "9999-99-99")) {
    Result<Micros> begin = midnight(text, zone);
    if (!begin.ok()) return begin.error();
    return Span{begin.value(), Micros(begin.value().value() + kMicrosPerDay)};
  } else {
    Result<TimeValue> time = parse_time(text);
    if (!time.ok()) return time.error();
    return Span{time.value().micros, time.value().micros};
  }
  Result<Micros> begin = midnight(first, zone);
  if (!begin.ok()) return begin.error();
  Result<Micros> end = midnight(behind, zone);
  if (!end.ok()) return end.error();
  return Span{begin.value(), end.value()};
}

}  // namespace

Result<std::int16_t> parse_zone(std::string_view text) {
  if (text.empty()) return std::int16_t{0};
  Result<TimeValue> day = parse_time("2000-01-01T00:00" + std::string(text));
  if (!day.ok()) return wrong("--zone", text, "give an offset from UTC, as in +09:00");
  return day.value().offset_minutes;
}

Result<Period> parse_period(std::string_view text, std::string_view zone) {
  constexpr std::string_view kHow =
      "give a year, a month, a day, or FROM..UNTIL of these or of times like "
      "2016-07-27T11:07:00+09:00";
  const auto bad = [&](std::string_view why) { return wrong("--period", text, why); };
  Period period;
  if (text.empty()) return period;
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    Result<Span> span = read_span(text, zone);
    if (!span.ok()) return bad(kHow);
    if (span.value().begin == span.value().end) return bad("a moment is no period");
    return Period{span.value().begin, span.value().end};
  }
  const std::string_view from = text.substr(0, dots), until = text.substr(dots + 2);
  if (from.empty() && until.empty()) return bad(kHow);
  if (!from.empty()) {
    Result<Span> span = read_span(from, zone);
    if (!span.ok()) return bad(kHow);
    period.from = span.value().begin;
  }
  if (!until.empty()) {
    Result<Span> span = read_span(until, zone);
    if (!span.ok()) return bad(kHow);
    period.until = span.value().begin;
  }
  if (period.from >= period.until) return bad("nothing lies in it: it ends before it begins");
  return period;
}

Result<Micros> parse_moment(std::string_view text, std::string_view zone, std::string_view option) {
  const bool day = looks_like(text, "9999-99-99");
  Result<TimeValue> time =
      parse_time(day ? std::string(text) + std::string(zone) : std::string(text));
  if (!time.ok()) {
    return wrong(option, text, "give a time like 2016-07-27T11:07:00+09:00, or a day");
  }
  const std::int64_t at = time.value().micros.value();
  return Micros(time.value().precision == TimePrecision::kDay ? at + kMicrosPerDay - 1 : at);
}

std::string time_text(Micros at, std::int16_t offset_minutes) {
  const bool whole = at.value() % kMicrosPerSecond == 0;
  return format_full_time(
      {at, offset_minutes, whole ? TimePrecision::kSecond : TimePrecision::kMicro});
}

std::string day_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string month_text(std::int64_t month) {
  const std::int64_t year = 1970 + (month >= 0 ? month / 12 : -((-month + 11) / 12));
  return fmt::format("{:04}-{:02}", year, month - (year - 1970) * 12 + 1);
}

}  // namespace dangol
