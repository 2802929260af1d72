#include "client/typed_event_capnp.h"
#include "events/event_check.h"
#include "events/limits.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"
#include "events/time_text.h"

namespace dangol {

namespace {

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

void write_time(const TimeValue& time, schema::Time::Builder into) {
  into.setMicros(time.micros.value());
  into.setOffsetMinutes(time.offset_minutes);
  into.setPrecision(static_cast<schema::TimePrecision>(time.precision));
}

}  // namespace

Status set_time(schema::Time::Builder into, std::string_view text) {
  const Result<TimeValue> time = parse_time(text);
  if (!time.ok()) return time.error();
  write_time(time.value(), into);
  return Done{};
}

TypedEvent::TypedEvent(std::string_view subject, std::string_view source, std::string_view id)
    : event_(message_.initRoot<schema::Event>()), subject_(subject) {
  event_.setId(token(id));
  set_text(event_.initSource(static_cast<unsigned>(source.size())), source);
}

TypedEvent& TypedEvent::at(std::string_view time) {
  const Result<TimeValue> read = parse_full_time(time, TimePrecision::kUnset);
  if (read.ok()) {
    write_time(read.value(), event_.initTime());
  } else {
    wrong_ = "time " + read.error().message;
  }
  return *this;
}

TypedEvent& TypedEvent::at(std::chrono::system_clock::time_point moment,
                           std::chrono::minutes offset) {
  const auto micros =
      std::chrono::floor<std::chrono::microseconds>(moment).time_since_epoch().count();
  write_time({Micros(micros), static_cast<std::int16_t>(offset.count()), TimePrecision::kMicro},
             event_.initTime());
  return *this;
}

TypedEvent& TypedEvent::by(schema::ActorKind kind, std::string_view id) {
  event_.setActorKind(kind);
  if (!id.empty()) event_.setActorId(token(id));
  return *this;
}

TypedEvent& TypedEvent::correlation(std::string_view id) {
  if (const char* reason = bad_id(id)) wrong_ = std::string("correlationid ") + reason;
  correlation_id_ = id;
  return *this;
}

TypedEvent& TypedEvent::causation(std::string_view id) {
  if (const char* reason = bad_id(id)) wrong_ = std::string("causationid ") + reason;
  causation_id_ = id;
  return *this;
}

TypedEvent& TypedEvent::expects(Version version) {
  expected_version_ = version;
  return *this;
}

TypedEvent& TypedEvent::order(std::int64_t hint) {
  order_hint_ = hint;
  return *this;
}

Result<SentEvent> TypedEvent::sent() {
  if (!wrong_.empty()) return rejected(wrong_);
  if (const auto subject = parse_subject(subject_); !subject.ok()) {
    return rejected("subject " + subject.error().message);
  }
  SentEvent sent;
  sent.event = canonical_bytes(event_.asReader());
  if (sent.event.view().size() > kMaxEventBytes) {
    return rejected("the event has more than " + std::to_string(kMaxEventBytes) + " bytes");
  }
  if (Status checked = check_event(sent.event.view()); !checked.ok()) return checked.error();
  sent.subject = subject_;
  sent.correlation_id = correlation_id_;
  sent.causation_id = causation_id_;
  sent.expected_version = expected_version_;
  sent.order_hint = order_hint_;
  return sent;
}

}  // namespace dangol
