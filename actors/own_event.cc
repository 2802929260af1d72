#include <utility>

#include <fmt/format.h>

#include "actors/alarm_limits.h"
#include "actors/own_event_capnp.h"
#include "events/hash.h"
#include "events/limits.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_tokens.h"

namespace dangol {

std::string derived_id(const std::string& id, std::string_view end) {
  const bool fits = id.size() + end.size() <= kMaxTokenBytes;
  std::string derived = fits ? id : to_hex(sha256(id).view());
  derived += end;
  return derived;
}

Result<std::string> opened_id(const Customer& customer, TokenRef token, const StreamKeys& keys,
                              std::string_view what) {
  std::optional<std::string> id;
  if (keys.identity() != nullptr) id = open_id(*keys.identity(), customer.tokens.bytes(token));
  if (!id) {
    return Error{ErrorCode::kRejected, fmt::format("the id of {} can no longer be opened", what)};
  }
  return std::move(*id);
}

void set_time(schema::Time::Builder time, Micros at) {
  time.setMicros(at.value());
  time.setPrecision(at.value() % kMicrosPerSecond == 0 ? schema::TimePrecision::SECOND
                                                       : schema::TimePrecision::MICRO);
}

OwnEvent::OwnEvent(std::string_view source, const std::string& id, Micros at)
    : event_(builder_.initRoot<schema::Event>()) {
  event_.setId(data_of(id));
  event_.setSource({source.data(), source.size()});
  event_.setActorKind(schema::ActorKind::SYSTEM);
  set_time(event_.initTime(), at);
}

SentEvent OwnEvent::sent(const std::string& subject) {
  SentEvent sent;
  sent.subject = subject;
  sent.event = canonical_bytes(event_.asReader());
  return sent;
}

}  // namespace dangol
