// From a local clock reading to UTC.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "events/outcome.h"

namespace dangol::importing {

// A fixed offset (`+09:00`, `Z`) or an IANA zone (`Europe/London`), whose table is read from the
// system's zoneinfo directory (package tzdata) or from $TZDIR. Immutable: safe to share.
class Zone {
 public:
  // kRejected when the text is neither an offset nor a zone whose table is installed.
  static Result<Zone> parse(std::string_view text);
  static Zone fixed(int offset_minutes);

  // Minutes to take from the local reading (seconds since 1970 as if it were UTC) to get UTC. A
  // reading that the clock showed twice is the earlier one; one that it never showed is read with
  // the offset before the jump. False when the zone's table ends before that time.
  bool offset_minutes_at(std::int64_t local_seconds, int& minutes) const;

 private:
  struct Change {
    std::int64_t utc_seconds;
    int offset_seconds;  // from then on
  };
  static Result<Zone> read_table(std::string_view name);

  int first_offset_seconds_ = 0;
  std::vector<Change> changes_;  // by time
  bool table_ends_ = false;      // rules go on after the last change, and are not known here
};

}  // namespace dangol::importing
