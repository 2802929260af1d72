#include "app/import/config.h"

#include <algorithm>

#include <fmt/format.h>

// toml++ 3.3 asserts, and with NDEBUG assumes, what a malformed file does not keep (`[.x]`, `a = ]`);
// the code behind these assertions reports it properly. So they are taken out.
#define TOML_HEADER_ONLY 1
#include <toml++/impl/preprocessor.h>
#undef TOML_ASSERT
#define TOML_ASSERT(expr) static_assert(true)
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) static_assert(true)
#include <toml++/toml.h>

namespace dangol::importing {
namespace {

int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

// False leaves the line of a value of a kind that has no use here in `bad_line`.
bool convert(const toml::node& from, ConfigNode& to, int& bad_line) {
  to.line = line_of(from);
  if (const auto* text = from.as_string()) {
    to.kind = ConfigNode::Kind::kText;
    to.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    to.kind = ConfigNode::Kind::kInteger;
    to.integer = integer->get();
  } else if (const auto* boolean = from.as_boolean()) {
    to.kind = ConfigNode::Kind::kBoolean;
    to.boolean = boolean->get();
  } else if (const auto* list = from.as_array()) {
    to.kind = ConfigNode::Kind::kList;
    for (const toml::node& item : *list) {
      if (!convert(item, to.items.emplace_back(), bad_line)) return false;
    }
  } else if (const auto* table = from.as_table()) {
    to.kind = ConfigNode::Kind::kTable;
    std::vector<std::pair<toml::source_position, std::pair<std::string, const toml::node*>>> order;
    for (const auto& [key, node] : *table) {
      order.push_back({key.source().begin, {std::string(key.str()), &node}});
    }
    std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [position, member] : order) {
      auto& [name, node] = to.members.emplace_back(member.first, ConfigNode{});
      if (!convert(*member.second, node, bad_line)) return false;
      if (node.line == 0) node.line = static_cast<int>(position.line);
    }
  } else {
    bad_line = to.line;
    return false;
  }
  return true;
}

}  // namespace

const ConfigNode* ConfigNode::find(std::string_view name) const {
  const auto found = std::ranges::find_if(members, [&](const auto& m) { return m.first == name; });
  return found == members.end() ? nullptr : &found->second;
}

Result<ConfigNode> parse_config(std::string_view toml) {
  toml::table parsed;
  try {
    parsed = toml::parse(toml);
  } catch (const toml::parse_error& error) {
    return Error{ErrorCode::kRejected,
                 fmt::format("line {}: {}", error.source().begin.line, error.description())};
  }
  ConfigNode root;
  int bad_line = 0;
  if (!convert(parsed, root, bad_line)) {
    return Error{ErrorCode::kRejected,
                 fmt::format("line {}: a float, a date or a time has no use here", bad_line)};
  }
  return root;
}

}  // namespace dangol::importing
