#include <utility>

#include "events/event.capnp.h"
#include "events/event_check.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

const char* bad_optional_id(std::string_view text) { return text.empty() ? nullptr : bad_id(text); }

}  // namespace

// Nothing of the message that came is kept but what check_event() has looked at.
Result<SentEvent> read_event(wire::SentEvent::Reader sent) {
  MessageBytes came = canonical_bytes(sent.getEvent());
  if (came.words() * 8 > kMaxEventBytes) {
    return rejected("the event has " + std::to_string(came.words() * 8) +
                    " bytes as a message; at most " + std::to_string(kMaxEventBytes) +
                    " are allowed");
  }
  SentEvent event;
  event.subject = view_of(sent.getSubject());
  if (Result<Subject> subject = parse_subject(event.subject); !subject.ok()) {
    return rejected("subject " + subject.error().message);
  }
  event.correlation_id = view_of(sent.getCorrelationId());
  if (const char* reason = bad_optional_id(event.correlation_id)) {
    return rejected(std::string("correlationid ") + reason);
  }
  event.causation_id = view_of(sent.getCausationId());
  if (const char* reason = bad_optional_id(event.causation_id)) {
    return rejected(std::string("causationid ") + reason);
  }
  event.order_hint = sent.getOrderHint();
  if (Status good = check_event(came.view()); !good.ok()) return good.error();
  event.event = std::move(came);
  if (sent.getExpects()) event.expected_version = Version(sent.getExpectedVersion());
  return event;
}

void write_history_item(const HistoryItem& item, wire::HistoryItem::Builder into) {
  into.setPartition(item.place.partition.value());
  into.setPosition(item.place.position.value());
  into.setEntry(data_of(encode_entry(item.entry)));
  CanonicalReader reader(item.event.event.view());
  into.setEvent(reader.root<schema::Event>());
  const OpenedEvent& event = item.event;
  set_if_given(event.correlation_id, [&](unsigned size) { return into.initCorrelationId(size); });
  set_if_given(event.causation_id, [&](unsigned size) { return into.initCausationId(size); });
  into.setOrderHint(event.order_hint);
  into.setAsRecorded(event.as_recorded);
  into.setComplete(event.complete);
}

Result<HistoryItem> read_history_item(wire::HistoryItem::Reader from) {
  Result<Entry> entry = decode_entry(view_of(from.getEntry()));
  if (!entry.ok()) return entry.error();
  HistoryItem item;
  item.place = {PartitionId(from.getPartition()), Position(from.getPosition())};
  item.entry = entry.value();
  item.event.event = canonical_bytes(from.getEvent());
  item.event.correlation_id = view_of(from.getCorrelationId());
  item.event.causation_id = view_of(from.getCausationId());
  item.event.order_hint = from.getOrderHint();
  item.event.as_recorded = from.getAsRecorded();
  item.event.complete = from.getComplete();
  return item;
}

}  // namespace dangol
