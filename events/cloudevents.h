// Events as CloudEvents 1.0 JSON, both ways. docs/EVENTS.md lists the attributes and every type.
//
// Reading is strict: what is not understood is refused by name, so that nothing is lost silently.
// Only unknown extension attributes are dropped, and they are listed in SentEvent::ignored. An
// error's message names the field by its path (`data.lines[2].quantity`), says the reason, and
// shows at most 32 bytes of the value if the field is a fact; never a private word, id or subject.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.h"
#include "events/ids.h"
#include "events/limits.h"
#include "events/outcome.h"

namespace dangol {

struct CloudEventsOptions {
  // A reverse-DNS prefix that senders may put before a type, its last dot included:
  // `com.example.` makes `com.example.contact.started` mean `contact.started`. Written back.
  std::string type_prefix = {};
  // Of one event's text; read_batch has limits of its own.
  std::size_t max_json_bytes = kMaxEventJsonBytes;
};

// Reads events. Keeps its working memory from event to event: one reader a thread.
class CloudEventsReader {
 public:
  explicit CloudEventsReader(CloudEventsOptions options = {});
  ~CloudEventsReader();
  CloudEventsReader(const CloudEventsReader&) = delete;
  CloudEventsReader& operator=(const CloudEventsReader&) = delete;

  // One event: the structured form, or one line of NDJSON without its line feed.
  // Errors are kRejected.
  Result<SentEvent> read(std::string_view json);

  // A JSON array of events. An error when the text as a whole is malformed, empty or too large;
  // else one result an item, in order, whose paths begin with its place: `[3].data.text`.
  Result<std::vector<Result<SentEvent>>> read_batch(std::string_view json);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

// What stands beside the event when it is written out. Absent values are left out.
struct WrittenWith {
  std::string_view subject = {};
  std::string_view correlation_id = {};
  std::string_view causation_id = {};
  std::int64_t order_hint = 0;
  std::optional<Place> place = {};         // dangolposition
  std::optional<Version> version = {};     // dangolversion, as text
  std::optional<Micros> recorded_at = {};  // recordedat
  std::string_view type_prefix = {};
  // The event's tokens were not opened: they are written as `sealed:` and 32 hexadecimal digits.
  enum class Tokens : std::uint8_t { kOpened, kSealed } tokens = Tokens::kOpened;
};

// Writes an event as one line of CloudEvents JSON, without a line feed. A private value is written
// as itself; {"erased":true} when it is gone for ever, {"sealed":true} when it was not opened.
// `event` is a canonical schema::Event, clear or opened; kCorrupt if it is of no known type.
// cloudevents_capnp.h has the same for an event in memory.
Result<std::string> write_cloudevent(const MessageBytes& event, const WrittenWith& with);

// What a person reads first of an event.
struct EventLine {
  std::string type;
  std::string time;  // as precise as it is known: `2016-07-27T11:07+09:00`
  std::string data;  // JSON in one line, as write_cloudevent writes it
};
Result<EventLine> write_line(const MessageBytes& event);

}  // namespace dangol
