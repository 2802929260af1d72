// What does not fit, looked up in the state whenever somebody asks.
#include <algorithm>

#include "events/customer.h"
#include "events/event.capnp.h"

namespace dangol {
namespace {

class Finder {
 public:
  Finder(const Customer& customer, std::vector<Finding>& out) : c_(customer), out_(out) {}

  void look(const Contact& contact) const {
    const auto add = adder(EntityKind::kContact, contact.id);
    const auto* attribution = contact.attribution.get();
    // The start of a contact that came over from another stream stands there.
    const bool from_elsewhere = attribution && c_.tokens.bytes(attribution->to) == c_.self.view();
    if (contact.in_use && !contact.started.known() && !from_elsewhere)
      add(Misfit::kContactNotStarted, {});
    if (contact.starts > 1) add(Misfit::kContactStartedTwice, contact.started);
    if (contact.ends > 1) add(Misfit::kContactEndedTwice, contact.ended);
  }

  // Also the steps inside the contact.
  void look_inside(const Contact& contact) const {
    look(contact);
    for (const AgentStep& step : contact.agents) look(contact, step);
  }

  void look(const Contact& contact, const AgentStep& step) const {
    if (step.kind == AgentStep::Kind::kLeft && !inside(contact, step))
      adder(EntityKind::kContact, contact.id)(Misfit::kAgentLeftWithoutJoining, step.moment);
  }

  void look(const Wait& wait) const {
    const auto add = adder(EntityKind::kWait, wait.id);
    if (!wait.started.known()) add(Misfit::kWaitNotStarted, {});
    if (wait.ends > 1) add(Misfit::kWaitEndedTwice, wait.ended);
    if (abandoned_and_answered(wait)) add(Misfit::kAnsweredAfterAbandoned, wait.ended);
  }

  void look(const RemoteSession& session) const {
    if (!session.started.known())
      adder(EntityKind::kSession, session.id)(Misfit::kSessionNotStarted, session.ended);
  }

  void look(const Issue& issue) const {
    for (const IssueStep& step : issue.steps) look(issue, step);
  }

  void look(const Issue& issue, const IssueStep& step) const {
    const auto add = adder(EntityKind::kIssue, issue.id);
    if (step.misfit != Misfit::kNone) add(step.misfit, step.moment);
    if (step.kind != IssueStep::Kind::kRecurred) return;
    const Issue* earlier = c_.issues.find(step.first);
    if (!earlier || !earlier->opened.known()) add(Misfit::kRecurredFromUnknown, step.moment);
  }

  void look(const Promise& promise) const {
    if (!promise.made.known()) adder(EntityKind::kPromise, promise.id)(Misfit::kPromiseNotMade, {});
  }

  void look(const Survey& survey) const {
    const auto add = adder(EntityKind::kSurvey, survey.id);
    if (!survey.offered.known()) add(Misfit::kSurveyNotOffered, {});
    for (std::size_t i = 0; i < survey.answers.size(); ++i) {
      const SurveyAnswer& answer = survey.answers[i];
      if (answer.scored && answer.scale_min < answer.scale_max &&
          (answer.score < answer.scale_min || answer.score > answer.scale_max))
        add(Misfit::kScoreOffScale, answer.moment);
      const auto end = survey.answers.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(survey.answers.begin(), end, [&](const SurveyAnswer& earlier) {
            return earlier.question == answer.question;
          }))
        add(Misfit::kAnsweredTwice, answer.moment);
    }
  }

  void look(const Order& order) const {
    const auto add = adder(EntityKind::kOrder, order.id);
    if (!order.placed.known()) add(Misfit::kOrderNotPlaced, {});
    if (order.negative_lines > 0) add(Misfit::kNegativeLine, order.placed);
    const std::int64_t delivered = order.delivered_whole
                                       ? std::max(order.units, order.delivered_units)
                                       : order.delivered_units;
    if (order.returned_units > delivered) add(Misfit::kReturnedMoreThanDelivered, {});
  }

