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

}  // namespace

Result<std::string> write_cloudevent(schema::Event::Reader event, const WrittenWith& with) {
  const SchemaModel& schema = schema_model();
  try {
    const TypeModel* type = schema.type_at(static_cast<std::uint16_t>(event.getData().which()));
    if (type == nullptr) {
      return Error{ErrorCode::kCorrupt, "the event is of no type that this version knows"};
    }
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
    capnp::AnyStruct::Reader whole = capnp::toAny(event);
    auto pointers = whole.getPointerSection();
    const bool empty = schema.data_slot() >= pointers.size();
    append_json_object(
        out, *type->data,
        empty ? capnp::AnyStruct::Reader() : pointers[schema.data_slot()].getAs<capnp::AnyStruct>(),
        with.tokens);
    out += '}';
    return out;
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, "an event's fields cannot be read"};
  }
}

Result<std::string> write_cloudevent(const MessageBytes& event, const WrittenWith& with) {
  try {
    const kj::ArrayPtr<const capnp::word> segment(
        reinterpret_cast<const capnp::word*>(event.data()), event.words());
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1));
    return write_cloudevent(message.getRoot<schema::Event>(), with);
  } catch (const kj::Exception&) {
    return Error{ErrorCode::kCorrupt, "an event's message cannot be read"};
  }
}

}  // namespace dangol
