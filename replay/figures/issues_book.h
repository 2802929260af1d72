// One person's steps, laid out by issue and by contact. Only for the figures about issues.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "replay/figure.h"
#include "replay/figures/issues_steps.h"

namespace dangol {

inline constexpr std::size_t kLevels = 5;  // schema::PartyLevel

// What is known of one issue. Where it stands agrees with the state's own fold of the same facts
// (events/customer_issue.h).
struct IssueFacts {
  EntityKey issue = 0;
  std::span<const Step* const> steps;  // of the issue, in time; never empty
  const Step* opened = nullptr;      // the earliest word of it; nullptr: it is not known to be one
  const Step* classified = nullptr;  // the latest word on topic and product
  std::uint64_t symptom = 0;
  const Step* confirmed_first = nullptr;  // the first confirmation that took effect
  const Step* confirmed = nullptr;        // the one that stands
  const Step* closed = nullptr;           // the latest closing, unless it was opened again
  const Step* closed_first = nullptr;
  const Step* last = nullptr;              // in time, marks by a foreign system aside
  std::uint32_t actions = 0;               // deflections included
  std::uint32_t actions_since_opened = 0;  // since it was last opened
  std::uint32_t reopenings = 0;
  std::array<std::uint64_t, kLevels> owner{};  // by schema::PartyLevel; 0: not known
  bool resolved = false;                       // the latest word is a confirmation, not a closing
  bool state_unknown = false;  // the source says that it does not know whether it is solved

  const Step& first() const { return *steps.front(); }
  bool open() const { return opened != nullptr && closed == nullptr && confirmed == nullptr; }
  // The moment that a period is asked about.
  Micros since() const { return opened != nullptr ? opened->occurred : first().occurred; }
  // `closure`: schema::Closure.
  template <class Closure>
  bool closed_as(Closure closure) const {
    return closed != nullptr && closed->code == static_cast<std::uint8_t>(closure);
  }
};

struct ContactFacts {
  EntityKey contact = 0;
  EntityKey first_leg = 0;        // the contact that this one is a leg of, or itself
  const Step* started = nullptr;  // the earliest word of it
  const Step* stage = nullptr;
  const Step* by_person = nullptr;  // the last message
  const Step* by_staff = nullptr;   // the last message
  const Step* last = nullptr;       // the last message by anybody
};

// Reused from person to person for its memory. Pointers stand until the next read().
class IssueBook {
 public:
  using Numbered = std::pair<EntityKey, const Step*>;

  void read(const PersonSteps& person);

  const PersonSteps& person() const { return *person_; }
  // By their keys.
  std::span<const IssueFacts> issues() const { return issues_; }
  const IssueFacts* find_issue(EntityKey issue) const;
  const ContactFacts* find_contact(EntityKey contact) const;
  // The contact that this one is a transferred call's leg of, or itself.
  EntityKey first_leg(EntityKey contact) const;
  // Words that an issue is this one come back; by the earlier issue.
  std::span<const Step* const> recurrences_of(EntityKey issue) const;
  // Promises to call back that were kept in time: where they stand is a step of kind kPromised.
  std::span<const Numbered> called_back_for(EntityKey issue) const;
  std::span<const Numbered> called_back_after(EntityKey first_leg) const;
  std::span<const Numbered> called_back_by(EntityKey event) const;
  // Steps of contacts, promises and paths, in time.
  std::span<const Step* const> others() const { return others_; }
  // Its steps, in time: the start, stage and messages; each with the contact's key.
  std::span<const Numbered> steps_of(EntityKey contact) const;
  // In time, each once, with the first step of the issue that names it.
  std::vector<Numbered> contacts_of(const IssueFacts& issue) const;
  // The last word or deed on the issue, in its contacts too; marks by a foreign system aside.
  const Step& last_on(const IssueFacts& issue) const;
  // The person's last word on the issue, unless somebody said or did something since.
  const Step* unanswered(const IssueFacts& issue) const;

 private:
  void lay_out(std::vector<Numbered>& numbered);
  void fold(IssueFacts& issue);
  void take_contacts();
  void join_legs();
  void take_call_backs();
  void confirm(IssueFacts& issue, const Step& step);
  bool evident(const IssueFacts& issue, const Step& confirmation);
  const Step* word(EntityKey event);

  const PersonSteps* person_ = nullptr;
  std::vector<Numbered> of_issues_, of_contacts_, words_;
  bool words_sorted_ = false;
  std::vector<const Step*> steps_, others_;
  std::vector<IssueFacts> issues_;
  std::vector<ContactFacts> contacts_;
  std::vector<const Step*> recurrences_;  // by the earlier issue, then in time
  std::vector<Numbered> called_back_for_, called_back_after_, called_back_by_;
  // Of the issue that is being folded: resolution to its first proposal.
  std::vector<Numbered> proposals_;
  bool proposals_known_ = false;
};

// The book of the calling thread, with this person in it.
const IssueBook& book_of(const PersonSteps& person);

}  // namespace dangol
