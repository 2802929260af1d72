#include "replay/as_of.h"

#include <charconv>

#include <fmt/format.h>

#include "events/time_text.h"

namespace dangol {

namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<AsOf> parse_as_of(std::string_view text) {
  AsOf as_of;
  const auto bad = [&](std::string_view why) {
    return Error{ErrorCode::kUsage, fmt::format("as-of '{}': {}", text.substr(0, 64), why)};
  };
  if (text.starts_with('@')) {
    auto version = parse_number(text.substr(1));
    if (!version) return bad("after @ stands a version, as in @3");
    as_of.version = Version(*version);
    return as_of;
  }
  if (text.starts_with('#') || text.starts_with("0:")) {
    auto position = parse_number(text.substr(text.starts_with('#') ? 1 : 2));
    if (!position) return bad("after # stands a position, as in #1200");
    as_of.position = Position(*position);
    return as_of;
  }
  Result<TimeValue> time = parse_time(text);
  if (!time.ok()) {
    return bad("give a time like 2016-07-27T11:07:00+09:00, a day, @VERSION or #POSITION");
  }
  constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
  as_of.recorded = time.value().precision == TimePrecision::kDay
                       ? Micros(time.value().micros.value() + kMicrosPerDay - 1)
                       : time.value().micros;
  return as_of;
}

}  // namespace dangol
