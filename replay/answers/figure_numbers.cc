#include "replay/answers/figure_numbers.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace dangol {

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr int kDigits = 6;

__int128 power_of_ten(int digits) {
  __int128 power = 1;
  while (digits-- > 0) power *= 10;
  return power;
}

std::string money_text(__int128 over, std::uint64_t under, std::uint8_t scale,
                       std::string_view currency) {
  if (currency.empty()) return decimal_text(over, under, scale, kDigits) + " minor units";
  const int minor = minor_digits(currency);
  std::string text = decimal_text(over, under, static_cast<std::uint8_t>(scale + minor), kDigits);
  // 12.5 is 12.50 where there are cents.
  const std::size_t point = text.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (decimals == 0 && minor > 0) text += '.';
  if (decimals < minor) text.append(static_cast<std::size_t>(minor - decimals), '0');
  return fmt::format("{} {}", text, currency);
}

std::string duration_text(__int128 micros, std::uint64_t under) {
  const __int128 whole = static_cast<__int128>(under) * kMicrosPerSecond;
  if (micros < whole * 60 && micros > -whole * 60) {
    return decimal_text(micros, under, 6, 3) + " s";
  }
  const bool negative = micros < 0;
  const auto seconds =
      static_cast<std::int64_t>(((negative ? -micros : micros) + whole / 2) / whole);
  return fmt::format("{}{}:{:02}:{:02}", negative ? "-" : "", seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

std::string amount_text(Unit unit, __int128 over, std::uint64_t under, std::uint8_t scale,
                        std::string_view currency) {
  switch (unit) {
    case Unit::kMicros: return duration_text(over, under);
    case Unit::kMoney: return money_text(over, under, scale, currency);
    case Unit::kDays: {
      const std::string days = decimal_text(over, under, scale, kDigits);
      return days + (days == "1" ? " day" : " days");
    }
    case Unit::kNone:
    case Unit::kScore: break;
  }
  return decimal_text(over, under, scale, kDigits);
}

std::uint8_t scale_of(const FigureDefinition& definition, std::uint8_t scale) {
  return definition.unit == Unit::kMicros ? 6 : scale;
}

bool measured(const FigureDefinition& definition) { return has_measures(definition.kind); }

}  // namespace

std::string integer_text(__int128 number) {
  const bool negative = number < 0;
  unsigned __int128 rest =
      negative ? -static_cast<unsigned __int128>(number) : static_cast<unsigned __int128>(number);
  std::string text;
  do {
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::string decimal_text(__int128 over, std::uint64_t under, std::uint8_t scale, int digits) {
  const bool negative = over < 0;
  const __int128 divisor = static_cast<__int128>(under) * power_of_ten(scale);
  const __int128 size = negative ? -over : over;
  // The whole part first: the rest times a power of ten stays far below 128 bits.
  __int128 whole = size / divisor;
  const __int128 unit = power_of_ten(digits);
  __int128 part = ((size % divisor) * unit * 2 + divisor) / (divisor * 2);
  if (part == unit) {
    ++whole;
    part = 0;
  }
  std::string text = integer_text(whole);
  if (part != 0) {
    std::string decimals = integer_text(part);
    decimals.insert(0, static_cast<std::size_t>(digits) - decimals.size(), '0');
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += '.' + decimals;
  }
  return negative && text != "0" ? '-' + text : text;
}

int minor_digits(std::string_view currency) {
  // ISO 4217; all others have two.
  static constexpr std::array<std::string_view, 16> kNone = {
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
      "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"};
  static constexpr std::array<std::string_view, 7> kThree = {"BHD", "IQD", "JOD", "KWD",
                                                             "LYD", "OMR", "TND"};
  if (std::find(kNone.begin(), kNone.end(), currency) != kNone.end()) return 0;
  if (std::find(kThree.begin(), kThree.end(), currency) != kThree.end()) return 3;
  if (currency == "XPF") return 0;
  return currency == "CLF" || currency == "UYW" ? 4 : 2;
}

std::string value_text(const FigureDefinition& definition, const FigureValue& value,
                       std::string_view currency) {
  const bool share = has_denominator(definition.kind);
  const Unit unit = share || !measured(definition) ? Unit::kNone : definition.unit;
  std::string text = amount_text(unit, value.over, value.under, value.scale, currency);
  const bool fraction = share || (definition.kind == FigureKind::kMean && unit != Unit::kMicros &&
                                  unit != Unit::kMoney);
  if (!fraction) return text;
  return fmt::format("{}/{} = {}", decimal_text(value.over, 1, value.scale, kDigits), value.under,
                     text);
}

std::string measure_text(const FigureDefinition& definition, const Member& member,
                         std::string_view currency) {
  if (!measured(definition)) return {};
  if (definition.kind == FigureKind::kRegister && definition.unit == Unit::kNone) return {};
  return amount_text(definition.unit, member.measure, 1, member.scale, currency);
}

std::string value_number(const FigureDefinition& definition, const FigureValue& value) {
  const std::uint8_t scale = measured(definition) ? scale_of(definition, value.scale) : 0;
  return decimal_text(value.over, value.under, scale, 9);
}

std::string measure_number(const FigureDefinition& definition, const Member& member) {
  return decimal_text(member.measure, 1, scale_of(definition, member.scale), kDigits);
}

std::string_view unit_name(const FigureDefinition& definition) {
  if (has_denominator(definition.kind)) return "share";
  if (definition.kind == FigureKind::kCount) return "count";
  switch (definition.unit) {
    case Unit::kMicros: return "seconds";
    case Unit::kMoney: return "minorUnits";
    case Unit::kDays: return "days";
    case Unit::kScore: return "score";
    case Unit::kNone: break;
  }
  return "number";
}

}  // namespace dangol
