// Pages of the whole log's events, in the order of the log: what GET /v1/events and feeds are made of. Opened as far as who looks may see them; what is opened is recorded first, one record a page.
//
// Records that Dangol keeps of accesses, and of the log itself, are never opened here: who opens a page adds
// one of the first and in time one of the second, and a feed would feed itself. GET /v1/access opens them.
#pragma once

#include <cstddef>
#include <variant>

#include "events/clock.h"
#include "gateway/access_grant.h"
#include "gateway/http/event_cursor.h"
#include "gateway/http/event_filter.h"
#include "gateway/http/message.h"
#include "gateway/http/page_writer.h"
#include "gateway/viewer.h"
#include "replay/with_store.h"

namespace dangol {

struct EventsAsked {
  EventFilter filter;
  Viewer viewer;
  MakePageWriter writer;  // the form of its events
  std::size_t most = 0;   // events of a page, at most kPageRecords
  std::size_t bytes = 0;  // a page ends with the event that reaches it
};

// Thread-safe as far as its parts are.
class EventPages {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;  // never called from within `store`
    Clock clock = system_clock();
  };
  explicit EventPages(Parts parts) : parts_(std::move(parts)) {}

  // The settled events behind `after`; looks at kEventsScanned records at most. Or why not: 410, the log does
  // not go on from there; 500, 503.
  std::variant<EventPage, HttpAnswer> page(const EventsAsked& asked,
                                           const EventCursor& after) const;
  // Behind everything that is settled now.
  Result<EventCursor> end() const;

 private:
  const Parts parts_;
};

}  // namespace dangol
