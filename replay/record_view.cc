#include <cstring>

#include "replay/record_view_capnp.h"

namespace dangol {

Step step_of(const RecordView& record, std::uint8_t type) {
  const auto time = record.event.getTime();
  Step step;
  step.stream = record.entry.stream;
  step.position = record.place.position;
  step.occurred = Micros(time.getMicros());
  step.order = record.core.getOrderHint();
  step.offset = time.getOffsetMinutes();
  step.precision = static_cast<TimePrecision>(time.getPrecision());
  // Writers of schema version 1 did not say; nearly all streams are persons'.
  const std::uint8_t kind = record.core.getStreamKind();
  step.kind = kind == 0 ? StreamKind::kCustomer : static_cast<StreamKind>(kind - 1);
  step.actor = static_cast<std::uint8_t>(record.event.getActorKind());
  step.type = type;
  if (record.core.getAsRecorded()) step.flags |= Step::kAsRecorded;
  return step;
}

StreamToken token_of(capnp::Data::Reader sealed) {
  StreamToken token;
  if (sealed.size() == token.bytes.size()) {
    std::memcpy(token.bytes.data(), sealed.begin(), sealed.size());
  }
  return token;
}

}  // namespace dangol
