// The ids of one event, as they stand in it. Only for sources.
#pragma once

#include <vector>

#include "events/event.capnp.h"
#include "replay/answers/figure_names.h"

namespace dangol {

// kj::Exception when the message is damaged. `sealed` is an id in clear where the event is.
std::vector<SealedId> ids_in(schema::Event::Reader event);

}  // namespace dangol
