// The ways in which recorded facts can fail to fit what is known. Derived from the state, never
// stored: a misfit ends when the missing fact arrives.
#pragma once

#include <cstdint>

namespace dangol {

enum class Misfit : std::uint8_t {
  kNone,
  kContactNotStarted,
  kContactStartedTwice,
  kContactEndedTwice,
  kAgentLeftWithoutJoining,
  kSessionNotStarted,
  kWaitNotStarted,
  kWaitEndedTwice,
  kAnsweredAfterAbandoned,
  kIssueNotOpened,
  kHandedOffWhileNotOpen,
  kHandedOffByAnother,
  kHandedOffToItself,
  kConfirmedUnknownResolution,
  kConfirmedWithoutEvidence,
  kSilenceBroken,
  kRejectedUnknownResolution,
  kClosedUnconfirmed,
  kReopenedTooLate,
  kRecurredFromUnknown,
  kPromiseNotMade,
  kSurveyNotOffered,
  kScoreOffScale,
  kAnsweredTwice,
  kOrderNotPlaced,
  kCancelledUnnamed,
  kNegativeLine,
  kReturnedMoreThanDelivered,
  kReturnUnknown,
  kRefundOfUnknown,
  kNoteUnknown,
  kKindnessUnknown,
  kRequestNotReceived,
  kHoldUnknown,
  kProblemUnknown,
};

struct MisfitRule {
  std::uint8_t invariant;  // docs/EVENTS.md
  const char* sentence;
};
// REQUIRES: misfit is not kNone.
MisfitRule rule_of(Misfit misfit);

}  // namespace dangol
