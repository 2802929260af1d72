// Finds problems that several persons met and that nobody has named yet: what is to be said of them by a
// program that follows the log.
#pragma once

#include <cstdint>
#include <vector>

#include "events/outcome.h"
#include "events/policies.h"
#include "replay/figure.h"
#include "replay/read_models.h"

namespace dangol {

// A problem that lasts, and that no problem.detected of its key names.
struct UnnamedProblem {
  TextKey key = 0;                 // replay/problem_key.h
  std::uint32_t named_before = 0;  // problems of the key
  // The openings that made it one, in time; the last one is by the last person that it needed. Each
  // has, as `value`, the position of the record that gives it its product, topic and symptom.
  std::vector<Crossing> openings;
};

// As far as the read model `problems` goes. Deterministic; sorted by key. Thread-safe.
Result<std::vector<UnnamedProblem>> unnamed_problems(ReadModels& models, const Vantage& vantage,
                                                     const Policies& policies, unsigned workers);

}  // namespace dangol
