#include "app/import/expression.h"

#include <fmt/format.h>

#include "app/import/expression_node.h"

namespace dangol::importing {
namespace {

using Node = Expression::Node;

Value text_of(const Node& node, Situation& at);
bool truth_of(const Node& node, Situation& at);

Value number_text(std::uint64_t number, Situation& at) {
  const fmt::format_int text(number);
  return at.arena->keep({text.data(), text.size()});
}

// The name of the column that a failure is about, if an argument is one.
std::string_view column_of(const Node& node) {
  if (node.operation == Operation::kLiteral) return {};
  if (!node.text.empty()) return node.text;
  for (const auto& argument : node.arguments) {
    if (const auto name = column_of(*argument); !name.empty()) return name;
  }
  return {};
}

Value trimmed(Value value) {
  if (!value.known()) return value;
  std::string_view text = value.text();
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Value lowered(Value value, Situation& at) {
  if (!value.known()) return value;
  char* const out = at.arena->room(value.text().size());
  std::size_t size = 0;
  for (const char c : value.text()) {
    out[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::string_view(out, size);
}

Value looked_up(const Node& node, Situation& at) {
  const Value value = text_of(*node.arguments[0], at);
  if (!value.known()) return value;
  const auto found = node.lookup->values.find(value.text());
  if (found != node.lookup->values.end()) return std::string_view(found->second);
  if (node.lookup->otherwise.has_value()) return std::string_view(*node.lookup->otherwise);
  return at.fail(column_of(*node.arguments[0]),
                 fmt::format("its value is not in the table '{}'", node.arguments[1]->text));
}

Value scaled(const Node& node, Situation& at) {
  const Value value = text_of(*node.arguments[0], at);
  if (!value.known()) return value;
  const auto number = Decimal::parse(value.text());
  if (!number.has_value()) return at.fail(column_of(*node.arguments[0]), "not a decimal number");
  const auto digits = static_cast<int>(node.arguments[1]->number->units);
  const auto units = number->scaled(digits);
  if (!units.has_value()) {
    return at.fail(column_of(*node.arguments[0]),
                   fmt::format("has more than {} decimal digits, or too many digits", digits));
  }
  const fmt::format_int text(*units);
  return at.arena->keep({text.data(), text.size()});
}

Value concatenated(const Node& node, Situation& at) {
  std::size_t size = 0;
  std::vector<Value> parts;
  for (const auto& argument : node.arguments) {
    parts.push_back(text_of(*argument, at));
    if (!parts.back().known()) return Value::missing();
    size += parts.back().text().size();
  }
  char* const start = at.arena->room(size);
  char* out = start;
  for (const Value& part : parts) out = std::copy(part.text().begin(), part.text().end(), out);
  return std::string_view(start, size);
}

Value text_of(const Node& node, Situation& at) {
  switch (node.operation) {
    case Operation::kLiteral: return std::string_view(node.text);
    case Operation::kMissing: return Value::missing();
    case Operation::kColumn: return at.row->values[node.slot];
    case Operation::kPrevious:
      return at.previous == nullptr ? Value::missing() : at.previous->values[node.slot];
    case Operation::kFirst: return (at.first == nullptr ? at.row : at.first)->values[node.slot];
    case Operation::kLine: return number_text(at.row->line, at);
    case Operation::kRow: return number_text(at.row->number, at);
    case Operation::kRows: return number_text(at.rows, at);
    case Operation::kItem: return number_text(at.item, at);
    case Operation::kFile: return at.file;
    case Operation::kCoalesce:
      for (const auto& argument : node.arguments) {
        if (const Value value = text_of(*argument, at); value.known()) return value;
      }
      return Value::missing();
    case Operation::kIf:
      return text_of(*node.arguments[truth_of(*node.arguments[0], at) ? 1 : 2], at);
    case Operation::kMap: return looked_up(node, at);
    case Operation::kBefore:
    case Operation::kAfter: {
      const Value value = text_of(*node.arguments[0], at);
      const Value separator = text_of(*node.arguments[1], at);
      if (!value.known() || !separator.known()) return Value::missing();
      const auto place = value.text().find(separator.text());
      if (node.operation == Operation::kBefore) return value.text().substr(0, place);
      if (place == std::string_view::npos) return Value::missing();
      return value.text().substr(place + separator.text().size());
    }
    case Operation::kTrim: return trimmed(text_of(*node.arguments[0], at));
    case Operation::kLower: return lowered(text_of(*node.arguments[0], at), at);
    case Operation::kDecimal: return scaled(node, at);
    case Operation::kConcat: return concatenated(node, at);
    case Operation::kConstant:
    case Operation::kAnd:
    case Operation::kOr:
    case Operation::kNot:
    case Operation::kEqual:
    case Operation::kUnequal:
    case Operation::kLess:
    case Operation::kLessEqual:
    case Operation::kMore:
    case Operation::kMoreEqual:
    case Operation::kChanged:
    case Operation::kIsFirst:
    case Operation::kOneOf:
    case Operation::kStartsWith:
    case Operation::kContains: break;  // conditions: the parser lets none stand here
  }
  return Value::missing();
}

// A comparison by size; false when either side is missing.
bool ordered(const Node& node, Situation& at, bool (*fits)(std::strong_ordering)) {
  std::optional<Decimal> sides[2];
  for (int i = 0; i < 2; ++i) {
    const Node& argument = *node.arguments[static_cast<std::size_t>(i)];
    sides[i] = argument.number;
    if (sides[i].has_value()) continue;
    const Value value = text_of(argument, at);
    if (!value.known()) return false;
    sides[i] = Decimal::parse(value.text());
    if (!sides[i].has_value()) {
      at.fail(column_of(argument), "not a decimal number");
      return false;
    }
  }
  return fits(compare(*sides[0], *sides[1]));
}

bool equal(const Node& node, Situation& at) {
  if (node.arguments[0]->number.has_value() || node.arguments[1]->number.has_value()) {
    return ordered(node, at, [](std::strong_ordering order) { return order == 0; });
  }
  return text_of(*node.arguments[0], at) == text_of(*node.arguments[1], at);
}

bool truth_of(const Node& node, Situation& at) {
  switch (node.operation) {
    case Operation::kConstant: return node.constant;
    case Operation::kAnd:
      return truth_of(*node.arguments[0], at) && truth_of(*node.arguments[1], at);
    case Operation::kOr:
      return truth_of(*node.arguments[0], at) || truth_of(*node.arguments[1], at);
    case Operation::kNot: return !truth_of(*node.arguments[0], at);
    case Operation::kEqual: return equal(node, at);
    case Operation::kUnequal: return !equal(node, at);
    case Operation::kLess: return ordered(node, at, [](std::strong_ordering o) { return o < 0; });
    case Operation::kLessEqual:
      return ordered(node, at, [](std::strong_ordering o) { return o <= 0; });
    case Operation::kMore: return ordered(node, at, [](std::strong_ordering o) { return o > 0; });
    case Operation::kMoreEqual:
      return ordered(node, at, [](std::strong_ordering o) { return o >= 0; });
    case Operation::kChanged:
      if (at.previous == nullptr) return false;
      for (const auto& argument : node.arguments) {
        if (at.previous->values[argument->slot] != at.row->values[argument->slot]) return true;
      }
      return false;
    case Operation::kIsFirst: return at.previous == nullptr;
    case Operation::kOneOf: {
      const Value value = text_of(*node.arguments[0], at);
      for (std::size_t i = 1; i < node.arguments.size(); ++i) {
        if (value == text_of(*node.arguments[i], at)) return true;
      }
      return false;
    }
    case Operation::kStartsWith:
    case Operation::kContains: {
      const Value value = text_of(*node.arguments[0], at);
      const Value part = text_of(*node.arguments[1], at);
      if (!value.known() || !part.known()) return false;
      return node.operation == Operation::kStartsWith
                 ? value.text().starts_with(part.text())
                 : value.text().find(part.text()) != std::string_view::npos;
    }
    case Operation::kLiteral:
    case Operation::kMissing:
    case Operation::kColumn:
    case Operation::kPrevious:
    case Operation::kFirst:
    case Operation::kLine:
    case Operation::kRow:
    case Operation::kRows:
    case Operation::kItem:
    case Operation::kFile:
    case Operation::kCoalesce:
    case Operation::kIf:
    case Operation::kMap:
    case Operation::kBefore:
    case Operation::kAfter:
    case Operation::kTrim:
    case Operation::kLower:
    case Operation::kDecimal:
    case Operation::kConcat: break;  // texts: the parser lets none stand here
  }
  return false;
}

}  // namespace

Value Situation::fail(std::string_view column, std::string reason) {
  if (failure.empty()) {
    failed_column = column;
    failure = std::move(reason);
  }
  return Value::missing();
}

Expression::Expression(std::unique_ptr<Node> root) : root_(std::move(root)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Result<Expression> Expression::compile(std::string_view text, ExpressionKind kind,
                                       const Names& names) {
  auto root = parse_expression(text, names);
  if (!root.ok()) return root.error();
  if (root.value()->kind != kind) {
    return Error{ErrorCode::kRejected,
                 fmt::format("'{}' is {}", text,
                             kind == ExpressionKind::kText ? "a condition, not a text"
                                                           : "a text, not a condition")};
  }
  return Expression(std::move(root).value());
}

Value Expression::value(Situation& situation) const { return text_of(*root_, situation); }
std::string_view Expression::column() const { return column_of(*root_); }
bool Expression::holds(Situation& situation) const { return truth_of(*root_, situation); }

}  // namespace dangol::importing
