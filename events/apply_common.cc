// How problems, staff, access records and the policy change.
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Common& common_of(FoldStep& f) { return f.customer.common.make(); }

AuthorityHeld& authority_of(FoldStep& f, capnp::Data::Reader agent, capnp::Text::Reader what) {
  auto& authorities = common_of(f).authorities;
  const TokenRef who = f.token(agent);
  const TextRef of = f.text(what);
  for (AuthorityHeld& held : authorities)
    if (held.agent == who && held.what == of) return held;
  authorities.push_back({who, of, {}, false, {}});
  return authorities.back();
}

}  // namespace

Touched fold(FoldStep& f, schema::ProblemDetected::Reader e) {
  Problem& problem = common_of(f).problems.at_or_new(f.token(e.getProblemId()));
  if (keep_earliest(problem.detected, f.moment)) {
    problem.product = f.text(e.getProduct());
    problem.topic = f.text(e.getTopic());
    problem.symptom = f.text(e.getSymptom());
    problem.issues.clear();
    for (const auto issue : e.getIssues())
      problem.issues.push_back({f.token(issue.getCustomerId()), f.token(issue.getIssueId())});
    problem.window_days = e.getWindowDays();
    problem.threshold = e.getThreshold();
  }
  return f.touched(EntityKind::kProblem, problem.id);
}

Touched fold(FoldStep& f, schema::ProblemDecided::Reader e) {
  Problem& problem = common_of(f).problems.at_or_new(f.token(e.getProblemId()));
  insert_in_time(problem.decisions, ProblemDecision{f.moment, Code<ProblemDecisionTag>(e.getWhat()),
                                                    f.token(e.getOwner()), micros(e.getEffective()),
                                                    f.text(e.getWhy())});
  return f.touched(EntityKind::kProblem, problem.id);
}

Touched fold(FoldStep& f, schema::AuthorityGranted::Reader e) {
  AuthorityHeld& held = authority_of(f, e.getAgentId(), e.getWhat());
  if (keep_latest(held.moment, f.moment)) {
    held.granted = true;
    held.limit = e.hasLimit() ? amount(f, e.getLimit()) : Amount{};
  }
  return {};
}

// Withdrawn above a limit, what is below it stays granted.
Touched fold(FoldStep& f, schema::AuthorityWithdrawn::Reader e) {
  AuthorityHeld& held = authority_of(f, e.getAgentId(), e.getWhat());
  if (keep_latest(held.moment, f.moment)) {
    held.granted = e.hasLimit();
    held.limit = e.hasLimit() ? amount(f, e.getLimit()) : Amount{};
  }
  return {};
}

Touched fold(FoldStep& f, schema::StaffProtected::Reader e) {
  insert_in_time(
      common_of(f).protections,
      Protection{f.moment, f.token(e.getAgentId()), Code<ProtectionMeasureTag>(e.getMeasure()),
                 f.token(e.getCustomerId()), f.token(e.getBecause())});
  return {};
}

// Access records are counted here, not kept: the register reads them from the log.
Touched fold(FoldStep& f, schema::PersonalDataAccessed::Reader) {
  ++common_of(f).accesses;
  return {};
}

Touched fold(FoldStep& f, schema::AccessRecordsReviewed::Reader e) {
  insert_in_time(common_of(f).reviews,
                 Review{f.moment, f.text(e.getMonth()), f.token(e.getReviewer())});
  return {};
}

// Values of one policy stand side by side by the time from which they hold; of two from the same
// time the later word counts.
Touched fold(FoldStep& f, schema::PolicySet::Reader e) {
  auto& policies = common_of(f).policies;
  const TextRef name = f.text(e.getName());
  const Micros from = e.hasFrom() ? micros(e.getFrom()) : f.moment.at;
  auto at = std::find_if(policies.begin(), policies.end(), [&](const PolicyValue& known) {
    return known.name == name && known.from == from;
  });
  if (at == policies.end()) at = policies.insert(at, {name, from, {}, {}});
  if (keep_latest(at->moment, f.moment)) at->value = f.text(e.getValue());
  return {};
}

}  // namespace dangol
