#include "replay/history_json.h"

#include "events/cloudevents.h"

namespace dangol {

Result<std::string> cloudevent_of(const HistoryItem& item, std::string_view subject) {
  WrittenWith with;
  with.subject = subject;
  with.correlation_id = item.event.correlation_id;
  with.causation_id = item.event.causation_id;
  with.order_hint = item.event.order_hint;
  with.place = item.place;
  with.version = item.entry.version;
  with.recorded_at = item.entry.recorded_at;
  return write_cloudevent(item.event.event, with);
}

}  // namespace dangol
