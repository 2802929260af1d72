#include "app/exit_code.h"

namespace dangol {

ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound: return ExitCode::kNoInput;
    case ErrorCode::kConflict: return ExitCode::kData;
    case ErrorCode::kRejected: return ExitCode::kData;
    case ErrorCode::kOverloaded: return ExitCode::kTryLater;
    case ErrorCode::kUnavailable: return ExitCode::kUnavailable;
    case ErrorCode::kCorrupt: return ExitCode::kSoftware;
    case ErrorCode::kInUse: return ExitCode::kTryLater;
    case ErrorCode::kUsage: return ExitCode::kUsage;
    case ErrorCode::kForbidden: return ExitCode::kForbidden;
    case ErrorCode::kGone: return ExitCode::kData;
  }
  return ExitCode::kSoftware;
}

ExitCode exit_code(OutcomeCode code) {
  switch (code) {
    case OutcomeCode::kRecorded:
    case OutcomeCode::kDuplicate: return ExitCode::kOk;
    case OutcomeCode::kConflict:
    case OutcomeCode::kStale:
    case OutcomeCode::kRejected: return ExitCode::kData;
    case OutcomeCode::kUnavailable:
    case OutcomeCode::kUnknown: return ExitCode::kTryLater;
  }
  return ExitCode::kSoftware;
}

}  // namespace dangol
