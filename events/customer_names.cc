#include "events/customer_names_capnp.h"

namespace dangol {

std::string_view name_of(Author author) {
  switch (author) {
    case Author::kUnknown: return "unknown";
    case Author::kCustomer: return "customer";
    case Author::kStaff: return "staff";
    case Author::kOther: return "other";
  }
  return {};
}

std::string_view name_of(AgentStep::Kind kind) {
  switch (kind) {
    case AgentStep::Kind::kJoined: return "joined";
    case AgentStep::Kind::kLeft: return "left";
    case AgentStep::Kind::kWrote: return "wrote";
  }
  return {};
}

std::string_view name_of(IssueStep::Kind kind) {
  switch (kind) {
    case IssueStep::Kind::kTouched: return "touched";
    case IssueStep::Kind::kOwnerUnknown: return "ownerUnknown";
    case IssueStep::Kind::kClassified: return "classified";
    case IssueStep::Kind::kAction: return "action";
    case IssueStep::Kind::kHandedOff: return "handedOff";
    case IssueStep::Kind::kStoryRetold: return "storyRetold";
    case IssueStep::Kind::kEscalated: return "escalated";
    case IssueStep::Kind::kDeflected: return "deflected";
    case IssueStep::Kind::kProposed: return "proposed";
    case IssueStep::Kind::kConfirmed: return "confirmed";
    case IssueStep::Kind::kRejected: return "rejected";
    case IssueStep::Kind::kReopened: return "reopened";
    case IssueStep::Kind::kRecurred: return "recurred";
    case IssueStep::Kind::kClosed: return "closed";
    case IssueStep::Kind::kAlternative: return "alternative";
  }
  return {};
}

std::string_view name_of(IssueStanding::Status status) {
  switch (status) {
    case IssueStanding::Status::kUnknown: return "unknown";
    case IssueStanding::Status::kOpen: return "open";
    case IssueStanding::Status::kResolved: return "resolved";
    case IssueStanding::Status::kClosed: return "closed";
  }
  return {};
}

std::string_view name_of(PromiseStanding standing) {
  switch (standing) {
    case PromiseStanding::kUnknown: return "unknown";
    case PromiseStanding::kDue: return "due";
    case PromiseStanding::kKept: return "kept";
    case PromiseStanding::kReleased: return "released";
    case PromiseStanding::kLapsed: return "lapsed";
    case PromiseStanding::kKeptLate: return "keptLate";
  }
  return {};
}

std::string_view name_of(EntityKind kind) {
  switch (kind) {
    case EntityKind::kNone: return "none";
    case EntityKind::kContact: return "contact";
    case EntityKind::kSession: return "session";
    case EntityKind::kWait: return "wait";
    case EntityKind::kIssue: return "issue";
    case EntityKind::kPromise: return "promise";
    case EntityKind::kSurvey: return "survey";
    case EntityKind::kOrder: return "order";
    case EntityKind::kCancellation: return "cancellation";
    case EntityKind::kReturn: return "return";
    case EntityKind::kRefund: return "refund";
    case EntityKind::kNote: return "note";
    case EntityKind::kKindness: return "kindness";
    case EntityKind::kReciprocation: return "reciprocation";
    case EntityKind::kRequest: return "request";
    case EntityKind::kHold: return "hold";
    case EntityKind::kProblem: return "problem";
    case EntityKind::kStory: return "story";
    case EntityKind::kMerge: return "merge";
  }
  return {};
}

}  // namespace dangol
