#include "events/standing.h"

#include <algorithm>

namespace dangol {

namespace {

// The last record before which all words were erased, and with them the keys to every id.
Version forgotten_before(const Customer& customer) {
  Version last;
  if (const Rights* rights = customer.rights.get()) {
    for (const Erasure& erasure : rights->erasures) {
      if (erasure.versions.empty()) last = std::max(last, erasure.moment.version);
    }
    if (const ErasedEarlier* earlier = rights->erased_earlier.get())
      last = std::max(last, Version(earlier->before));
  }
  return last;
}

}  // namespace

bool absorbed(const Customer& customer) {
  const Person* person = customer.person.get();
  return person && person->absorbed;
}

const Promise* next_due(const Customer& customer) {
  const Bond* bond = customer.bond.get();
  if (!bond || bond->promises.rows().empty() || absorbed(customer)) return nullptr;
  const Version forgotten = forgotten_before(customer);
  const Promise* next = nullptr;
  for (const Promise& promise : bond->promises.rows()) {
    if (promise_standing(promise) != PromiseStanding::kDue || promise.as_recorded) continue;
    if (promise.made.version < forgotten) continue;
    if (!next || promise.window_end < next->window_end) next = &promise;
  }
  return next;
}

Micros last_word(const Customer& customer, const Issue& issue) {
  Micros last = issue.opened.at;
  const auto note = [&](Micros at) { last = std::max(last, at); };
  const auto note_contact = [&](TokenRef id) {
    const Contact* contact = customer.contacts.find(id);
    if (contact && contact->last_by_customer.known()) note(contact->last_by_customer.at);
  };
  note_contact(issue.contact);
  for (const IssueStep& step : issue.steps) {
    if (!is_word(step.kind)) continue;
    note(step.moment.at);
    const bool names_contact =
        step.kind == IssueStep::Kind::kTouched || step.kind == IssueStep::Kind::kStoryRetold;
    if (names_contact) note_contact(step.first);
  }
  return last;
}

std::optional<Silence> silence_of(const Customer& customer, const Issue& issue) {
  if (issue.now.status != IssueStanding::Status::kOpen || !issue.opened.known()) return {};
  const IssueStep* proposed = nullptr;
  for (auto step = issue.steps.rbegin(); step != issue.steps.rend() && !proposed; ++step) {
    if (step->kind == IssueStep::Kind::kRejected || step->kind == IssueStep::Kind::kReopened)
      return {};
    if (step->kind == IssueStep::Kind::kProposed) proposed = &*step;
  }
  if (!proposed || (proposed->flags & IssueStep::kAsRecorded)) return {};
  if (proposed->moment.version < forgotten_before(customer)) return {};
  const Contact* contact = customer.contacts.find(issue.contact);
  const Attribution* moved = contact ? contact->attribution.get() : nullptr;
  if (moved && customer.tokens.bytes(moved->to) != customer.self.view()) return {};
  return Silence{issue.id, proposed->first, last_word(customer, issue)};
}

std::optional<Silence> first_silence(const Customer& customer) {
  std::optional<Silence> first;
  if (absorbed(customer)) return first;
  for (const Issue& issue : customer.issues.rows()) {
    const std::optional<Silence> silence = silence_of(customer, issue);
    if (silence && (!first || silence->since < first->since)) first = silence;
  }
  return first;
}

}  // namespace dangol
