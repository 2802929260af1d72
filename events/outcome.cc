#include "events/outcome.h"

namespace dangol {

const char* to_string(OutcomeCode code) {
  switch (code) {
    case OutcomeCode::kRecorded: return "recorded";
    case OutcomeCode::kDuplicate: return "duplicate";
    case OutcomeCode::kConflict: return "conflict";
    case OutcomeCode::kStale: return "stale";
    case OutcomeCode::kRejected: return "rejected";
    case OutcomeCode::kUnavailable: return "unavailable";
    case OutcomeCode::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace dangol
