// Guards of rights over one's data, of problems and of authority.
#include <algorithm>
#include <vector>

#include "actors/decide_capnp.h"

namespace dangol::guard {
namespace {

const Problem* problem_of(const Case& c, capnp::Data::Reader id) {
  const Common* common = c.customer.common.get();
  return common ? common->problems.find(c.token(id)) : nullptr;
}

const Hold* hold_of(const Case& c, capnp::Data::Reader id) {
  const Rights* rights = c.customer.rights.get();
  return rights ? rights->holds.find(c.token(id)) : nullptr;
}

// Whether an erasure of these records reaches what the hold keeps. Empty: all.
bool reaches(const std::vector<std::uint64_t>& held, capnp::List<std::uint64_t>::Reader erased) {
  if (held.empty() || erased.size() == 0) return true;
  for (const std::uint64_t version : erased)
    if (std::find(held.begin(), held.end(), version) != held.end()) return true;
  return false;
}

}  // namespace

Verdict check(const Case& c, schema::PersonalDataErased::Reader e) {
  const Rights* rights = c.customer.rights.get();
  if (!rights) return std::nullopt;
  const Refusal must_be_kept{15,
                             "a hold says that words must stay which this erasure does not list "
                             "as kept"};
  CodeSet<PurposeTag> destroyed, kept;
  for (const auto key : e.getKeysDestroyed()) destroyed.add(Code<PurposeTag>(key.getPurpose()));
  for (const auto words : e.getKept()) kept.add(Code<PurposeTag>(words.getPurpose()));
  for (const Hold& hold : rights->holds.rows()) {
    const bool active = hold.held.known() && !hold.released.known() && hold.until > c.at;
    if (!active || !reaches(hold.versions, e.getVersions())) continue;
    const std::uint32_t must_stay = hold.purposes.bits == 0 ? destroyed.bits : hold.purposes.bits;
    if ((must_stay & ~kept.bits) != 0 || kept.bits == 0) return must_be_kept;
  }
  // Of holds that left the state is known only until when something must stay.
  const bool all_kept = kept.bits != 0 && (destroyed.bits & ~kept.bits) == 0;
  if (rights->held_until > c.at && !all_kept) return must_be_kept;
  return std::nullopt;
}

Verdict check(const Case& c, schema::RetentionHeld::Reader e) {
  if (c.begun(EntityKind::kHold, hold_of(c, e.getHoldId()), &Hold::held, e.getHoldId()))
    return Refusal{17, "a hold of this id is known already"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::RetentionReleased::Reader e) {
  const Hold* hold = hold_of(c, e.getHoldId());
  if (!c.begun(EntityKind::kHold, hold, &Hold::held, e.getHoldId()))
    return Refusal{17, "the hold to release is not known"};
  if (c.ended(EntityKind::kHold, hold, &Hold::released, e.getHoldId()))
    return Refusal{17, "the hold was released already"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::SubjectRequestDecided::Reader e) {
  const Rights* rights = c.customer.rights.get();
  const SubjectRequest* request =
      rights ? rights->requests.find(c.token(e.getRequestId())) : nullptr;
  const auto id = e.getRequestId();
  if (!c.begun(EntityKind::kRequest, request, &SubjectRequest::received, id))
    return Refusal{17, "the request to decide is not known"};
  if (c.ended(EntityKind::kRequest, request, &SubjectRequest::decided, id))
    return Refusal{17, "the request was decided already"};
  const bool refused = e.getOutcome() == schema::RequestOutcome::REFUSED;
  if (!refused && e.getIdentityChecked() != schema::YesNo::YES)
    return Refusal{21,
                   "a right over one's data is granted only to a person whose identity was "
                   "checked"};
  if (refused && e.getLegalBasis().size() == 0)
    return Refusal{21, "refusing a right over one's data needs the law that says so"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::ProblemDetected::Reader e) {
  const Problem* known = problem_of(c, e.getProblemId());
  if (c.begun(EntityKind::kProblem, known, &Problem::detected, e.getProblemId()))
    return Refusal{20, "the problem was detected already"};
  std::vector<capnp::Data::Reader> persons;
  for (const auto issue : e.getIssues())
    if (std::find(persons.begin(), persons.end(), issue.getCustomerId()) == persons.end())
      persons.push_back(issue.getCustomerId());
  if (persons.size() < e.getThreshold())
    return Refusal{20, "fewer persons have the issue than make a problem"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::ProblemDecided::Reader e) {
  const Problem* problem = problem_of(c, e.getProblemId());
  if (!c.begun(EntityKind::kProblem, problem, &Problem::detected, e.getProblemId()))
    return Refusal{17, "the problem to decide on is not known"};
  return std::nullopt;
}

Verdict check(const Case& c, schema::AuthorityWithdrawn::Reader e) {
  const Common* common = c.customer.common.get();
  const std::string_view what(e.getWhat().begin(), e.getWhat().size());
  const TokenRef agent = c.token(e.getAgentId());
  const bool held = common && std::any_of(common->authorities.begin(), common->authorities.end(),
                                          [&](const AuthorityHeld& each) {
                                            return each.granted && each.agent == agent &&
                                                   c.customer.tokens.bytes(each.what) == what;
                                          });
  if (!held) return Refusal{17, "the authority to withdraw is not held"};
  return std::nullopt;
}

}  // namespace dangol::guard
