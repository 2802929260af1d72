// A place in the log that a reader has read up to, as the reader keeps it: `0-123-9f86d081884c7d65`.
//
//   cursor := partition - records read - mark
//   mark   := the first 8 bytes of the chain of the last record that was read, hexadecimal
//
// The mark ties it to the record, so that a cursor of another log, or of a tail that was cut off, is known
// as such. Opaque to readers: several partitions will be several such parts. docs/HTTP.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "store/event_log.h"

namespace dangol {

struct EventCursor {
  PartitionId partition;
  Position next;          // the record to read next: as many were read
  std::string mark = {};  // of the one before it; empty: there is none
  bool operator==(const EventCursor&) const = default;
};

// Behind the record at `position`.
EventCursor cursor_behind(Position position, const Entry& entry);
// The same, appended as text: for those who write many.
void append_cursor(std::string& out, Position position, const Entry& entry);
std::string to_string(const EventCursor& cursor);
// kRejected: it is none of ours.
Result<EventCursor> parse_cursor(std::string_view text);

// Whether the cursor is of this log. kNotFound, with the reason: it is not, and no reading can go on from it.
Status check_cursor(const LogReader& log, const EventCursor& cursor);
// The one behind everything that is settled.
Result<EventCursor> cursor_at_end(const LogReader& log);

}  // namespace dangol
