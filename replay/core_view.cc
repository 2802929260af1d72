#include "replay/core_view.h"

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/cloudevents_capnp.h"
#include "events/record.capnp.h"
#include "events/schema_model.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

namespace {

Error unreadable(const kj::Exception& error) {
  return {ErrorCode::kCorrupt,
          fmt::format("the core cannot be read: {}", error.getDescription().cStr())};
}

}  // namespace

Result<StreamKind> stream_kind_of(std::string_view core) {
  const Error none{ErrorCode::kCorrupt, "the core is no message"};
  if (!CanonicalReader::possible(core)) return none;
  try {
    CanonicalReader reader(core);
    const std::uint8_t kind = reader.root<schema::Core>().getStreamKind();
    if (kind == 0 || kind > kStreamKinds) return none;
    return static_cast<StreamKind>(kind - 1);
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
}

Status CoreView::read(std::string_view core) {
  if (!CanonicalReader::possible(core)) {
    return Error{ErrorCode::kCorrupt, "the core is no message"};
  }
  core_ = core;
  try {
    CanonicalReader reader(core_);
    const auto event = reader.root<schema::Core>().getEvent();
    const auto number = static_cast<std::uint16_t>(event.getData().which());
    const TypeModel* type = schema_model().type_at(number);
    type_ = type != nullptr ? type->name : fmt::format("type {}", number);
    occurred_ = Micros(event.getTime().getMicros());
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
  return Done{};
}

Result<std::string> CoreView::json(Place place, const Entry& entry) const {
  try {
    CanonicalReader reader(core_);
    const auto core = reader.root<schema::Core>();
    const std::string stream = "sealed:" + to_hex(entry.stream.view());
    WrittenWith with;
    with.subject = stream;
    with.order_hint = core.getOrderHint();
    with.place = place;
    with.version = entry.version;
    with.recorded_at = entry.recorded_at;
    with.tokens = WrittenWith::Tokens::kSealed;
    return write_cloudevent(core.getEvent(), with);
  } catch (const kj::Exception& error) {
    return unreadable(error);
  }
}

}  // namespace dangol
