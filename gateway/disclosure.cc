#include "gateway/disclosure.h"

#include <array>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/sealing_seams.h"
#include "events/time_text.h"
#include "events/utf8.h"
#include "replay/answers/json_string.h"

namespace dangol {

namespace {

// Where these events come from; with a random id none is ever another one's duplicate.
constexpr const char* kSource = "urn:dangol:figures";
constexpr const char* kFrom = "local";

std::string random_id() {
  std::array<std::uint8_t, 16> bytes{};
  OsEntropy().fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string event_json(const Discloser& to, const Disclosure& set, Micros now) {
  const std::string time = format_full_time({now, 0, TimePrecision::kMicro});
  const std::string day = time.substr(0, 4) + time.substr(5, 2) + time.substr(8, 2);
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"{}","type":"personaldata.accessed",)"
      R"("subject":"access/{}/0","time":"{}","actorkind":"staff","actorid":{},"data":{{)"
      R"("account":{},"at":"{}","from":"{}","setId":{},"setSize":{},"operation":"drillDown",)"
      R"("purpose":"{}"}}}})",
      random_id(), kSource, day, time, json_string(to.account), json_string(to.account), time,
      kFrom, json_string(shown_text(set.set, kMaxTokenBytes)), set.persons, to_string(to.purpose));
}

}  // namespace

Status record_disclosures(Engine& engine, const Discloser& to, const std::vector<Disclosure>& sets,
                          Micros now) {
  if (sets.empty()) return Done{};
  CloudEventsReader reader;
  std::vector<SentEvent> events;
  for (const Disclosure& set : sets) {
    Result<SentEvent> event = reader.read(event_json(to, set, now));
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  for (const Outcome& outcome : engine.append_and_wait(std::move(events))) {
    if (outcome.code == OutcomeCode::kRecorded) continue;
    const bool wrong = outcome.code == OutcomeCode::kRejected;
    return Error{
        wrong ? ErrorCode::kRejected : ErrorCode::kUnavailable,
        fmt::format("nobody is shown by name, as it cannot be recorded: {}", outcome.reason)};
  }
  return Done{};
}

}  // namespace dangol
