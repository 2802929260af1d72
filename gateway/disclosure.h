// Showing people by name is itself recorded, before anything is shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

// One set of people that is about to be shown.
struct Disclosure {
  std::string set;            // which one: figure, bounds, name of the set
  std::uint64_t persons = 0;  // how many are shown
};

struct Discloser {
  std::string account;  // who is shown them: `staff/<account>`
  Purpose purpose = Purpose::kUnset;
};

// Records one personaldata.accessed a set in `access/<yyyymmdd>/0` and waits until it is on disk. After
// an error nothing may be shown.
Status record_disclosures(Engine& engine, const Discloser& to, const std::vector<Disclosure>& sets,
                          Micros now);

}  // namespace dangol
