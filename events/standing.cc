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

// The contact that the issue came up in was somebody else's.
bool belongs_elsewhere(const Customer& customer, const Issue& issue) {
  const Contact* contact = customer.contacts.find(issue.contact);
  const Attribution* moved = contact ? contact->attribution.get() : nullptr;
  return moved && customer.tokens.bytes(moved->to) != customer.self.view();
}

bool has_key(const Issue& issue) {
  return issue.topic != TextRef() || issue.product != TextRef() || issue.symptom != TextRef();
}

bool same_key(const Issue& a, const Issue& b) {
  return a.topic == b.topic && a.product == b.product && a.symptom == b.symptom;
}

// When the issue last looked solved, no later than `by`.
std::optional<Micros> looked_solved(const Issue& issue, Micros by) {
  for (auto step = issue.steps.rbegin(); step != issue.steps.rend(); ++step) {
    const bool solved =
        step->kind == IssueStep::Kind::kProposed || step->kind == IssueStep::Kind::kConfirmed;
    if (solved && step->moment.at <= by) return step->moment.at;
  }
  return std::nullopt;
}

// Its oldest steps may have told of a recurrence, too.
bool told_of_recurrence(const Issue& issue) {
  return issue.earlier.get() != nullptr ||
         std::any_of(issue.steps.begin(), issue.steps.end(),
                     [](const IssueStep& step) { return step.kind == IssueStep::Kind::kRecurred; });
}

std::optional<Recurrence> recurrence(const Customer& customer, const Issue& issue,
                                     const Issue& earlier, std::uint32_t window_days) {
  if (issue.id == earlier.id || !issue.opened.known() || !earlier.opened.known() ||
      !same_key(issue, earlier) || issue.opened < earlier.opened || told_of_recurrence(issue) ||
      belongs_elsewhere(customer, issue) || belongs_elsewhere(customer, earlier)) {
    return std::nullopt;
  }
  const std::optional<Micros> since = looked_solved(earlier, issue.opened.at);
  const std::int64_t window = window_days * kMicrosPerDay;
  if (!since || issue.opened.at.value() - since->value() > window) return std::nullopt;
  return Recurrence{issue.id, earlier.id, issue.opened.at, *since};
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
  if (belongs_elsewhere(customer, issue)) return {};
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

std::vector<Recurrence> recurrences_with(const Customer& customer, const Issue& about,
                                         std::uint32_t window_days) {
  std::vector<Recurrence> found;
  if (!has_key(about) || absorbed(customer)) return found;
  std::optional<Recurrence> own;
  for (const Issue& other : customer.issues.rows()) {
    const auto repeats = recurrence(customer, about, other, window_days);
    if (repeats && (!own || own->since < repeats->since)) own = repeats;
    if (const auto repeated = recurrence(customer, other, about, window_days))
      found.push_back(*repeated);
  }
  if (own) found.push_back(*own);
  return found;
}

}  // namespace dangol
