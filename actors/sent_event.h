// What the engine itself reads in an event that was sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/event.h"

namespace dangol {

// The one look that every event gets.
struct SentLook {
  bool from_dangol = false;       // the source says that Dangol itself made it
  bool names_somebody = false;    // customer.identified: see identifier_of
  bool ends_watch = false;        // after it the clock may watch the stream no more: see next_due
  bool may_recur = false;         // may show that an issue came back: see recurrences_with
  bool may_concern_many = false;  // may show what several customers have in common
  bool concerns_two = false;      // may ask for another stream's record: see mirror_of
  bool erases = false;            // says that words were made unreadable
};
SentLook look_at(const SentEvent& event);

// What the engine asks of an event on a stream whose subject was forgotten.
struct SentToForgotten {
  std::string source, id;
  Micros time;
  bool begins_relation =
      false;  // by it the person comes to us again: a contact, an order, a consent
};
SentToForgotten look_as_forgotten(const SentEvent& event);

// What customer.identified carries for the blind index; nullopt when it carries nothing, and for
// every other event.
struct SentIdentifier {
  std::string kind;
  std::string value;
};
std::optional<SentIdentifier> identifier_of(const SentEvent& event);

}  // namespace dangol
