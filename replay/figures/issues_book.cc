#include "replay/figures/issues_book.h"

#include <algorithm>

#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

constexpr auto kCustomer = static_cast<std::uint8_t>(schema::ActorKind::CUSTOMER);
constexpr auto kStaff = static_cast<std::uint8_t>(schema::ActorKind::STAFF);
constexpr auto kPartner = static_cast<std::uint8_t>(schema::ActorKind::PARTNER);

bool by_key(const std::pair<EntityKey, const Step*>& a,
            const std::pair<EntityKey, const Step*>& b) {
  // Steps lie in time, one behind the other.
  return a.first != b.first ? a.first < b.first : a.second < b.second;
}

// What somebody of ours said or did about the issue.
bool by_us(const Step& step) {
  switch (step.type) {
    case type_of(CareStep::kAction):
    case type_of(CareStep::kDeflected):
    case type_of(CareStep::kProposed):
    case type_of(CareStep::kAlternative): return true;
    default: return false;
  }
}

// What the person said about the issue, of which there need be no message.
bool by_person(const Step& step) {
  switch (step.type) {
    case type_of(CareStep::kOpened):
    case type_of(CareStep::kRetold):
    case type_of(CareStep::kRejected): return true;
    case type_of(CareStep::kTouched):
    case type_of(CareStep::kReopened): return step.actor == kCustomer;
    default: return false;
  }
}

const Step* later(const Step* a, const Step* b) {
  if (a == nullptr || b == nullptr) return a == nullptr ? b : a;
  return a < b ? b : a;  // both lie in one array, in time
}

}  // namespace

void IssueBook::read(const PersonSteps& person) {
  person_ = &person;
  of_issues_.clear();
  of_contacts_.clear();
  words_.clear();
  words_sorted_ = false;
  others_.clear();
  recurrences_.clear();
  for (const Step& step : person.steps) {
    if (about_an_issue(step)) {
      of_issues_.emplace_back(step.entity, &step);
      if (is(step, CareStep::kRecurred)) recurrences_.push_back(&step);
      continue;
    }
    if (is(step, CareStep::kWord)) {
      words_.emplace_back(step.key, &step);
      continue;
    }
    others_.push_back(&step);
    if (is(step, CareStep::kContact) || is(step, CareStep::kContactStage) ||
        is(step, CareStep::kMessage)) {
      of_contacts_.emplace_back(step.entity, &step);
    }
    if (is(step, CareStep::kMessage) && step.code == kCustomer) {
      words_.emplace_back(step.key, &step);
    }
  }
  std::stable_sort(recurrences_.begin(), recurrences_.end(),
                   [](const Step* a, const Step* b) { return a->value < b->value; });
  take_contacts();
  take_call_backs();
  lay_out(of_issues_);
}

void IssueBook::lay_out(std::vector<Numbered>& numbered) {
  std::sort(numbered.begin(), numbered.end(), by_key);
  steps_.clear();
  for (const Numbered& step : numbered) steps_.push_back(step.second);
  issues_.clear();
  for (std::size_t begin = 0, end = 0; begin < numbered.size(); begin = end) {
    while (end < numbered.size() && numbered[end].first == numbered[begin].first) ++end;
    IssueFacts& issue = issues_.emplace_back();
    issue.issue = numbered[begin].first;
    issue.steps = {steps_.data() + begin, end - begin};
    fold(issue);
  }
}

void IssueBook::take_contacts() {
  std::sort(of_contacts_.begin(), of_contacts_.end(), by_key);
  contacts_.clear();
  for (const auto& [key, step] : of_contacts_) {
    if (contacts_.empty() || contacts_.back().contact != key)
      contacts_.emplace_back().contact = key;
    ContactFacts& contact = contacts_.back();
    if (is(*step, CareStep::kContact) && contact.started == nullptr) contact.started = step;
    if (is(*step, CareStep::kContactStage) && contact.stage == nullptr) contact.stage = step;
    if (!is(*step, CareStep::kMessage)) continue;
    contact.last = step;
    if (step->code == kCustomer) contact.by_person = step;
    if (step->code == kStaff || step->code == kPartner) contact.by_staff = step;
  }
  join_legs();
}

