// One row of the input while events are made of it.
#pragma once

#include <cstdint>
#include <vector>

#include "app/import/arena.h"
#include "app/import/value.h"

namespace dangol::importing {

// Index of a name of the mapping (column, joined column, derived column, time) in every row.
using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = ~Slot{0};

// The values of one row by slot. Their bytes live in `arena` or in the mapping.
struct Row {
  std::uint64_t line = 0;    // where the row begins in its file, from 1
  std::uint64_t number = 0;  // its place among the rows of its key, from 1
  std::vector<Value> values;
  std::vector<std::int64_t> seconds;  // of times: UTC seconds since 1970, by the time's number
  Arena arena;

  void clear(std::size_t slots) {
    line = 0;
    number = 0;
    values.assign(slots, Value());
    arena.reset();
  }
};

}  // namespace dangol::importing
