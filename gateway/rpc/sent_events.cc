#include <utility>

#include "gateway/rpc/sent_events_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

EventBody read_sent_events(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms) {
  EventBody body;
  body.outcomes.resize(sent.size());
  body.events.reserve(sent.size());
  body.places.reserve(sent.size());
  for (unsigned i = 0; i < sent.size(); ++i) {
    Result<SentEvent> event = read_event(sent[i]);
    Status taken = Done{};
    if (!event.ok()) taken = event.error();
    if (taken.ok()) taken = take_terms(terms, event.value());
    if (!taken.ok()) {
      body.outcomes[i] = refused_outcome(taken.error());
      continue;
    }
    body.events.push_back(std::move(event).value());
    body.places.push_back(i);
  }
  return body;
}

EventBody read_unit(capnp::List<wire::SentEvent>::Reader sent, const EventTerms& terms) {
  EventBody body = read_sent_events(sent, terms);
  if (body.events.size() == sent.size()) return body;
  const Error broken{ErrorCode::kRejected, "the unit is refused because of another of its events"};
  for (const std::size_t place : body.places) body.outcomes[place] = refused_outcome(broken);
  body.events.clear();
  body.places.clear();
  return body;
}

}  // namespace dangol
