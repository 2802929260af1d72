// What a stream's state weighs in memory, so that whoever holds many can keep within a budget.
#pragma once

#include <cstddef>

#include "events/customer.h"

namespace dangol {

// The object and what it holds on the heap, in bytes; an estimate: what the allocator adds is not in
// it, and of a table with many entities only some are looked at. Never looks at more than a few
// hundred things, so it can be asked after every batch. Any thread that may read the state.
std::size_t memory_bytes(const Customer& customer);

}  // namespace dangol