  void look(const Return& returned) const {
    const auto add = adder(EntityKind::kReturn, returned.id);
    if (!returned.requested.known() && !returned.received.known())
      add(Misfit::kReturnUnknown, returned.accepted);
  }

  void look(const UnnamedCancellation& cancellation) const {
    adder(EntityKind::kCancellation, cancellation.id)(Misfit::kCancelledUnnamed,
                                                      cancellation.moment);
  }

  void look(const Note& note) const {
    if (!note.noted.known())
      adder(EntityKind::kNote, note.id)(Misfit::kNoteUnknown, note.retracted);
  }

  void look(const Kindness& kindness) const {
    if (kindness.note != TokenRef() && !known_note(kindness.note))
      adder(EntityKind::kKindness, kindness.id)(Misfit::kNoteUnknown, kindness.done);
  }

  void look(const Reciprocation& back) const {
    const auto add =
        adder(EntityKind::kReciprocation, back.note != TokenRef() ? back.note : back.kindness);
    if (back.note != TokenRef() && !known_note(back.note)) add(Misfit::kNoteUnknown, back.moment);
    if (back.kindness == TokenRef()) return;
    const Kindness* kindness = c_.bond.get()->kindnesses.find(back.kindness);
    if (!kindness || !kindness->done.known()) add(Misfit::kKindnessUnknown, back.moment);
  }

  void look(const SubjectRequest& request) const {
    if (!request.received.known())
      adder(EntityKind::kRequest, request.id)(Misfit::kRequestNotReceived, request.decided);
  }

  void look(const Hold& hold) const {
    if (!hold.held.known()) adder(EntityKind::kHold, hold.id)(Misfit::kHoldUnknown, hold.released);
  }

  void look(const Problem& problem) const {
    if (!problem.detected.known())
      adder(EntityKind::kProblem, problem.id)(Misfit::kProblemUnknown, {});
  }

  void look_at_refunds() const {
    const auto* commerce = c_.commerce.get();
    if (commerce && commerce->refunds_of_unknown > 0)
      adder(EntityKind::kRefund, {})(Misfit::kRefundOfUnknown, {});
  }

  template <class Rows>
  void look_at_all(const Rows& rows) const {
    for (const auto& row : rows) look(row);
  }

 private:
  struct Adder {
    std::vector<Finding>& out;
    EntityKind kind;
    TokenRef entity;
    void operator()(Misfit misfit, const Moment& moment) const {
      out.push_back({misfit, kind, entity, moment});
    }
  };
  Adder adder(EntityKind kind, TokenRef entity) const { return {out_, kind, entity}; }

  // Whether the agent of a leaving step had joined before and not left since.
  static bool inside(const Contact& contact, const AgentStep& leaving) {
    for (const AgentStep* step = &leaving; step != contact.agents.data();) {
      --step;
      if (step->kind == AgentStep::Kind::kWrote || step->agent != leaving.agent) continue;
      return step->kind == AgentStep::Kind::kJoined;
    }
    return false;
  }

  bool abandoned_and_answered(const Wait& wait) const {
    if (!wait.ended.known() || wait.end != Code<WaitEndTag>(schema::WaitEnd::ABANDONED))
      return false;
    const Contact* contact = c_.contacts.find(wait.contact);
    if (!contact) return false;
    for (auto step = contact->agents.rbegin(); step != contact->agents.rend(); ++step) {
      if (step->moment <= wait.ended) return false;
      if (step->kind == AgentStep::Kind::kJoined) return true;
    }
    return false;
  }

  bool known_note(TokenRef id) const {
    const Note* note = c_.bond.get()->notes.find(id);
    return note && note->noted.known();
  }

  const Customer& c_;
  std::vector<Finding>& out_;
};

std::vector<Irregularity> told(const std::vector<Finding>& findings) {
  std::vector<Irregularity> result;
  result.reserve(findings.size());
  for (const Finding& finding : findings) {
    const MisfitRule rule = rule_of(finding.misfit);
    result.push_back({rule.invariant, rule.sentence});
  }
  return result;
}

// The step of a moment, looked for from the newest on.
template <class Step>
const Step* at(const std::vector<Step>& steps, const Moment& moment) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->moment == moment) return &*step;
    if (step->moment < moment) break;
  }
  return nullptr;
}

