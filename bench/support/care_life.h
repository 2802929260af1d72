// Events of customer care as they come in a shop: for measuring figures.
#pragma once

#include <cstddef>
#include <vector>

#include "events/event.h"

namespace dangol::bench {

inline constexpr std::size_t kCareCustomers = 100'000;

// `count` events from the `first`-th on, the same whenever they are asked for. Twelve make a visit of one
// customer: a call, a wait in a queue that one in five gives up, what is said, an issue that is handed on
// once and resolved, a survey, an order, the call's end; the visits lie 190 s apart.
std::vector<SentEvent> care_events(std::size_t first, std::size_t count);

// The subject of the customer who comes in that visit.
std::string care_customer(std::size_t visit);

}  // namespace dangol::bench