// Follows every chain of legs once; legs in a ring are one contact all the same.
void IssueBook::join_legs() {
  constexpr auto kLeg = static_cast<std::uint8_t>(schema::ContactRelation::TRANSFER_LEG);
  std::vector<ContactFacts*> chain;
  for (ContactFacts& from : contacts_) {
    chain.clear();
    EntityKey first = from.contact;
    for (ContactFacts* leg = &from; leg != nullptr;) {
      first = leg->first_leg != 0 ? leg->first_leg : leg->contact;
      if (leg->first_leg != 0) break;  // followed before, or a ring
      leg->first_leg = leg->contact;
      chain.push_back(leg);
      const Step* started = leg->started;
      const bool goes_on = started != nullptr && started->value != 0 &&
                           (started->flags >> kRelationShift & 7) == kLeg;
      if (!goes_on) break;
      first = started->value;
      leg = const_cast<ContactFacts*>(find_contact(started->value));
    }
    for (ContactFacts* leg : chain) leg->first_leg = first;
  }
}

EntityKey IssueBook::first_leg(EntityKey contact) const {
  const ContactFacts* known = find_contact(contact);
  return known != nullptr ? known->first_leg : contact;
}

std::span<const Step* const> IssueBook::recurrences_of(EntityKey issue) const {
  const auto begin = std::lower_bound(recurrences_.begin(), recurrences_.end(), issue,
                                      [](const Step* a, EntityKey key) { return a->value < key; });
  auto end = begin;
  while (end != recurrences_.end() && (*end)->value == issue) ++end;
  return {begin, end};
}

const IssueFacts* IssueBook::find_issue(EntityKey issue) const {
  const auto found =
      std::lower_bound(issues_.begin(), issues_.end(), issue,
                       [](const IssueFacts& a, EntityKey key) { return a.issue < key; });
  return found != issues_.end() && found->issue == issue ? &*found : nullptr;
}

const ContactFacts* IssueBook::find_contact(EntityKey contact) const {
  const auto found =
      std::lower_bound(contacts_.begin(), contacts_.end(), contact,
                       [](const ContactFacts& a, EntityKey key) { return a.contact < key; });
  return found != contacts_.end() && found->contact == contact ? &*found : nullptr;
}

std::span<const IssueBook::Numbered> IssueBook::steps_of(EntityKey contact) const {
  const auto begin = std::lower_bound(of_contacts_.begin(), of_contacts_.end(),
                                      Numbered(contact, nullptr), by_key);
  auto end = begin;
  while (end != of_contacts_.end() && end->first == contact) ++end;
  return {begin, end};
}

std::vector<IssueBook::Numbered> IssueBook::contacts_of(const IssueFacts& issue) const {
  std::vector<Numbered> met;
  for (const Step* step : issue.steps) {
    if (step->contact != 0) met.emplace_back(step->contact, step);
  }
  std::sort(met.begin(), met.end(), by_key);
  const auto same = [](const Numbered& a, const Numbered& b) { return a.first == b.first; };
  met.erase(std::unique(met.begin(), met.end(), same), met.end());
  std::ranges::sort(met, {}, &Numbered::second);
  return met;
}

const Step& IssueBook::last_on(const IssueFacts& issue) const {
  const Step* last = issue.last != nullptr ? issue.last : &issue.first();
  EntityKey before = 0;
  for (const Step* step : issue.steps) {
    if (step->contact == 0 || step->contact == before) continue;
    before = step->contact;
    if (const ContactFacts* contact = find_contact(step->contact)) {
      last = later(last, contact->last);
    }
  }
  return *last;
}

const Step* IssueBook::unanswered(const IssueFacts& issue) const {
  const Step* said = nullptr;
  const Step* answered = nullptr;
  EntityKey before = 0;
  for (const Step* step : issue.steps) {
    if (by_person(*step)) said = later(said, step);
    if (by_us(*step)) answered = later(answered, step);
    if (step->contact == 0 || step->contact == before) continue;
    before = step->contact;
    if (const ContactFacts* contact = find_contact(step->contact)) {
      said = later(said, contact->by_person);
      answered = later(answered, contact->by_staff);
    }
  }
  return answered == nullptr || (said != nullptr && answered < said) ? said : nullptr;
}

const IssueBook& book_of(const PersonSteps& person) {
  // A person with more steps than nearly all others does not keep their memory from them.
  constexpr std::size_t kStepsRemembered = 65'536;
  thread_local IssueBook book;
  thread_local std::size_t most = 0;
  if (most > kStepsRemembered && person.steps.size() <= kStepsRemembered) {
    book = IssueBook();
    most = 0;
  }
  most = std::max(most, person.steps.size());
  book.read(person);
  return book;
}

}  // namespace dangol