template <class Row>
void look(const Finder& finder, const Row* row) {
  if (row) finder.look(*row);
}

void look_at(const Customer& c, const Touched& touched, const Finder& finder) {
  const TokenRef id = touched.entity;
  switch (touched.kind) {
    case EntityKind::kNone: return;
    case EntityKind::kContact: {
      const Contact* contact = c.contacts.find(id);
      finder.look(*contact);
      const AgentStep* step = at(contact->agents, touched.moment);
      return step ? finder.look(*contact, *step) : void();
    }
    case EntityKind::kSession: return look(finder, c.sessions.get()->find(id));
    case EntityKind::kWait: return look(finder, c.waits.find(id));
    case EntityKind::kIssue: {
      const Issue* issue = c.issues.find(id);
      const IssueStep* step = at(issue->steps, touched.moment);
      return step ? finder.look(*issue, *step) : void();
    }
    case EntityKind::kPromise: return look(finder, c.bond.get()->promises.find(id));
    case EntityKind::kSurvey: return look(finder, c.bond.get()->surveys.find(id));
    case EntityKind::kOrder: return look(finder, c.commerce.get()->orders.find(id));
    case EntityKind::kCancellation:
      return look(finder, at(c.commerce.get()->unnamed_cancellations, touched.moment));
    case EntityKind::kReturn: {
      const Return* returned = c.commerce.get()->returns.find(id);
      look(finder, returned);
      return look(finder, c.commerce.get()->orders.find(returned->order));
    }
    case EntityKind::kRefund: return finder.look_at_refunds();
    case EntityKind::kNote: return look(finder, c.bond.get()->notes.find(id));
    case EntityKind::kKindness: return look(finder, c.bond.get()->kindnesses.find(id));
    case EntityKind::kReciprocation:
      return look(finder, at(c.bond.get()->reciprocations, touched.moment));
    case EntityKind::kRequest: return look(finder, c.rights.get()->requests.find(id));
    case EntityKind::kHold: return look(finder, c.rights.get()->holds.find(id));
    case EntityKind::kProblem: return look(finder, c.common.get()->problems.find(id));
  }
}

}  // namespace

std::vector<Finding> findings(const Customer& c) {
  std::vector<Finding> found;
  const Finder finder(c, found);
  for (const Contact& contact : c.contacts.rows()) finder.look_inside(contact);
  finder.look_at_all(c.waits.rows());
  finder.look_at_all(c.issues.rows());
  if (const auto* sessions = c.sessions.get()) finder.look_at_all(sessions->rows());
  if (const Bond* bond = c.bond.get()) {
    finder.look_at_all(bond->promises.rows());
    finder.look_at_all(bond->surveys.rows());
    finder.look_at_all(bond->notes.rows());
    finder.look_at_all(bond->kindnesses.rows());
    finder.look_at_all(bond->reciprocations);
  }
  if (const Commerce* commerce = c.commerce.get()) {
    finder.look_at_all(commerce->orders.rows());
    finder.look_at_all(commerce->returns.rows());
    finder.look_at_all(commerce->unnamed_cancellations);
    finder.look_at_refunds();
  }
  if (const Rights* rights = c.rights.get()) {
    finder.look_at_all(rights->requests.rows());
    finder.look_at_all(rights->holds.rows());
  }
  if (const Common* common = c.common.get()) finder.look_at_all(common->problems.rows());
  return found;
}

std::vector<Irregularity> irregularities(const Customer& customer) {
  return told(findings(customer));
}

std::vector<Irregularity> irregularities_of(const Customer& customer, const Touched& touched) {
  std::vector<Finding> found;
  look_at(customer, touched, Finder(customer, found));
  return told(found);
}

}  // namespace dangol
