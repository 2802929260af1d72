// How issues change: each fact is one step in the issue's time.
#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

using Kind = IssueStep::Kind;

Party party_of(FoldStep& f, schema::Party::Reader party) {
  const auto at = [](schema::PartyLevel level, TokenRef id) {
    return Party{Code<PartyLevelTag>(level), id};
  };
  const auto text = [&](capnp::Text::Reader of) { return TokenRef(f.text(of).value()); };
  switch (party.which()) {
    case schema::Party::UNSET: return {};
    case schema::Party::AGENT: return at(schema::PartyLevel::AGENT, f.token(party.getAgent()));
    case schema::Party::TEAM: return at(schema::PartyLevel::TEAM, text(party.getTeam()));
    case schema::Party::DEPARTMENT:
      return at(schema::PartyLevel::DEPARTMENT, text(party.getDepartment()));
    case schema::Party::COMPANY: return at(schema::PartyLevel::COMPANY, text(party.getCompany()));
  }
  return {};
}

template <class Enum>
std::uint8_t code(Enum of) {
  return static_cast<std::uint8_t>(of);
}

IssueStep step(Kind kind) {
  IssueStep made;
  made.kind = kind;
  return made;
}

Issue& issue_of(FoldStep& f, TokenRef id) {
  return f.row(EntityKind::kIssue, f.customer.issues, id);
}

Touched add_step(FoldStep& f, TokenRef issue_id, IssueStep step) {
  Issue& issue = issue_of(f, issue_id);
  step.moment = f.moment;
  if (issue.steps.size() >= 2 * f.limits.steps_kept)
    fold_away(f.customer, issue, f.limits.steps_kept);
  const bool first = issue.steps.empty();
  const bool last = insert_in_time(issue.steps, step) + 1 == issue.steps.size();
  // A proposal or an action can be what an earlier confirmation or rejection lacked.
  const bool awaited =
      issue.now.dangling && (step.kind == Kind::kProposed || step.kind == Kind::kAction);
  last && !awaited && !first ? fold_last(f.customer, issue) : refold(f.customer, issue);
  return f.touched(EntityKind::kIssue, issue_id);
}

template <class Classifying>
void classify(FoldStep& f, Issue& issue, Classifying e) {
  if (!keep_latest(issue.classified, f.moment)) return;
  issue.topic = f.text(e.getTopic());
  issue.product = f.text(e.getProduct());
  issue.symptom = f.text(e.getSymptom());
}

// Remembers whose word the cited event is, or that it is awaited.
void cite(FoldStep& f, TokenRef event, std::string_view sealed, TokenRef issue) {
  auto& known = f.customer.evidence.make();
  Evidence* cited = known.find(event);
  Evidence& evidence = cited ? *cited : known.add(event);
  ++evidence.cited;
  if (evidence.seen) return;
  if (const auto found = f.customer.recent.find(id_token(sealed))) {
    evidence.seen = true;
    evidence.at = found->event.at;
    evidence.author = found->event.author;
  } else if (std::find(evidence.issues.begin(), evidence.issues.end(), issue) ==
             evidence.issues.end()) {
    evidence.issues.push_back(issue);
    if (evidence.issues.size() < f.limits.waiting_kept) return;
    evidence.seen = true;  // as nobody's word: not every issue of the state can be folded again
    evidence.issues.clear();
  }
}

}  // namespace

Touched fold(FoldStep& f, schema::IssueOpened::Reader e) {
  const TokenRef contact = f.in_contact(e.getContactId());
  Issue& issue = issue_of(f, f.token(e.getIssueId()));
  if (keep_earliest(issue.opened, f.moment)) {
    issue.contact = contact;
    issue.owner = party_of(f, e.getOwner());
    issue.stage = Code<StageTag>(e.getStage());
    refold(f.customer, issue);
  }
  classify(f, issue, e);
  return f.touched(EntityKind::kIssue, issue.id);
}

