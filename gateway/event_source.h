// Where an event is from, and what lies below what.
#pragma once

#include <string_view>

#include "events/event.h"

namespace dangol {

// The source of an event, as its sender wrote it; lives as long as the event.
std::string_view event_source(const SentEvent& event);

// Whether `source` is `prefix` or goes on from it behind a `/`: `urn:shop/till` is below `urn:shop`,
// `urn:shopping` is not.
bool is_below(std::string_view source, std::string_view prefix);

}  // namespace dangol
