#include "replay/figures/issues_course.h"

#include <algorithm>
#include <set>

#include "events/event.capnp.h"
#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

enum class Began : std::uint8_t { kByPerson, kByUs, kUnknown };

Began began(const ContactFacts* contact) {
  if (contact == nullptr || contact->started == nullptr) return Began::kUnknown;
  switch (static_cast<schema::Direction>(contact->started->flags & 3)) {
    case schema::Direction::INBOUND: return Began::kByPerson;
    case schema::Direction::OUTBOUND: return Began::kByUs;
    case schema::Direction::UNSET: break;
  }
  const auto actor = static_cast<schema::ActorKind>(contact->started->actor);
  if (actor == schema::ActorKind::CUSTOMER) return Began::kByPerson;
  return actor == schema::ActorKind::UNSET ? Began::kUnknown : Began::kByUs;
}

class Follower {
 public:
  // REQUIRES: the issue was confirmed.
  Follower(const IssueBook& book, const IssueFacts& issue, const Policies& policies)
      : book_(book),
        issue_(issue),
        confirmed_(*issue.confirmed_first),
        until_(days_after(confirmed_.occurred, policies.silence_days)),
        promised_(!book.called_back_for(issue.issue).empty()) {}

  Course follow() {
    // The opening counts first, whatever its time.
    const auto before = [&](const Step* at) { return at < &confirmed_ || at == issue_.opened; };
    for (const Step* step : issue_.steps) {
      if (before(step) && step->contact != 0) met(step->contact);
    }
    for (const Step* step : issue_.steps) {
      if (before(step) || step->occurred > until_ || course_.spoilt != nullptr) continue;
      if (spoils(*step)) course_.spoilt = step;
    }
    for (const Step* step : book_.recurrences_of(issue_.issue)) {
      const IssueFacts* again = book_.find_issue(step->entity);
      const Step* at = again != nullptr && again->opened != nullptr ? again->opened : step;
      const bool within = at > &confirmed_ && at->occurred <= until_;
      if (within && course_.spoilt == nullptr) course_.spoilt = at;
    }
    return course_;
  }

 private:
  void met(EntityKey contact) {
    const EntityKey first = book_.first_leg(contact);
    if (!met_.insert(first).second) return;
    promised_ |= !book_.called_back_after(first).empty();
    switch (began(book_.find_contact(first))) {
      case Began::kByPerson: ++course_.by_person; break;
      case Began::kUnknown: ++course_.by_unknown; break;
      case Began::kByUs: break;
    }
  }

  bool spoils(const Step& step) const {
    if (is(step, CareStep::kReopened) || is(step, CareStep::kRejected)) return true;
    if (step.contact == 0 || met_.contains(book_.first_leg(step.contact))) return false;
    return !called_back(step.contact);
  }

  // The contact is the call that was promised in one of the contacts before, and it came in time.
  bool called_back(EntityKey contact) const {
    const ContactFacts* call = book_.find_contact(contact);
    if (call == nullptr || call->started == nullptr) return false;
    const Step& started = *call->started;
    const auto relation = static_cast<schema::ContactRelation>(started.flags >> kRelationShift & 7);
    if (relation == schema::ContactRelation::CALLBACK && promised_ &&
        met_.contains(book_.first_leg(started.value))) {
      return true;
    }
    return std::ranges::any_of(book_.called_back_by(started.key), [&](const auto& promise) {
      const Step& made = *promise.second;
      return made.value == issue_.issue ||
             (made.contact != 0 && met_.contains(book_.first_leg(made.contact)));
    });
  }

  const IssueBook& book_;
  const IssueFacts& issue_;
  const Step& confirmed_;
  const Micros until_;
  bool promised_;  // to call back, and it came in time
  std::set<EntityKey> met_;
  Course course_;
};

}  // namespace

Course course_of(const IssueBook& book, const IssueFacts& issue, const Policies& policies) {
  return Follower(book, issue, policies).follow();
}

}  // namespace dangol
