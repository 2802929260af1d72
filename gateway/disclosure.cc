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

constexpr std::array kOperationNames{"unset",  "view",  "search", "drillDown",
                                     "export", "print", "change", "erase"};

std::string event_json(const Viewer& viewer, const Disclosure& shown, Micros now) {
  const std::string time = format_full_time({now, 0, TimePrecision::kMicro});
  const std::string day = time.substr(0, 4) + time.substr(5, 2) + time.substr(8, 2);
  const std::string account = json_string(viewer.account);
  std::string json = fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"{}","type":"personaldata.accessed",)"
      R"("subject":"access/{}/0","time":"{}","actorkind":"staff","actorid":{},"data":{{)"
      R"("account":{},"at":"{}")",
      random_event_id(), kOwnSource, day, time, account, account, time);
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) json += fmt::format(R"(,"{}":{})", name, json_string(text));
  };
  add("from", viewer.from);
  constexpr std::string_view kCustomer = "customer/";
  if (shown.subject.starts_with(kCustomer)) {
    add("customerId", shown.subject.substr(kCustomer.size()));
  } else {
    const bool one = !shown.subject.empty();
    add("setId", one ? shown.subject : shown_text(shown.set, kMaxTokenBytes));
    json += fmt::format(R"(,"setSize":{})",
                        one ? 1 : std::min<std::uint64_t>(shown.persons, UINT32_MAX));
  }
  add("reason", viewer.reason);
  return json + fmt::format(R"(,"operation":"{}","purpose":"{}"}}}})", to_string(shown.operation),
                            to_string(viewer.purpose));
}

}  // namespace

std::string random_event_id() {
  std::array<std::uint8_t, 16> bytes{};
  OsEntropy().fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

const char* to_string(AccessOperation operation) {
  return kOperationNames.at(static_cast<std::size_t>(operation));
}

Result<std::vector<SentEvent>> disclosure_events(const Viewer& viewer,
                                                 const std::vector<Disclosure>& shown, Micros now) {
  CloudEventsReader reader;
  std::vector<SentEvent> events;
  if (viewer.purpose == Purpose::kUnset) return Error{ErrorCode::kUsage, "no purpose is given"};
  for (const Disclosure& one : shown) {
    if (one.operation == AccessOperation::kExport && viewer.reason.empty()) {
      return Error{ErrorCode::kUsage, "an export of personal data needs a reason: --reason"};
    }
    Result<SentEvent> event = reader.read(event_json(viewer, one, now));
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  return events;
}

Status record_disclosures(Engine& engine, const Viewer& viewer,
                          const std::vector<Disclosure>& shown, Micros now) {
  if (shown.empty()) return Done{};
  auto events = disclosure_events(viewer, shown, now);
  if (!events.ok()) return events.error();
  for (const Outcome& outcome : engine.append_and_wait(std::move(events).value())) {
    if (outcome.code == OutcomeCode::kRecorded) continue;
    const bool wrong = outcome.code == OutcomeCode::kRejected;
    return Error{wrong ? ErrorCode::kRejected : ErrorCode::kUnavailable,
                 fmt::format("nothing is opened, as it cannot be recorded: {}", outcome.reason)};
  }
  return Done{};
}

}  // namespace dangol
