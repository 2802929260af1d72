// Finds what does not fit in one entity, looked up in the state. Only for .cc files of the state.
#pragma once

#include <algorithm>
#include <vector>

#include "events/customer.h"
#include "events/event.capnp.h"

namespace dangol {

class Finder {
 public:
  Finder(const Customer& customer, std::vector<Finding>& out) : c_(customer), out_(out) {}

  void look(const Contact& contact) const {
    const auto add = adder(EntityKind::kContact, contact.id);
    const auto* attribution = contact.attribution.get();
    // The start of a contact that came over from another stream stands there.
    const bool from_elsewhere = attribution && c_.tokens.bytes(attribution->to) == c_.self.view();
    if (contact.in_use && !begun(contact, contact.started) && !from_elsewhere)
      add(Misfit::kContactNotStarted, {});
    if (contact.starts + contact.past.begun() > 1)
      add(Misfit::kContactStartedTwice, contact.started);
    if (contact.ends + contact.past.ended() > 1) add(Misfit::kContactEndedTwice, contact.ended);
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
    if (!begun(wait, wait.started)) add(Misfit::kWaitNotStarted, {});
    if (wait.ends + wait.past.ended() > 1) add(Misfit::kWaitEndedTwice, wait.ended);
    if (abandoned_and_answered(wait)) add(Misfit::kAnsweredAfterAbandoned, wait.ended);
  }

  void look(const RemoteSession& session) const {
    if (!begun(session, session.started))
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
    const bool known = earlier ? begun(*earlier, earlier->opened)
                               : past_of(c_, EntityKind::kIssue, bytes(step.first)).begun();
    if (!known) add(Misfit::kRecurredFromUnknown, step.moment);
  }

  void look(const Promise& promise) const {
    if (!begun(promise, promise.made))
      adder(EntityKind::kPromise, promise.id)(Misfit::kPromiseNotMade, {});
  }

  void look(const Survey& survey) const {
    look_at_offer(survey);
    for (const SurveyAnswer& answer : survey.answers) look(survey, answer);
  }

  void look_at_offer(const Survey& survey) const {
    if (!begun(survey, survey.offered))
      adder(EntityKind::kSurvey, survey.id)(Misfit::kSurveyNotOffered, {});
  }

  // REQUIRES: the answer is one of the survey's own.
  void look(const Survey& survey, const SurveyAnswer& answer) const {
    const auto add = adder(EntityKind::kSurvey, survey.id);
    if (answer.scored && answer.scale_min < answer.scale_max &&
        (answer.score < answer.scale_min || answer.score > answer.scale_max))
      add(Misfit::kScoreOffScale, answer.moment);
    for (const SurveyAnswer* earlier = survey.answers.data(); earlier != &answer; ++earlier)
      if (earlier->question == answer.question) return add(Misfit::kAnsweredTwice, answer.moment);
  }

  void look(const Order& order) const {
    const auto add = adder(EntityKind::kOrder, order.id);
    if (!begun(order, order.placed)) add(Misfit::kOrderNotPlaced, {});
    if (order.negative_lines > 0) add(Misfit::kNegativeLine, order.placed);
    const std::int64_t delivered = order.delivered_whole
                                       ? std::max(order.units, order.delivered_units)
                                       : order.delivered_units;
    if (order.returned_units > delivered && !order.past.left())
      add(Misfit::kReturnedMoreThanDelivered, {});
  }

  void look(const Return& returned) const {
    const auto add = adder(EntityKind::kReturn, returned.id);
    if (!begun(returned, returned.requested) && !returned.received.known())
      add(Misfit::kReturnUnknown, returned.accepted);
  }

  void look(const UnnamedCancellation& cancellation) const {
    adder(EntityKind::kCancellation, cancellation.id)(Misfit::kCancelledUnnamed,
                                                      cancellation.moment);
  }

  void look(const Note& note) const {
    if (!begun(note, note.noted))
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
    const bool known = kindness ? begun(*kindness, kindness->done)
                                : past_of(c_, EntityKind::kKindness, bytes(back.kindness)).begun();
    if (!known) add(Misfit::kKindnessUnknown, back.moment);
  }

  void look(const SubjectRequest& request) const {
    if (!begun(request, request.received))
      adder(EntityKind::kRequest, request.id)(Misfit::kRequestNotReceived, request.decided);
  }

  void look(const Hold& hold) const {
    if (!begun(hold, hold.held))
      adder(EntityKind::kHold, hold.id)(Misfit::kHoldUnknown, hold.released);
  }

  void look(const Problem& problem) const {
    if (!begun(problem, problem.detected))
      adder(EntityKind::kProblem, problem.id)(Misfit::kProblemUnknown, {});
  }

  void look_at_refunds() const {
    const auto* commerce = c_.commerce.get();
    if (commerce && commerce->refunds_of_unknown > 0)
      adder(EntityKind::kRefund, {})(Misfit::kRefundOfUnknown, {});
  }

  // As far as the wait and its contact are in the state.
  bool abandoned_and_answered(const Wait& wait) const {
    if (!wait.ended.known() || wait.end != Code<WaitEndTag>(schema::WaitEnd::ABANDONED))
      return false;
    if (wait.joined_after) return true;
    const Contact* contact = c_.contacts.find(wait.contact);
    if (!contact) return false;
    for (auto step = contact->agents.rbegin(); step != contact->agents.rend(); ++step) {
      if (step->moment <= wait.ended) return false;
      if (step->kind == AgentStep::Kind::kJoined) return true;
    }
    return false;
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

  std::string_view bytes(TokenRef id) const { return c_.tokens.bytes(id); }
  // What an entity begins with is known, here or before it left.
  static bool begun(const Entity& entity, const Moment& beginning) {
    return beginning.known() || entity.past.begun();
  }

  // Whether the agent of a leaving step had joined before and not left since. Nobody knows it of one
  // who may have joined among the steps that left.
  static bool inside(const Contact& contact, const AgentStep& leaving) {
    for (const AgentStep* step = &leaving; step != contact.agents.data();) {
      --step;
      if (step->kind == AgentStep::Kind::kWrote || step->agent != leaving.agent) continue;
      return step->kind == AgentStep::Kind::kJoined;
    }
    return contact.agents_left > 0 || contact.past.left();
  }

  bool known_note(TokenRef id) const {
    const Note* note = c_.bond.get()->notes.find(id);
    return note ? begun(*note, note->noted) : past_of(c_, EntityKind::kNote, bytes(id)).begun();
  }

  const Customer& c_;
  std::vector<Finding>& out_;
};

}  // namespace dangol
