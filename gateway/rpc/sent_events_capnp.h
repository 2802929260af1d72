// The events of one message, as the engine takes them. Only for sources.
#pragma once

#include "gateway/dangol.capnp.h"
#include "gateway/http/event_body.h"

namespace dangol {

// What is wrong with one of them is its outcome.
EventBody read_sent_events(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms);
// The same of events that are recorded all or none.
EventBody read_unit(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms);

}  // namespace dangol
