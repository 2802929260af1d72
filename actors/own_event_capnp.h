// What is alike in the events that Dangol itself says on a stream. Only for .cc files to include.
#pragma once

#include <string>
#include <string_view>

#include <capnp/message.h>

#include "events/customer.h"
#include "events/event.capnp.h"
#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"

namespace dangol {

// `id` and `end`; an id that leaves no room for that is named by its hash. So who derives it twice says
// the same event.
std::string derived_id(const std::string& id, std::string_view end);

// The id behind a token of the state. kRejected, with `what` it is, when it can no longer be opened.
Result<std::string> opened_id(const Customer& customer, TokenRef token, const StreamKeys& keys,
                              std::string_view what);

void set_time(schema::Time::Builder time, Micros at);

// One event on its way: by the system, at `at`.
class OwnEvent {
 public:
  OwnEvent(std::string_view source, const std::string& id, Micros at);
  schema::Event::Data::Builder data() { return event_.getData(); }
  SentEvent sent(const std::string& subject);

 private:
  capnp::MallocMessageBuilder builder_;
  schema::Event::Builder event_;
};

}  // namespace dangol
