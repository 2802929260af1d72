// What became of an event, as JSON.
#pragma once

#include <string>
#include <vector>

#include "events/outcome.h"

namespace dangol {

// The members of an object, without its braces: `"outcome":"recorded","place":"0:7","version":"3"`, then
// the reason and what does not fit. A reason may show bytes that a sender sent.
std::string outcome_members(const Outcome& outcome);
// `,"ignored":["traceparent"]`; empty when there is none.
std::string ignored_member(const std::vector<std::string>& ignored);

}  // namespace dangol
