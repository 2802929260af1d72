// Access records are to be reviewed at least monthly, and that is recorded.
#pragma once

#include <string_view>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

// The accessrecords.reviewed by which `staff/<reviewer>` says now that the month was checked, for
// `access/<today>/0`. kUsage: not a month like 2026-11, or one that has not begun.
Result<SentEvent> review_event(std::string_view month, std::string_view reviewer,
                               std::string_view findings, Micros now);

}  // namespace dangol
