// Decimal numbers as texts: money and counts never pass through floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dangol::importing {

// An exact decimal: `-12.340` is -12340 with 3 digits after the point. At most 18 digits.
struct Decimal {
  std::int64_t units = 0;
  int digits = 0;

  // An optional sign, digits, an optional point and digits. No exponent, no blanks, no grouping.
  static std::optional<Decimal> parse(std::string_view text);

  // The number in units of 10^-`digits`; nothing when it is finer than that or too large.
  std::optional<std::int64_t> scaled(int to_digits) const;
};

std::strong_ordering compare(const Decimal& a, const Decimal& b);

}  // namespace dangol::importing
