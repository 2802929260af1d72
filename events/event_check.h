// The rules of docs/EVENTS.md for an event that comes as a message.
#pragma once

#include <string_view>

#include "events/outcome.h"

namespace dangol {

// Whether `event` is what the JSON form of some event is read as: every field known, given as the schema says,
// and of a value that JSON could have said. kRejected: the path of the field and the reason, as
// CloudEventsReader says them.
// REQUIRES: a canonical schema::Event.
Status check_event(std::string_view event);

}  // namespace dangol
