#include "actors/lapse.h"

#include <utility>

#include <capnp/message.h>

#include "actors/alarm_limits.h"
#include "events/event.capnp.h"
#include "events/hash.h"
#include "events/limits.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_tokens.h"

namespace dangol {

namespace {

constexpr std::string_view kIdEnd = "/lapsed";

// `<promise>/lapsed`; a promise whose own id leaves no room for that is named by its hash.
std::string derived_id(const std::string& promise) {
  const bool fits = promise.size() + kIdEnd.size() <= kMaxTokenBytes;
  std::string id = fits ? promise : to_hex(sha256(promise).view());
  id += kIdEnd;
  return id;
}

void set_time(schema::Time::Builder time, Micros at) {
  time.setMicros(at.value());
  time.setPrecision(at.value() % kMicrosPerSecond == 0 ? schema::TimePrecision::SECOND
                                                       : schema::TimePrecision::MICRO);
}

}  // namespace

Result<SentEvent> lapse_of(const Customer& customer, const Promise& promise,
                           const std::string& subject, const StreamKeys& keys) {
  std::optional<std::string> id;
  if (keys.identity() != nullptr) {
    id = open_id(*keys.identity(), customer.tokens.bytes(promise.id));
  }
  if (!id) {
    return Error{ErrorCode::kRejected, "the id of the promise that is due can no longer be opened"};
  }
  capnp::MallocMessageBuilder builder;
  auto event = builder.initRoot<schema::Event>();
  const std::string event_id = derived_id(*id);
  event.setId(data_of(event_id));
  event.setSource({kClockSource.data(), kClockSource.size()});
  event.setActorKind(schema::ActorKind::SYSTEM);
  set_time(event.initTime(), promise.window_end);
  auto lapsed = event.getData().initPromiseLapsed();
  lapsed.setPromiseId(data_of(*id));
  set_time(lapsed.initNoWordBy(), promise.window_end);

  SentEvent sent;
  sent.subject = subject;
  sent.event = canonical_bytes(event.asReader());
  return sent;
}

}  // namespace dangol
