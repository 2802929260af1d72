#include "replay/figures/issues_path.h"

#include <algorithm>
#include <bit>

#include "events/event.capnp.h"
#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

constexpr auto kTransferLeg = static_cast<std::uint8_t>(schema::ContactRelation::TRANSFER_LEG);

PathStop::Kind kind_of(const Step& step) {
  if (is(step, CareStep::kPathBlocked)) return PathStop::Kind::kBlocked;
  if (is(step, CareStep::kJoined)) return PathStop::Kind::kJoined;
  if (!is(step, CareStep::kContact)) return PathStop::Kind::kContact;
  const bool leg = (step.flags >> kRelationShift & 7) == kTransferLeg;
  return leg ? PathStop::Kind::kLeg : PathStop::Kind::kContact;
}

bool to_a_party(const Step& step) {
  return is(step, CareStep::kHandedOff) || is(step, CareStep::kEscalated) ||
         is(step, CareStep::kDeflected);
}

}  // namespace

Paths::Paths(const IssueBook& book, std::uint32_t days) : book_(book) {
  std::vector<const IssueFacts*> opened;  // in time; laid out when it is needed
  for (const Step* step : book.others()) {
    const bool blocked = is(*step, CareStep::kPathBlocked);
    if (!blocked && !is(*step, CareStep::kJoined)) continue;
    if (step->contact != 0) {
      in_contacts_.emplace_back(step->contact, step);
      continue;
    }
    if (opened.empty()) {
      for (const IssueFacts& issue : book.issues()) {
        if (issue.opened != nullptr) opened.push_back(&issue);
      }
      std::ranges::sort(opened, {}, &IssueFacts::opened);
    }
    const auto next = std::ranges::lower_bound(opened, step, {}, &IssueFacts::opened);
    if (next == opened.end()) continue;
    const IssueFacts& issue = **next;
    if (issue.opened->occurred <= days_after(step->occurred, days)) {
      before_.emplace_back(issue.issue, step);
    }
  }
  std::ranges::sort(in_contacts_);
  std::ranges::sort(before_);
}

std::span<const std::pair<EntityKey, const Step*>> Paths::in(const std::vector<Numbered>& steps,
                                                             EntityKey key) const {
  const auto begin = std::ranges::lower_bound(steps, Numbered(key, nullptr));
  auto end = begin;
  while (end != steps.end() && end->first == key) ++end;
  return {begin, end};
}

IssuePath Paths::of(const IssueFacts& issue) const {
  IssuePath path;
  std::uint32_t channels = 0;
  const auto add = [&](const Step* step) { path.stops.push_back({kind_of(*step), step}); };
  for (const auto& [key, step] : in(before_, issue.issue)) add(step);
  for (const auto& [contact, named] : book_.contacts_of(issue)) {
    const ContactFacts* known = book_.find_contact(contact);
    if (known != nullptr && known->started != nullptr) {
      add(known->started);
      channels |= 1u << (known->started->code & 31);
    } else {
      add(named);
    }
    for (const auto& [key, step] : in(in_contacts_, contact)) add(step);
  }
  for (const Step* step : issue.steps) {
    if (to_a_party(*step)) path.stops.push_back({PathStop::Kind::kParty, step});
  }
  std::ranges::sort(path.stops, {}, &PathStop::step);
  channels &= ~1u;  // schema::Channel::UNSET
  path.channels = static_cast<std::size_t>(std::popcount(channels));
  return path;
}

}  // namespace dangol