Touched fold(FoldStep& f, schema::IssueTouched::Reader e) {
  IssueStep made = step(Kind::kTouched);
  made.first = f.in_contact(e.getContactId());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::OwnerUnknown::Reader e) {
  IssueStep made = step(Kind::kOwnerUnknown);
  made.detail = code(e.getLevel());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::IssueClassified::Reader e) {
  const TokenRef id = f.token(e.getIssueId());
  const Touched touched = add_step(f, id, step(Kind::kClassified));
  classify(f, *f.customer.issues.find(id), e);
  return touched;
}

Touched fold(FoldStep& f, schema::ActionTaken::Reader e) {
  IssueStep made = step(Kind::kAction);
  made.first = f.token(e.getActionId());
  made.second = f.token(e.getBy());
  made.detail = code(e.getActionKind());
  made.more = code(e.getAuthority());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::HandedOff::Reader e) {
  const Party from = party_of(f, e.getFrom());
  const Party to = party_of(f, e.getTo());
  IssueStep made = step(Kind::kHandedOff);
  made.first = from.id;
  made.second = to.id;
  made.detail = from.level.value;
  made.more = to.level.value;
  if (e.getWarm() == schema::YesNo::YES) made.flags |= IssueStep::kWarm;
  if (e.getContextCarried() == schema::YesNo::YES) made.flags |= IssueStep::kContextCarried;
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::StoryRetold::Reader e) {
  IssueStep made = step(Kind::kStoryRetold);
  made.first = f.in_contact(e.getContactId());
  made.detail = code(e.getBecause());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::Escalated::Reader e) {
  IssueStep made = step(Kind::kEscalated);
  made.first = TokenRef(f.text(e.getMissingAuthority()).value());
  made.second = TokenRef(f.text(e.getToRole()).value());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::IssueDeflected::Reader e) {
  IssueStep made = step(Kind::kDeflected);
  made.detail = code(e.getTo());
  if (e.getIntroduced() == schema::YesNo::YES) made.flags |= IssueStep::kIntroduced;
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::ResolutionProposed::Reader e) {
  const TokenRef id = f.token(e.getIssueId());
  IssueStep made = step(Kind::kProposed);
  made.first = f.token(e.getResolutionId());
  if (f.as_recorded) made.flags |= IssueStep::kAsRecorded;
  return add_step(f, id, made);
}

Touched fold(FoldStep& f, schema::ResolutionConfirmed::Reader e) {
  const TokenRef issue = f.token(e.getIssueId());
  IssueStep made = step(Kind::kConfirmed);
  made.first = f.token(e.getResolutionId());
  made.second = f.token(e.getEvidenceEventId());
  made.detail = code(e.getBasis());
  made.more = static_cast<std::uint8_t>(std::min<unsigned>(e.getWindowDays(), UINT8_MAX));
  if (f.actor == schema::ActorKind::CUSTOMER) made.flags |= IssueStep::kOwnWord;
  if (made.second != TokenRef()) cite(f, made.second, f.customer.tokens.bytes(made.second), issue);
  return add_step(f, issue, made);
}

Touched fold(FoldStep& f, schema::ResolutionRejected::Reader e) {
  f.author = Author::kCustomer;
  IssueStep made = step(Kind::kRejected);
  made.first = f.token(e.getResolutionId());
  made.second = f.token(e.getActionId());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::IssueReopened::Reader e) {
  IssueStep made = step(Kind::kReopened);
  made.first = f.in_contact(e.getContactId());
  made.second = f.token(e.getBecauseOf());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::IssueRecurred::Reader e) {
  IssueStep made = step(Kind::kRecurred);
  made.first = f.token(e.getEarlierIssueId());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::IssueClosed::Reader e) {
  IssueStep made = step(Kind::kClosed);
  made.detail = code(e.getClosure());
  return add_step(f, f.token(e.getIssueId()), made);
}

Touched fold(FoldStep& f, schema::AlternativeOffered::Reader e) {
  IssueStep made = step(Kind::kAlternative);
  made.first = TokenRef(f.text(e.getItem()).value());
  made.detail = code(e.getSeller());
  return add_step(f, f.token(e.getIssueId()), made);
}

}  // namespace dangol
