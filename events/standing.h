// What follows from a stream's state as a whole. Pure: no clock says what is due, only when.
#pragma once

#include "events/customer.h"

namespace dangol {

// This stream was merged into another, which takes its decisions from then on.
bool absorbed(const Customer& customer);

// The promise that the clock must look at next: of those that nothing known keeps, releases or
// lapses, the one whose window ends first. Null: there is none. The clock watches no promise whose
// making is history from elsewhere, none that was made before the person was forgotten, and none of
// a stream that was merged into another. Valid until the state changes. O(promises).
const Promise* next_due(const Customer& customer);

}  // namespace dangol
