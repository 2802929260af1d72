// Whether an event may be recorded on its stream. A fact always may; what Dangol itself decides or
// guards can be refused, with the number of the invariant (docs/EVENTS.md) and a sentence.
//
// Pure: the state, the event and what the caller says about the sender; no clock, no I/O. Identity
// (was it recorded before?) and the expected version are the caller's to check, before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/customer.h"
#include "events/policies.h"
#include "events/schema_model.h"

namespace dangol {

// What a policy stream's state says holds at a moment; what it does not say stays as the default.
Policies policies_of(const Customer& policy_stream, Micros at);

struct DecideContext {
  StreamKind kind = StreamKind::kCustomer;  // of the stream
  std::optional<StreamKind> other;          // of a stream that must record it too
  // An importer records history: guards are lifted, except those of invariants 6 (silence), 12, 14,
  // 15, 22 and the kind of stream.
  bool as_recorded = false;
  // Dangol's own clock speaks.
  bool by_clock = false;
  // Dangol speaks about its own log.
  bool about_log = false;
  // The other side of a record that was decided on another stream.
  bool mirrored = false;
  Policies policies;
  // The event that this one cites as its evidence, if the caller found it among events older than
  // the state keeps.
  const RecentEvent* cited = nullptr;
};

struct Decision {
  bool accepted = true;
  std::uint8_t invariant = 0;  // of a refusal
  std::string reason;          // of a refusal: names the kind of thing, never a private word or id
};

// Decides one event of the stream whose state this is. `core` is the record that would be appended:
// tokens sealed. Bytes that are no core are refused.
Decision decide(const Customer& customer, std::string_view core, const DecideContext& context);

}  // namespace dangol
