#include "gateway/key_announcement.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/time_text.h"
#include "replay/answers/json_string.h"
#include "replay/heads_record.h"

namespace dangol {

Status announce_key(Engine& engine, const NoteVerifier& key, Micros now) {
  const std::string time = format_full_time({now, 0, TimePrecision::kMicro});
  Result<SentEvent> event = CloudEventsReader().read(fmt::format(
      R"({{"specversion":"1.0","id":"signing-key-{:08x}","source":"{}",)"
      R"("type":"signingkey.announced","subject":"{}","time":"{}","timeprecision":"micro",)"
      R"("actorkind":"system","data":{{"verifier":{},"since":"{}"}}}})",
      key.id(), kHeadsSource, kHeadsSubject, time, json_string(key.text()), time));
  if (!event.ok()) return event.error();
  std::vector<SentEvent> events;
  events.push_back(std::move(event).value());
  AppendOptions how;
  how.origin = Origin::kLog;
  const Outcome outcome = engine.append_and_wait(std::move(events), how).front();
  switch (outcome.code) {
    case OutcomeCode::kRecorded:
    case OutcomeCode::kDuplicate:
    case OutcomeCode::kConflict:  // announced before, at another time
      return Done{};
    case OutcomeCode::kStale:
    case OutcomeCode::kRejected:
    case OutcomeCode::kUnavailable:
    case OutcomeCode::kUnknown: break;
  }
  return Error{ErrorCode::kUnavailable, "the new key was not announced: " + outcome.reason};
}

}  // namespace dangol
