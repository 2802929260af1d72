// Events as JSON, and as messages.
#include <cstring>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include "client/wire_capnp.h"
#include "events/cloudevents.h"
#include "events/event_check.h"
#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/desk.h"

namespace dangol::fuzz {

namespace {

WrittenWith as_sent(const SentEvent& event) {
  WrittenWith with;
  with.subject = event.subject;
  with.correlation_id = event.correlation_id;
  with.causation_id = event.causation_id;
  with.order_hint = event.order_hint;
  return with;
}

// What was taken is the same by every way in.
void holds(const SentEvent& event, CloudEventsReader& reader) {
  promise(check_event(event.event.view()).ok(), "what JSON says can be said by a message");
  const Result<std::string> json = write_cloudevent(event.event, as_sent(event));
  promise(json.ok(), "what was taken can be written");
  const Result<SentEvent> again = reader.read(json.value());
  promise(again.ok(), "what was written can be read");
  promise(again.value().event.view() == event.event.view(), "and is the same");
}

}  // namespace

void events_json(std::string_view bytes) {
  static CloudEventsReader reader({.type_prefix = "com.example."});
  static CloudEventsReader again({.type_prefix = {}, .max_json_bytes = 16 << 20});
  if (auto batch = reader.read_batch(bytes); batch.ok()) {
    for (const Result<SentEvent>& event : batch.value()) {
      if (event.ok()) holds(event.value(), again);
    }
  }
  if (auto event = reader.read(bytes); event.ok()) holds(event.value(), again);
}

void event_message(std::string_view bytes) {
  static CloudEventsReader again({.type_prefix = {}, .max_json_bytes = 16 << 20});
  std::vector<capnp::word> words(bytes.size() / sizeof(capnp::word));
  if (words.empty()) return;
  std::memcpy(static_cast<void*>(words.data()), bytes.data(), words.size() * sizeof(capnp::word));
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 4 * words.size() + 1024;
  try {
    capnp::FlatArrayMessageReader message(kj::arrayPtr(words.data(), words.size()), options);
    const Result<SentEvent> event = read_event(message.getRoot<wire::SentEvent>());
    if (event.ok()) holds(event.value(), again);
  } catch (const kj::Exception&) {
    // The bytes are no message.
  }
}

std::vector<std::string> message_seeds() {
  std::vector<std::string> seeds;
  for (const std::string& json : scene_events()) {
    capnp::MallocMessageBuilder message;
    write_event(test::read_event(json), message.initRoot<wire::SentEvent>());
    const auto words = capnp::messageToFlatArray(message);
    const auto flat = words.asBytes();
    seeds.emplace_back(reinterpret_cast<const char*>(flat.begin()), flat.size());
  }
  return seeds;
}

}  // namespace dangol::fuzz
