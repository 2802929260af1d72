#include "app/record_access.h"

#include <utility>

#include "app/store_access.h"

namespace dangol {

Result<Place> append_own(const GlobalOptions& options, std::vector<SentEvent> events) {
  {
    // An appender would make a store where there is none.
    auto store = open_store(options);
    if (!store.ok()) return store.error();
  }
  auto appender = open_appender(options);
  if (!appender.ok()) return appender.error();
  Outcomes outcomes;
  Status sent = appender.value()->append(std::move(events), {},
                                         [&](Outcomes told) { outcomes = std::move(told); });
  if (!sent.ok()) return sent.error();
  appender.value()->drain();
  if (outcomes.empty()) return Error{ErrorCode::kUnavailable, "it was not answered"};
  for (const Outcome& outcome : outcomes) {
    if (outcome.code == OutcomeCode::kRecorded) continue;
    const bool wrong = outcome.code == OutcomeCode::kRejected;
    return Error{wrong ? ErrorCode::kRejected : ErrorCode::kUnavailable, outcome.reason};
  }
  return *outcomes.back().place;
}

Status record_access(const GlobalOptions& options, const Viewer& viewer,
                     const std::vector<Disclosure>& shown, Micros now) {
  auto events = disclosure_events(viewer, shown, now);
  if (!events.ok()) return events.error();
  Result<Place> recorded = append_own(options, std::move(events).value());
  return recorded.ok() ? Status(Done{}) : recorded.error();
}

Disclose record_access_by(const GlobalOptions& options) {
  return [&options](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
    return record_access(options, viewer, shown, now);
  };
}

}  // namespace dangol
