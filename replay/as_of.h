// "As of": what was known at some past moment. Recorded time never steps back along the log, so every
// moment is a prefix of it.
#pragma once

#include <optional>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

// At most one bound is set; none: as of now.
struct AsOf {
  std::optional<Micros> recorded;    // records stamped at or before this moment
  std::optional<Version> version;    // the stream's records up to this version
  std::optional<Position> position;  // the log's records up to this position

  bool includes(Position at, Version in_stream, Micros recorded_at) const {
    return (!recorded || recorded_at <= *recorded) && (!version || in_stream <= *version) &&
           (!position || at <= *position);
  }
};

// Reads `@VERSION`, `#POSITION`, `0:POSITION` or an RFC 3339 time. A day means its end.
Result<AsOf> parse_as_of(std::string_view text);

}  // namespace dangol
