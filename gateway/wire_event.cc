#include <utility>

#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

}  // namespace

// One set of rules for events from outside, whatever their form: what came is written as JSON and read
// as JSON is. Nothing of the message that came is kept; where it held more than the reader took (a
// field of a newer schema, a value where none may stand), the bytes differ.
Result<SentEvent> read_event(wire::SentEvent::Reader sent, CloudEventsReader& reader) {
  const MessageBytes came = canonical_bytes(sent.getEvent());
  if (came.words() * 8 > kMaxEventBytes) {
    return rejected("the event has " + std::to_string(came.words() * 8) +
                    " bytes as a message; at most " + std::to_string(kMaxEventBytes) +
                    " are allowed");
  }
  WrittenWith with;
  with.subject = view_of(sent.getSubject());
  with.correlation_id = view_of(sent.getCorrelationId());
  with.causation_id = view_of(sent.getCausationId());
  with.order_hint = sent.getOrderHint();
  Result<std::string> json = write_cloudevent(came, with);
  if (!json.ok()) return rejected(json.error().message);
  Result<SentEvent> event = reader.read(json.value());
  if (!event.ok()) return event;
  if (event.value().event.view() != came.view()) {
    return rejected("the event holds something that this version does not know");
  }
  if (sent.getExpects()) event.value().expected_version = Version(sent.getExpectedVersion());
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
