// The names that a mapping's expressions may use, and where their values stand in a row.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/import/row.h"

namespace dangol::importing {

// A lookup table of a mapping: `[maps.NAME]`.
struct Lookup {
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::string> otherwise;  // "*": of every value not listed
};

struct Name {
  Slot slot = kNoSlot;
  bool conditions_only = false;  // may decide whether, never be part of what is written
};

// Filled while a mapping is loaded: an expression knows only what stands above it.
struct Names {
  std::map<std::string, Name, std::less<>> slots;
  std::map<std::string, std::string, std::less<>> dropped;  // column -> why
  std::map<std::string, Lookup, std::less<>> lookups;
  std::vector<std::string> by_slot;
  bool has_key = false;  // rows are compared with others of their key

  // False when the name is taken.
  bool add(std::string_view name, bool conditions_only = false) {
    const Slot slot = static_cast<Slot>(by_slot.size());
    if (!slots.emplace(name, Name{slot, conditions_only}).second) return false;
    by_slot.emplace_back(name);
    return true;
  }
};

}  // namespace dangol::importing
