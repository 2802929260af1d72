#include "client/values.h"

#include "client/values_capnp.h"
#include "events/cloudevents.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

namespace {

RecordedEvent read_recorded(wire::Recorded::Reader from) {
  RecordedEvent event;
  event.subject = view_of(from.getSubject());
  event.place = {PartitionId(from.getPartition()), Position(from.getPosition())};
  event.version = Version(from.getVersion());
  event.recorded_at = Micros(from.getRecordedAt());
  event.event = canonical_bytes(from.getEvent());
  event.tokens_sealed = from.getTokensSealed();
  event.as_recorded = from.getAsRecorded();
  event.order_hint = from.getOrderHint();
  event.correlation_id = view_of(from.getCorrelationId());
  event.causation_id = view_of(from.getCausationId());
  event.cursor = view_of(from.getCursor());
  return event;
}

}  // namespace

Result<std::string> RecordedEvent::json() const {
  WrittenWith with;
  with.subject = subject;
  with.correlation_id = correlation_id;
  with.causation_id = causation_id;
  with.order_hint = order_hint;
  with.place = place;
  with.version = version;
  with.recorded_at = recorded_at;
  with.tokens = tokens_sealed ? WrittenWith::Tokens::kSealed : WrittenWith::Tokens::kOpened;
  return write_cloudevent(event, with);
}

std::string RecordedEvent::type() const {
  CanonicalReader reader(event.view());
  const auto number = static_cast<std::uint16_t>(reader.root<schema::Event>().getData().which());
  const TypeModel* type = schema_model().type_at(number);
  return type == nullptr ? std::string() : type->name;
}

void write_known_at(const KnownAt& at, wire::AsOf::Builder into) {
  struct {
    wire::AsOf::Builder into;
    void operator()(std::monostate) { into.setNow(); }
    void operator()(Micros moment) { into.setRecorded(moment.value()); }
    void operator()(Version version) { into.setVersion(version.value()); }
    void operator()(Position position) { into.setPosition(position.value()); }
  } write{into};
  std::visit(write, at);
}

void write_looking(const Looking& looking, wire::Looking::Builder into) {
  into.setPurpose(static_cast<schema::Purpose>(looking.purpose));
  into.setReason(looking.reason.c_str());
}

void write_filter(const WhichEvents& which, wire::Filter::Builder into) {
  auto types = into.initTypes(static_cast<unsigned>(which.types.size()));
  for (unsigned i = 0; i < types.size(); ++i) types.set(i, which.types[i].c_str());
  into.setKind(which.kind.c_str());
}

RecordedPage read_page(wire::Page::Reader from) {
  RecordedPage page;
  page.events.reserve(from.getRecords().size());
  for (const auto record : from.getRecords()) page.events.push_back(read_recorded(record));
  page.cursor = view_of(from.getCursor());
  page.version = Version(from.getVersion());
  page.more = from.getMore();
  return page;
}

}  // namespace dangol
