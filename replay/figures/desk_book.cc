#include "replay/figures/desk_book.h"

#include <algorithm>

#include "events/event.capnp.h"

namespace dangol::desk {

namespace {

bool is_queue(const Step& started) {
  return started.code == static_cast<std::uint8_t>(schema::WaitKind::QUEUE);
}

}  // namespace

bool ContactFacts::left_before_queue() const {
  return !queued && joined == nullptr && ended != nullptr &&
         ended->code == static_cast<std::uint8_t>(schema::EndedBy::CUSTOMER);
}

void DeskBook::read(const PersonSteps& person) {
  person_ = &person;
  of_contacts_.clear();
  of_waits_.clear();
  for (const Step& step : person.steps) {
    switch (kind_of(step)) {
      case DeskStep::kContact:
      case DeskStep::kLabel:
      case DeskStep::kContactEnded:
      case DeskStep::kJoined: of_contacts_.push_back({step.entity, &step}); break;
      case DeskStep::kWaitStarted:
      case DeskStep::kWaitEased:
      case DeskStep::kWaitEnded: of_waits_.push_back({step.entity, &step}); break;
    }
  }
  // Stable: the steps of one thing stay in time.
  const auto by_entity = [](const Part& a, const Part& b) { return a.entity < b.entity; };
  std::stable_sort(of_contacts_.begin(), of_contacts_.end(), by_entity);
  std::stable_sort(of_waits_.begin(), of_waits_.end(), by_entity);
  read_contacts();
  read_waits();
}

void DeskBook::read_contacts() {
  contacts_.clear();
  calls_.clear();
  for (const auto& [entity, step] : of_contacts_) {
    if (contacts_.empty() || contacts_.back().contact != entity) {
      contacts_.emplace_back().contact = entity;
      contacts_.back().first = step;
    }
    ContactFacts& facts = contacts_.back();
    switch (kind_of(*step)) {
      case DeskStep::kContact:
        if (facts.started == nullptr) facts.started = step;
        break;
      case DeskStep::kContactEnded:
        if (facts.ended == nullptr) facts.ended = step;
        break;
      case DeskStep::kJoined:
        if (facts.joined == nullptr) facts.joined = step;
        facts.last_joined = step;
        break;
      case DeskStep::kLabel:
      case DeskStep::kWaitStarted:
      case DeskStep::kWaitEased:
      case DeskStep::kWaitEnded: break;
    }
  }
  for (const ContactFacts& facts : contacts_) {
    if (facts.started != nullptr && !facts.started->has(kTransferLeg)) {
      calls_.push_back(facts.started);
    }
  }
  std::sort(calls_.begin(), calls_.end(),
            [](const Step* a, const Step* b) { return in_time(*a, *b); });
}

void DeskBook::read_waits() {
  waits_.clear();
  for (const auto& [entity, step] : of_waits_) {
    if (waits_.empty() || waits_.back().wait != entity) {
      waits_.emplace_back().wait = entity;
      waits_.back().first = step;
    }
    WaitFacts& facts = waits_.back();
    switch (kind_of(*step)) {
      case DeskStep::kWaitStarted:
        if (facts.started == nullptr) facts.started = step;
        break;
      case DeskStep::kWaitEased:
        if (facts.eased == nullptr) facts.eased = step;
        break;
      case DeskStep::kWaitEnded:
        if (facts.ended.step == nullptr) facts.ended = {step, step->code};
        break;
      case DeskStep::kContact:
      case DeskStep::kLabel:
      case DeskStep::kContactEnded:
      case DeskStep::kJoined: break;
    }
  }
  for (WaitFacts& wait : waits_) {
    if (wait.started == nullptr) continue;
    auto* contact = const_cast<ContactFacts*>(find(wait.started->contact));
    if (contact == nullptr) continue;
    if (is_queue(*wait.started)) contact->queued = true;
    // With the contact all its waits are over.
    if (wait.ended.step == nullptr && contact->ended != nullptr &&
        contact->ended->occurred >= wait.started->occurred) {
      wait.ended = {contact->ended, static_cast<std::uint8_t>(schema::WaitEnd::SYSTEM_CLOSED)};
    }
  }
}

const ContactFacts* DeskBook::find(EntityKey contact) const {
  const auto found = std::lower_bound(
      contacts_.begin(), contacts_.end(), contact,
      [](const ContactFacts& facts, EntityKey key) { return facts.contact < key; });
  return found != contacts_.end() && found->contact == contact ? &*found : nullptr;
}

std::uint64_t DeskBook::label(EntityKey contact, TextKey name) const {
  const auto [first, last] =
      std::equal_range(of_contacts_.begin(), of_contacts_.end(), Part{contact, nullptr},
                       [](const Part& a, const Part& b) { return a.entity < b.entity; });
  std::uint64_t value = 0;
  for (auto part = first; part != last; ++part) {
    if (kind_of(*part->step) == DeskStep::kLabel && part->step->key == name) {
      value = part->step->value;
    }
  }
  return value;
}

}  // namespace dangol::desk
