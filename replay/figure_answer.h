// The answer to a question about a figure, and how it is worked out.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "replay/figure.h"

namespace dangol {

// An exact number: over / under, over in units of 10^-scale. A share of sums is in its lowest terms,
// and rounded only where these are beyond 64 bits.
struct FigureValue {
  __int128 over = 0;
  std::uint64_t under = 1;
  std::uint8_t scale = 0;
  double approximately() const;
  bool operator==(const FigureValue&) const = default;
};

struct FigureGroup {
  std::uint64_t group = 0;           // by Question::by
  std::uint64_t bar = 0;             // by FigureDefinition::bars
  std::optional<FigureValue> value;  // none: nothing to divide by, or a register
  Tally tally;
  // Of Sets::kKept: sorted by part, then by need (descending), then by their first deciding record.
  std::vector<Member> members;
  // The deciding records of one member: the texts of `group` and `bar` can be read from them.
  std::array<Position, 3> example = {kNoPosition, kNoPosition, kNoPosition};
};

struct FigureAnswer {
  const FigureDefinition* definition = nullptr;
  Question question;
  Position end;                     // of the records that were looked at
  std::vector<FigureGroup> groups;  // sorted by bar and group; one when nothing divides
};

// Asks every person. Deterministic: equal steps and questions give equal answers.
Result<FigureAnswer> evaluate(const Figure& figure, const StepSource& steps,
                              const Question& question, unsigned workers);

// The value that sets of this size, with these measures, have.
std::optional<FigureValue> value_of(const FigureDefinition& definition, const Tally& tally);
// Counts a set again: what evaluate() counted on the way.
Tally tally_of(const FigureDefinition& definition, std::span<const Member> members);

}  // namespace dangol
