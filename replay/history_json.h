// A record of one subject's history as JSON.
#pragma once

#include <string>
#include <string_view>

#include "events/outcome.h"
#include "replay/history.h"

namespace dangol {

// The record as a CloudEvent in one line, opened as far as `item` is, with its place, its version and when it was
// recorded. Errors as write_cloudevent.
Result<std::string> cloudevent_of(const HistoryItem& item, std::string_view subject);

}  // namespace dangol
