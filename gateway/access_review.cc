#include "gateway/access_review.h"

#include <string>

#include <fmt/format.h>

#include "events/cloudevents.h"
#include "events/time_text.h"
#include "events/utf8.h"
#include "gateway/access_days.h"
#include "gateway/disclosure.h"
#include "replay/answers/json_string.h"

namespace dangol {

Result<SentEvent> review_event(std::string_view month, std::string_view reviewer,
                               std::string_view findings, Micros now) {
  const auto wrong = [](const char* reason) {
    return Error{ErrorCode::kUsage, fmt::format("MONTH {}", reason)};
  };
  const auto begin = month_begin(month);
  if (!begin) return wrong("is not a month like 2026-11");
  if (*begin > day_of(now)) return wrong("has not begun");
  if (!is_utf8(findings)) return Error{ErrorCode::kUsage, "--findings is not valid UTF-8"};
  std::string json = fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"{}","type":"accessrecords.reviewed",)"
      R"("subject":"{}","time":"{}","actorkind":"staff","actorid":{},"data":{{"month":"{}",)"
      R"("reviewer":{})",
      random_event_id(), kOwnSource, access_subject(day_of(now), 0),
      format_full_time({now, 0, TimePrecision::kMicro}), json_string(reviewer), month,
      json_string(reviewer));
  if (!findings.empty()) json += fmt::format(R"(,"findings":{})", json_string(findings));
  return CloudEventsReader().read(json + "}}");
}

}  // namespace dangol
