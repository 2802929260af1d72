// What does not fit, looked up in the state whenever somebody asks.
#include "events/customer_finder_capnp.h"

namespace dangol {
namespace {

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
    case EntityKind::kSurvey: {
      const Survey* survey = c.bond.get()->surveys.find(id);
      const SurveyAnswer* answer = at(survey->answers, touched.moment);
      finder.look_at_offer(*survey);
      return answer ? finder.look(*survey, *answer) : void();
    }
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
    case EntityKind::kStory:
    case EntityKind::kMerge: return;  // nothing of theirs can fail to fit
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
