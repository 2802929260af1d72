// How problems, staff, access records and the policy change.
#include <map>
#include <tuple>

#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Common& common_of(FoldStep& f) { return f.customer.common.make(); }

Problem& problem_of(FoldStep& f, capnp::Data::Reader id) {
  return f.row(EntityKind::kProblem, common_of(f).problems, f.token(id));
}

// Withdrawn ones leave before granted ones, then the oldest word.
void drop_authorities(FoldStep& f, std::vector<AuthorityHeld>& authorities) {
  const std::size_t kept = f.limits.listed_kept;
  if (authorities.size() < 2 * kept) return;
  std::sort(authorities.begin(), authorities.end(), [](const auto& a, const auto& b) {
    return std::pair(a.granted, a.moment) < std::pair(b.granted, b.moment);
  });
  note_steps_left(f.customer, drop_oldest(authorities, f.limits.listed_kept));
}

AuthorityHeld& authority_of(FoldStep& f, capnp::Data::Reader agent, capnp::Text::Reader what) {
  auto& authorities = common_of(f).authorities;
  const TokenRef who = f.token(agent);
  const TextRef of = f.text(what);
  for (AuthorityHeld& held : authorities)
    if (held.agent == who && held.what == of) return held;
  drop_authorities(f, authorities);
  authorities.push_back({who, of, {}, false, {}});
  return authorities.back();
}

// Values that a later one of the same name took the place of leave before those that hold, then the
// oldest.
void drop_policies(FoldStep& f, std::vector<PolicyValue>& policies) {
  if (policies.size() < std::size_t{2} * f.limits.listed_kept) return;
  std::map<TextRef, Micros> newest;
  for (const PolicyValue& value : policies)
    newest[value.name] = std::max(newest[value.name], value.from);
  std::sort(policies.begin(), policies.end(), [&](const auto& a, const auto& b) {
    const auto key = [&](const PolicyValue& value) {
      return std::tuple(value.from == newest[value.name], value.from, value.moment);
    };
    return key(a) < key(b);
  });
  note_steps_left(f.customer, drop_oldest(policies, f.limits.listed_kept));
}

}  // namespace

Touched fold(FoldStep& f, schema::ProblemDetected::Reader e) {
  Problem& problem = problem_of(f, e.getProblemId());
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
  Problem& problem = problem_of(f, e.getProblemId());
  note_steps_left(f.customer, drop_oldest(problem.decisions, f.limits.steps_kept));
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
  f.keep(common_of(f).protections,
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
  f.keep(common_of(f).reviews, Review{f.moment, f.text(e.getMonth()), f.token(e.getReviewer())});
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
  if (at == policies.end()) {
    drop_policies(f, policies);
    at = policies.insert(policies.end(), {name, from, {}, {}});
  }
  if (keep_latest(at->moment, f.moment)) at->value = f.text(e.getValue());
  return {};
}

// What is said of the log is no state of anybody: whoever checks it reads the records themselves.
Touched fold(FoldStep&, schema::HeadsRecorded::Reader) { return {}; }
Touched fold(FoldStep&, schema::SigningKeyAnnounced::Reader) { return {}; }
Touched fold(FoldStep&, schema::LogRestored::Reader) { return {}; }
Touched fold(FoldStep&, schema::VaultKeyRotated::Reader) { return {}; }

}  // namespace dangol
