// Values of figures as text. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "replay/figure_answer.h"

namespace dangol {

// over / (under * 10^scale), rounded half away from zero to at most `digits` decimals, without zeros
// at its end. Exact: no floating point.
std::string decimal_text(__int128 over, std::uint64_t under, std::uint8_t scale, int digits);
std::string integer_text(__int128 number);

// How many decimals an amount of a currency has beside its minor unit: 2 for USD, 0 for KRW.
int minor_digits(std::string_view currency);

// For a person: `3086/13906 = 0.221919`, `48 s`, `0:02:54`, `12.50 GBP`. `currency` is known of money only.
std::string value_text(const FigureDefinition& definition, const FigureValue& value,
                       std::string_view currency);
// A measure or a need of a member, in the figure's unit.
std::string measure_text(const FigureDefinition& definition, const Member& member,
                         std::string_view currency);
// The same as bare numbers, for machines: seconds, and money in its minor unit.
std::string value_number(const FigureDefinition& definition, const FigureValue& value);
std::string measure_number(const FigureDefinition& definition, const Member& member);
// What these numbers are: `share`, `count`, `seconds`, `minorUnits`, `days`, `score`, `number`.
std::string_view unit_name(const FigureDefinition& definition);

}  // namespace dangol
