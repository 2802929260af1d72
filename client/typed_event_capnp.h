// Events in the types of the schema, without JSON. Installed with the headers that Cap'n Proto makes from
// events/event.capnp; whoever includes it compiles with Cap'n Proto.
//
//   dangol::TypedEvent event("customer/42", "urn:shop", "order-77-call");
//   auto started = event.at("2026-07-27T11:07:00+09:00").data().initContactStarted();
//   started.setContactId(dangol::token("77"));
//   started.setChannel(dangol::schema::Channel::PHONE);
//   client->append(event.sent().value());
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <capnp/message.h>

#include "events/event.capnp.h"
#include "events/event.h"
#include "events/outcome.h"

namespace dangol {

// An id from outside, as the schema's builders take it. The text must outlive the call that takes it.
inline capnp::Data::Reader token(std::string_view id) {
  return {reinterpret_cast<const kj::byte*>(id.data()), id.size()};
}
// A time of an event's data, as precise as its text (events/time_text.h). kRejected: it is none.
Status set_time(schema::Time::Builder into, std::string_view text);

// One event that is being built. One thread at a time.
class TypedEvent {
 public:
  // Whose it is, which system says so, and that system's id of it.
  TypedEvent(std::string_view subject, std::string_view source, std::string_view id);
  TypedEvent(const TypedEvent&) = delete;
  TypedEvent& operator=(const TypedEvent&) = delete;

  // When it happened: date and time with seconds, as CloudEvents has it; or a moment, to the microsecond.
  TypedEvent& at(std::string_view time);
  TypedEvent& at(std::chrono::system_clock::time_point moment, std::chrono::minutes offset = {});
  // Who did it; of an empty id only the kind is known.
  TypedEvent& by(schema::ActorKind kind, std::string_view id = {});
  TypedEvent& correlation(std::string_view id);
  TypedEvent& causation(std::string_view id);
  // The version that the subject must be at.
  TypedEvent& expects(Version version);
  // Order in the source for equal times.
  TypedEvent& order(std::int64_t hint);

  // What happened: initContactStarted() and so on.
  schema::Event::Data::Builder data() { return event_.getData(); }
  // The rest of the envelope.
  schema::Event::Builder event() { return event_; }

  // The event as it is sent, once; more can be built and sent from what stands here. kRejected, with the field's
  // path and the reason: it breaks a rule of docs/EVENTS.md.
  Result<SentEvent> sent();

 private:
  capnp::MallocMessageBuilder message_;
  schema::Event::Builder event_;
  std::string subject_;
  std::string correlation_id_;
  std::string causation_id_;
  std::optional<Version> expected_version_;
  std::int64_t order_hint_ = 0;
  std::string wrong_;  // why it can be no event
};

}  // namespace dangol
