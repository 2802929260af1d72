// What a record of `heads/main` says of the map of heads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/head_keeper.h"

namespace dangol {

// The stream in which Dangol speaks of its own log, and under which name.
inline constexpr std::string_view kHeadsSubject = "heads/main";
inline constexpr std::string_view kHeadsSource = "dangol:heads";

// The map that a core claims; nullopt: it is no `heads.recorded` of the stream of heads. kCorrupt: the
// bytes are no core, or the map is of a form that is not known here.
Result<std::optional<HeadKeeper::Map>> heads_claimed(std::string_view core);

// The event that says it, as of `now`; its id is derived from the map.
Result<SentEvent> heads_event(const HeadKeeper::Map& map, Micros now);

}  // namespace dangol
