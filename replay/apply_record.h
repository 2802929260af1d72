// One stored record, decoded once, shown to several projections.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/projection.h"
#include "replay/step.h"

namespace dangol {

// A projection at work: the steps of the records it was shown, and where it failed, if it did.
struct ProjectionRun {
  const Projection* projection = nullptr;
  std::vector<Step> steps = {};
  std::optional<Error> failed = {};  // with the record's place; it is shown nothing more
};

// The record's entry, decoded, and its core, which should begin at a word. What is no record fails all
// runs.
void apply_record(Place place, std::string_view entry, std::string_view core,
                  std::span<ProjectionRun> runs);

}  // namespace dangol
