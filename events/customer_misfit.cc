#include "events/customer_misfit.h"

namespace dangol {

MisfitRule rule_of(Misfit misfit) {
  switch (misfit) {
    case Misfit::kNone: break;
    case Misfit::kContactNotStarted: return {3, "the start of this contact is not known"};
    case Misfit::kContactStartedTwice:
      return {3, "this contact was reported to start more than once"};
    case Misfit::kContactEndedTwice: return {3, "this contact was reported to end more than once"};
    case Misfit::kAgentLeftWithoutJoining:
      return {3, "an agent left this contact who is not known to have joined it"};
    case Misfit::kSessionNotStarted: return {3, "the start of this remote session is not known"};
    case Misfit::kWaitNotStarted: return {4, "the start of this wait is not known"};
    case Misfit::kWaitEndedTwice: return {4, "this wait was reported to end more than once"};
    case Misfit::kAnsweredAfterAbandoned:
      return {4, "this wait was abandoned, yet an agent joined its contact afterwards"};
    case Misfit::kIssueNotOpened: return {17, "the opening of this issue is not known"};
    case Misfit::kHandedOffWhileNotOpen:
      return {5, "this issue was handed off while it was not open"};
    case Misfit::kHandedOffByAnother:
      return {5, "this issue was handed off by another than its owner"};
    case Misfit::kHandedOffToItself: return {5, "this issue was handed off to the owner it had"};
    case Misfit::kConfirmedUnknownResolution:
      return {17, "the resolution of this issue that was confirmed is not known"};
    case Misfit::kConfirmedWithoutEvidence:
      return {6,
              "the confirmation of this issue lacks the customer's own word after the resolution "
              "was proposed"};
    case Misfit::kSilenceBroken:
      return {6,
              "this issue was taken as confirmed by silence, yet there was a word in its window"};
    case Misfit::kRejectedUnknownResolution:
      return {17, "the resolution or action of this issue that was rejected is not known"};
    case Misfit::kClosedUnconfirmed:
      return {7, "this issue was closed as resolved while no confirmation stood"};
    case Misfit::kReopenedTooLate:
      return {8, "this issue was reopened after the window for recurrence: it is a new issue"};
    case Misfit::kRecurredFromUnknown:
      return {8, "the earlier issue that this issue came back from is not known"};
    case Misfit::kPromiseNotMade: return {9, "the making of this promise is not known"};
    case Misfit::kSurveyNotOffered: return {10, "the offer of this survey is not known"};
    case Misfit::kScoreOffScale: return {10, "a score of this survey is outside its scale"};
    case Misfit::kAnsweredTwice:
      return {10, "a question of this survey was answered more than once"};
    case Misfit::kOrderNotPlaced: return {11, "the placing of this order is not known"};
    case Misfit::kCancelledUnnamed: return {11, "this cancellation does not say of which order"};
    case Misfit::kNegativeLine: return {11, "this order has a line with a negative quantity"};
    case Misfit::kReturnedMoreThanDelivered:
      return {11, "more was returned of this order than was delivered"};
    case Misfit::kReturnUnknown: return {11, "the request or arrival of this return is not known"};
    case Misfit::kRefundOfUnknown: return {11, "a refund names neither a return nor an order"};
    case Misfit::kNoteUnknown: return {17, "a note that is answered here is not known"};
    case Misfit::kKindnessUnknown: return {17, "the kindness that is answered here is not known"};
    case Misfit::kRequestNotReceived: return {17, "the receipt of this request is not known"};
    case Misfit::kHoldUnknown: return {17, "the hold that was released is not known"};
    case Misfit::kProblemUnknown: return {17, "the detection of this problem is not known"};
  }
  return {0, ""};
}

}  // namespace dangol
