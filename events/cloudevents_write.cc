#include <capnp/message.h>
#include <kj/exception.h>

#include "events/cloudevents_capnp.h"
#include "events/json_encode_capnp.h"
#include "events/schema_model.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

// Appends `,"name":` and a string.
void attribute(std::string& out, std::string_view name, std::string_view value) {
  out += ',';
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

void enumeration(std::string& out, const char* name, std::size_t number) {
  if (number == 0) return;
  const auto& values = *schema_model().envelope().find(name)->values;
  attribute(out, name, number < values.size() ? values[number] : '#' + std::to_string(number));
}

std::string_view view(capnp::Data::Reader bytes) {
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

void time(std::string& out, schema::Time::Reader when) {
  const TimeValue value{Micros(when.getMicros()), when.getOffsetMinutes(),
                        static_cast<TimePrecision>(when.getPrecision())};
  attribute(out, "time", format_full_time(value));
  // Second and microsecond show in the text itself.
  if (value.precision == TimePrecision::kDay || value.precision == TimePrecision::kMinute) {
    attribute(out, "timeprecision", to_string(value.precision));
  }
}

void recorded(std::string& out, const WrittenWith& with) {
  if (!with.correlation_id.empty()) attribute(out, "correlationid", with.correlation_id);
  if (!with.causation_id.empty()) attribute(out, "causationid", with.causation_id);
  // As text: JSON numbers are not exact beyond 2^53.
  if (with.order_hint != 0) attribute(out, "orderhint", std::to_string(with.order_hint));
  if (with.place) attribute(out, "dangolposition", to_string(*with.place));
  if (with.version) attribute(out, "dangolversion", std::to_string(with.version->value()));
  if (with.recorded_at) {
    attribute(out, "recordedat", format_full_time({*with.recorded_at, 0, TimePrecision::kMicro}));
  }
}

Error unknown_type() {
  return {ErrorCode::kCorrupt, "the event is of no type that this version knows"};
}

// Null when this version does not know it.
const TypeModel* type_of(schema::Event::Reader event) {
  return schema_model().type_at(static_cast<std::uint16_t>(event.getData().which()));
}

void append_data(std::string& out, schema::Event::Reader event, const TypeModel& type,
                 WrittenWith::Tokens tokens) {
  const std::uint32_t slot = schema_model().data_slot();
  capnp::AnyStruct::Reader whole = capnp::toAny(event);
  auto pointers = whole.getPointerSection();
  append_json_object(out, *type.data,
                     slot < pointers.size() ? pointers[slot].getAs<capnp::AnyStruct>()
                                            : capnp::AnyStruct::Reader(),
                     tokens);
}

// Calls `use` with the event in a canonical message.
template <class T, class Use>
Result<T> with_event(const MessageBytes& event, const Use& use) {
  try {
    const kj::ArrayPtr<const capnp::word> segment(
        reinterpret_cast<const capnp::word*>(event.data()), event.words());
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1));
    return use(message.getRoot<schema::Event>());
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, "an event's message cannot be read"};
  }
}

}  // namespace

Result<std::string> write_cloudevent(schema::Event::Reader event, const WrittenWith& with) {
  try {
    const TypeModel* type = type_of(event);
    if (type == nullptr) return unknown_type();
    std::string out = R"({"specversion":"1.0","id":)";
    append_json_token(out, view(event.getId()), with.tokens);
    attribute(out, "source", {event.getSource().begin(), event.getSource().size()});
    attribute(out, "type", std::string(with.type_prefix) + type->name);
    if (!with.subject.empty()) attribute(out, "subject", with.subject);
    time(out, event.getTime());
    enumeration(out, "actorkind", static_cast<std::size_t>(event.getActorKind()));
    if (event.hasActorId()) {
      out += R"(,"actorid":)";
      append_json_token(out, view(event.getActorId()), with.tokens);
    }
    enumeration(out, "purpose", static_cast<std::size_t>(event.getPurpose()));
    recorded(out, with);
    out += R"(,"data":)";
    append_data(out, event, *type, with.tokens);
    out += '}';
    return out;
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, "an event's fields cannot be read"};
  }
}

Result<std::string> write_cloudevent(const MessageBytes& event, const WrittenWith& with) {
  return with_event<std::string>(
      event, [&](schema::Event::Reader reader) { return write_cloudevent(reader, with); });
}

Result<EventLine> write_line(const MessageBytes& event) {
  return with_event<EventLine>(event, [](schema::Event::Reader reader) -> Result<EventLine> {
    const TypeModel* type = type_of(reader);
    if (type == nullptr) return unknown_type();
    const auto when = reader.getTime();
    EventLine line;
    line.type = type->name;
    line.time = format_time({Micros(when.getMicros()), when.getOffsetMinutes(),
                             static_cast<TimePrecision>(when.getPrecision())});
    append_data(line.data, reader, *type, WrittenWith::Tokens::kOpened);
    return line;
  });
}

}  // namespace dangol
