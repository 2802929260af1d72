// Says problem.detected of what several persons met: with their issues, as their own streams name them.
#pragma once

#include <optional>

#include "events/event.h"
#include "events/outcome.h"
#include "events/policies.h"
#include "replay/problem_watch.h"
#include "store/store.h"

namespace dangol {

// The event for `problem/<key>`, at the moment at which it became a problem, under an id made of the key
// and of how often it was named before: whoever derives it twice says the same event. nullopt: it is not
// to be said, because history from elsewhere made it a problem, or because fewer persons than a problem
// needs can still be named.
Result<std::optional<SentEvent>> name_problem(Store& store, const UnnamedProblem& problem,
                                              const Policies& policies);

}  // namespace dangol
