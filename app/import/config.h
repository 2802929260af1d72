// A TOML file as a tree that knows its lines and the order in which things stand in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/outcome.h"

namespace dangol::importing {

struct ConfigNode {
  enum class Kind { kText, kInteger, kBoolean, kList, kTable };
  Kind kind = Kind::kTable;
  int line = 0;  // from 1
  std::string text;
  std::int64_t integer = 0;
  bool boolean = false;
  std::vector<ConfigNode> items;                            // of a list
  std::vector<std::pair<std::string, ConfigNode>> members;  // of a table, in the file's order

  // The member of that name, or null.
  const ConfigNode* find(std::string_view name) const;
};

// kRejected, with the line, when `toml` is no TOML or holds a float, a date or a time.
Result<ConfigNode> parse_config(std::string_view toml);

}  // namespace dangol::importing
