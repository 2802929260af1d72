// write_cloudevent() for an event that is already a Cap'n Proto reader.
#pragma once

#include <string>

#include "events/cloudevents.h"
#include "events/event.capnp.h"

namespace dangol {

Result<std::string> write_cloudevent(schema::Event::Reader event, const WrittenWith& with);

}  // namespace dangol
