// One person's contacts and waits, laid out one by one. For sources of the desk's families only.
#pragma once

#include <span>
#include <vector>

#include "replay/figure.h"
#include "replay/figures/desk_steps.h"

namespace dangol::desk {

// How a wait ended, as far as is known.
struct WaitEnding {
  const Step* step =
      nullptr;           // nullptr: not ended. What ended it: the wait's own end, or the contact's
  std::uint8_t how = 0;  // schema::WaitEnd
};

struct WaitFacts {
  EntityKey wait = 0;
  const Step* started = nullptr;  // the earliest word of its beginning
  const Step* eased = nullptr;    // the earliest word of it
  const Step* first = nullptr;    // the earliest word of it at all
  WaitEnding ended;
};

struct ContactFacts {
  EntityKey contact = 0;
  const Step* started = nullptr;  // the earliest word of its beginning
  const Step* ended = nullptr;    // the earliest word of its end
  const Step* joined = nullptr;   // the first who joined
  const Step* last_joined = nullptr;
  const Step* first = nullptr;  // the earliest word of it at all
  bool queued = false;          // the person waited in a queue

  // The person ended it before anybody was there for them, without having waited.
  bool left_before_queue() const;
};

// Reused from person to person for its memory. Pointers stand until the next read().
class DeskBook {
 public:
  void read(const PersonSteps& person);

  const PersonSteps& person() const { return *person_; }
  std::span<const WaitFacts> waits() const { return waits_; }           // by their keys
  std::span<const ContactFacts> contacts() const { return contacts_; }  // by their keys
  const ContactFacts* find(EntityKey contact) const;
  // The beginnings of the contacts that the person began or that nobody says who began, in time.
  std::span<const Step* const> calls() const { return calls_; }
  // The value of a label of the contact; 0: it has none of that name.
  std::uint64_t label(EntityKey contact, TextKey name) const;

 private:
  struct Part {
    EntityKey entity;
    const Step* step;
  };
  void read_contacts();
  void read_waits();

  const PersonSteps* person_ = nullptr;
  std::vector<Part> of_contacts_;
  std::vector<Part> of_waits_;
  std::vector<WaitFacts> waits_;
  std::vector<ContactFacts> contacts_;
  std::vector<const Step*> calls_;
};

}  // namespace dangol::desk
