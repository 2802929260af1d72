// The events of one message, as the engine takes them. Only for sources.
#pragma once

#include "gateway/dangol.capnp.h"
#include "gateway/http/event_body.h"

namespace dangol {

// What is wrong with one of them is its outcome.
EventBody read_sent_events(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms);
// The same of events that are recorded all or none.
EventBody read_unit(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms);

// Of a message with so many outcomes, none of which says why.
inline capnp::MessageSize outcomes_size(unsigned count) {
  return {16 + count * std::uint64_t{capnp::_::structSize<wire::Outcome>().total()}, 0};
}

}  // namespace dangol
