// A record as a projection sees it. Only for sources.
#pragma once

#include <cstdint>

#include "events/record.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "replay/step.h"

namespace dangol {

struct RecordView {
  Place place;
  Entry entry;
  schema::Core::Reader core;
  schema::Event::Reader event;  // of the core
  std::uint16_t type = 0;       // schema::Event::Data::Which
};

// The common members of a step about this record; `type` is the projection's own.
Step step_of(const RecordView& record, std::uint8_t type);

inline EntityKey entity_key(capnp::Data::Reader sealed) { return entity_key(view_of(sealed)); }
inline TextKey text_key(capnp::Text::Reader text) {
  return text_key(std::string_view(text.cStr(), text.size()));
}
// A token of a stream, as ids of customers and staff are kept; all zero: none was given.
StreamToken token_of(capnp::Data::Reader sealed);

}  // namespace dangol
