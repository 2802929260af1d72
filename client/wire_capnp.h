// Between our values and the messages of dangol.capnp, as both sides of a connection need them. Readers of
// malformed messages throw kj::Exception; a value that a newer peer knows and we do not becomes the most careful of
// ours.
#pragma once

#include <string_view>

#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_message_capnp.h"
#include "gateway/dangol.capnp.h"

namespace dangol {

// Errors. A code that is not known is `unavailable`.
void write_error(const Error& error, wire::Refusal::Builder into);
Error read_error(wire::Refusal::Reader refusal);

// Outcomes. A code that is not known is `unknown`: sending again is safe. REQUIRES: as many as there are places.
void write_outcomes(const Outcomes& outcomes, capnp::List<wire::Outcome>::Builder into);
Outcomes read_outcomes(capnp::List<wire::Outcome>::Reader outcomes);

// Events, as their sender sends them. REQUIRES: `event.event` is canonical.
void write_event(const SentEvent& event, wire::SentEvent::Builder into);

// Sets a text that is left out when it is empty: `init` makes room for so many bytes.
void set_if_given(std::string_view text, auto init) {
  if (!text.empty()) set_text(init(static_cast<unsigned>(text.size())), text);
}

}  // namespace dangol
