#include "events/customer_issue.h"

#include <algorithm>

#include "events/customer_finder_capnp.h"
#include "events/customer_leaving.h"

namespace dangol {
namespace {

using Stands = IssueStanding::Status;

constexpr std::size_t level(schema::PartyLevel of) { return static_cast<std::size_t>(of); }

// Owning at one level says nothing any more about the levels below it.
void set_owner(IssueStanding& now, std::size_t at_level, TokenRef owner) {
  if (at_level == level(schema::PartyLevel::UNSET) || at_level >= kPartyLevels) {
    now.owner.fill({});
    return;
  }
  std::fill_n(now.owner.begin(), at_level, TokenRef());
  now.owner[at_level] = owner;
}

Misfit hand_off(IssueStanding& now, const IssueStep& step) {
  const TokenRef owner = step.detail < kPartyLevels ? now.owner[step.detail] : TokenRef();
  const bool owner_known = owner != TokenRef() && step.first != TokenRef();
  Misfit misfit = Misfit::kNone;
  if (now.status != Stands::kOpen)
    misfit = Misfit::kHandedOffWhileNotOpen;
  else if (owner_known && owner != step.first)
    misfit = Misfit::kHandedOffByAnother;
  else if (step.first != TokenRef() && step.first == step.second && step.detail == step.more)
    misfit = Misfit::kHandedOffToItself;
  set_owner(now, step.more, step.second);
  ++now.hand_offs;
  return misfit;
}

const IssueStep* proposal(const Issue& issue, TokenRef resolution) {
  for (const IssueStep& step : issue.steps)
    if (step.kind == IssueStep::Kind::kProposed && step.first == resolution) return &step;
  return nullptr;
}

// What a step names may stand among facts that left the state.
bool forgetful(const Issue& issue) { return issue.earlier.get() || issue.past.left(); }

bool known_action(const Issue& issue, TokenRef action) {
  return std::any_of(issue.steps.begin(), issue.steps.end(), [&](const IssueStep& step) {
    return step.kind == IssueStep::Kind::kAction && step.first == action;
  });
}

// The customer's own word, not before the resolution was proposed.
bool evident(const Customer& customer, const IssueStep& step, const IssueStep* proposed) {
  const auto after = [&](Micros at) { return !proposed || at >= proposed->moment.at; };
  if (step.flags & IssueStep::kOwnWord) return after(step.moment.at);
  const auto* table = customer.evidence.get();
  const Evidence* cited = table ? table->find(step.second) : nullptr;
  return cited && cited->seen && cited->author == Author::kCustomer && after(cited->at);
}

// A word inside the window that was silent as far as was known then.
bool silence_broken(const Issue& issue, const IssueStep& confirmed) {
  const Micros begin(confirmed.moment.at.value() - confirmed.more * kMicrosPerDay);
  return std::any_of(issue.steps.begin(), issue.steps.end(), [&](const IssueStep& step) {
    return is_word(step.kind) && begin < step.moment.at && step.moment.at < confirmed.moment.at;
  });
}

Misfit confirm(const Customer& customer, const Issue& issue, IssueStanding& now,
               const IssueStep& step) {
  const auto basis = static_cast<schema::ConfirmationBasis>(step.detail);
  const bool said_by_person = basis != schema::ConfirmationBasis::SILENCE &&
                              basis != schema::ConfirmationBasis::SOURCE_MARKED;
  if (said_by_person) {
    const IssueStep* proposed = step.first == TokenRef() ? nullptr : proposal(issue, step.first);
    if (step.first != TokenRef() && !proposed) {
      now.dangling = true;
      if (!forgetful(issue)) return Misfit::kConfirmedUnknownResolution;
    }
    if (!evident(customer, step, proposed)) return Misfit::kConfirmedWithoutEvidence;
  }
  if (basis == schema::ConfirmationBasis::SILENCE && silence_broken(issue, step))
    return Misfit::kSilenceBroken;
  now.confirmed = true;
  now.status = Stands::kResolved;
  now.basis = Code<ConfirmationBasisTag>(basis);
  now.confirmed_at = step.moment.at;
  now.actions = 0;
  return Misfit::kNone;
}

Misfit reopen(IssueStanding& now, const IssueStep& step) {
  const bool late = now.confirmed && step.moment.at.value() - now.confirmed_at.value() >
                                         kRecurrenceWindowDays * kMicrosPerDay;
  now.status = Stands::kOpen;
  now.confirmed = false;
  now.unsure = false;
  now.closure = {};
  now.actions = 0;
  ++now.reopenings;
  return late ? Misfit::kReopenedTooLate : Misfit::kNone;
}

Misfit reject(const Issue& issue, IssueStanding& now, const IssueStep& step) {
  now.confirmed = false;
  now.unsure = false;
  if (now.status == Stands::kResolved) now.status = Stands::kOpen;
  const bool known = (step.first == TokenRef() || proposal(issue, step.first)) &&
                     (step.second == TokenRef() || known_action(issue, step.second));
  if (known) return Misfit::kNone;
  now.dangling = true;
  return forgetful(issue) ? Misfit::kNone : Misfit::kRejectedUnknownResolution;
}

Misfit close(IssueStanding& now, const IssueStep& step) {
  now.status = Stands::kClosed;
  now.closure = Code<ClosureTag>(step.detail);
  const bool resolved = static_cast<schema::Closure>(step.detail) == schema::Closure::RESOLVED;
  return resolved && !now.confirmed && !now.unsure ? Misfit::kClosedUnconfirmed : Misfit::kNone;
}

Misfit fold_step(const Customer& customer, const Issue& issue, IssueStanding& now,
                 const IssueStep& step) {
  if (now.status == Stands::kUnknown) return Misfit::kIssueNotOpened;
  switch (step.kind) {
    case IssueStep::Kind::kOwnerUnknown:
      if (step.detail == level(schema::PartyLevel::UNSET) || step.detail >= kPartyLevels)
        now.owner.fill({});
      else
        now.owner[step.detail] = {};
      return Misfit::kNone;
    case IssueStep::Kind::kAction:
    case IssueStep::Kind::kDeflected:
      if (!now.confirmed) ++now.actions;
      return Misfit::kNone;
    case IssueStep::Kind::kHandedOff: return hand_off(now, step);
    case IssueStep::Kind::kConfirmed: return confirm(customer, issue, now, step);
    case IssueStep::Kind::kRejected: return reject(issue, now, step);
    case IssueStep::Kind::kReopened: return reopen(now, step);
    case IssueStep::Kind::kClosed: return close(now, step);
    case IssueStep::Kind::kRecurred:  // depends on another issue: see customer_findings.cc
    case IssueStep::Kind::kTouched:
    case IssueStep::Kind::kClassified:
    case IssueStep::Kind::kStoryRetold:
    case IssueStep::Kind::kEscalated:
    case IssueStep::Kind::kProposed:
    case IssueStep::Kind::kAlternative: return Misfit::kNone;
  }
  return Misfit::kNone;
}

void fold_into(const Customer& customer, Issue& issue, IssueStep& step) {
  step.misfit = fold_step(customer, issue, issue.now, step);
}

// The opening counts first, whatever its time: a source that steps back in time is not wrong about
// who owned the issue.
IssueStanding at_first(const Issue& issue) {
  if (const EarlierSteps* earlier = issue.earlier.get()) {
    IssueStanding now = earlier->standing;
    if (now.status == Stands::kUnknown && issue.opened.known()) now.status = Stands::kOpen;
    return now;
  }
  IssueStanding now;
  if (issue.past.left()) {
    const bool opened = issue.past.begun() || issue.opened.known();
    now.status = issue.past.ended() ? Stands::kClosed : opened ? Stands::kOpen : Stands::kUnknown;
    now.unsure = true;
  } else if (issue.opened.known()) {
    now.status = Stands::kOpen;
    set_owner(now, issue.owner.level.value, issue.owner.id);
  }
  return now;
}

}  // namespace

void refold(const Customer& customer, Issue& issue) {
  issue.now = at_first(issue);
  for (IssueStep& step : issue.steps) fold_into(customer, issue, step);
}

void fold_last(const Customer& customer, Issue& issue) {
  fold_into(customer, issue, issue.steps.back());
}

void fold_away(Customer& customer, Issue& issue, std::uint32_t count) {
  std::vector<Finding> found;
  const Finder finder(customer, found);
  IssueStanding standing = at_first(issue);
  for (std::uint32_t n = 0; n < count; ++n) {
    IssueStep& step = issue.steps[n];
    finder.look(issue, step);
    fold_step(customer, issue, standing, step);
    uncite(customer, step);
  }
  standing.dangling = false;  // what was looked for is not looked for any more
  EarlierSteps& earlier = issue.earlier.make();
  earlier.count += count;
  earlier.standing = standing;
  issue.steps.erase(issue.steps.begin(), issue.steps.begin() + count);
  note_steps_left(customer, count);
  note_irregular_left(customer, found.size());
  // What they proposed is not known to the others any more.
  refold(customer, issue);
}

void refold_all(Customer& customer) {
  for (Issue& issue : customer.issues.rows()) refold(customer, issue);
}

}  // namespace dangol
