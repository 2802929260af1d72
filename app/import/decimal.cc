#include "app/import/decimal.h"

namespace dangol::importing {
namespace {
constexpr int kMostDigits = 18;  // every number of 18 digits fits 64 bits
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal number;
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int count = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point && count > 0) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || ++count > kMostDigits) return std::nullopt;
    number.units = number.units * 10 + (c - '0');
    if (point) ++number.digits;
  }
  if (count == 0 || (point && number.digits == 0)) return std::nullopt;
  if (negative) number.units = -number.units;
  return number;
}

std::optional<std::int64_t> Decimal::scaled(int to_digits) const {
  std::int64_t value = units;
  for (int have = digits; have > to_digits; --have) {
    if (value % 10 != 0) return std::nullopt;
    value /= 10;
  }
  for (int have = digits; have < to_digits; ++have) {
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
  }
  return value;
}

std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  const int digits = a.digits > b.digits ? a.digits : b.digits;
  // 18 digits scaled by 10^18 fit 128 bits.
  const auto widen = [digits](const Decimal& number) {
    __extension__ __int128 value = number.units;
    for (int have = number.digits; have < digits; ++have) value *= 10;
    return value;
  };
  const auto left = widen(a), right = widen(b);
  return left < right
             ? std::strong_ordering::less
             : (left > right ? std::strong_ordering::greater : std::strong_ordering::equal);
}

}  // namespace dangol::importing
