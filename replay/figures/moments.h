// Moments as figures divide and compare them. Only for figures.
#pragma once

#include <cstdint>
#include <limits>

#include "replay/figure.h"

namespace dangol {

inline constexpr std::int64_t kSecondMicros = 1'000'000;
inline constexpr std::int64_t kHourMicros = 3'600 * kSecondMicros;
inline constexpr std::int64_t kDayMicros = 24 * kHourMicros;
// The group of moments of which the hour is not known.
inline constexpr std::uint64_t kNoHour = 24;

// What the sender's clock showed: groups of GroupingKey::Kind::kDay and kMonth, and the hour.
std::uint64_t day_group(const Step& step);
std::uint64_t month_group(const Step& step);
std::uint64_t hour_group(const Step& step);

// Whether more than the day is known.
inline bool has_clock(const Step& step) {
  return step.precision != TimePrecision::kUnset && step.precision != TimePrecision::kDay;
}
// The moment so much later, and no later than there is.
inline std::int64_t later(Micros at, std::int64_t micros) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  return at.value() > kLast - micros ? kLast : at.value() + micros;
}

extern const GroupingKey kOfDay, kOfMonth, kOfHour;

}  // namespace dangol
