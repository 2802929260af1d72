// From what was typed to a question that makes sense. Pure: no store, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "events/schema_model.h"
#include "replay/answers/figure_asking.h"
#include "replay/catalogue.h"
#include "replay/figure.h"

namespace dangol {

// A set of an answer.
struct FigureSet {
  Part part = Part::kNumerator;  // kDenominator: the numerator is part of it
  Exclusion reason = Exclusion::kNone;
  bool operator==(const FigureSet&) const = default;
};

struct FigureRequest {
  const Figure* figure = nullptr;
  const GroupingKey* by = nullptr;
  std::string label;  // name of the label, of a key of labels
  Period period;
  std::string zone;  // as given; empty: UTC
  std::int16_t offset = 0;
  std::optional<Position> as_of_position;  // the last record that was known
  std::optional<Micros> as_of_time;
  std::optional<Micros> happened_by;
  std::vector<FigureSet> open;     // sets whose members are shown
  std::optional<Purpose> purpose;  // of showing names
  FigureAsking asked;

  const FigureDefinition& definition() const { return figure->definition(); }
  bool opens(const FigureSet& set) const;
};

// Errors are kUsage, or kNotFound for a figure that does not exist, and name the option.
Result<FigureRequest> read_request(const Catalogue& catalogue, const FigureAsking& asked);

}  // namespace dangol
