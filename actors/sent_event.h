// What the engine itself reads in an event that was sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/event.h"

namespace dangol {

// The source says that Dangol itself made the event.
bool is_from_dangol(const SentEvent& event);

// What customer.identified carries for the blind index; nullopt for every other event.
struct SentIdentifier {
  std::string kind;
  std::string value;
};
std::optional<SentIdentifier> identifier_of(const SentEvent& event);

}  // namespace dangol
