#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/import/expression_node.h"
#include "app/import/import_limits.h"

namespace dangol::importing {
namespace {

using Node = Expression::Node;
using NodePointer = std::unique_ptr<Node>;

constexpr int kAnyCount = 64;

// What a function takes: texts, or for `if` a condition first.
struct Function {
  std::string_view name;
  Operation operation;
  ExpressionKind kind;
  int least, most;
  bool needs_key;
  bool takes_names;  // its arguments must be names, not any text
};

constexpr std::array kFunctions{
    Function{"previous", Operation::kPrevious, ExpressionKind::kText, 1, 1, true, true},
    Function{"first", Operation::kFirst, ExpressionKind::kText, 1, 1, true, true},
    Function{"coalesce", Operation::kCoalesce, ExpressionKind::kText, 1, kAnyCount, false, false},
    Function{"if", Operation::kIf, ExpressionKind::kText, 3, 3, false, false},
    Function{"map", Operation::kMap, ExpressionKind::kText, 2, 2, false, false},
    Function{"before", Operation::kBefore, ExpressionKind::kText, 2, 2, false, false},
    Function{"after", Operation::kAfter, ExpressionKind::kText, 2, 2, false, false},
    Function{"trim", Operation::kTrim, ExpressionKind::kText, 1, 1, false, false},
    Function{"lower", Operation::kLower, ExpressionKind::kText, 1, 1, false, false},
    Function{"decimal", Operation::kDecimal, ExpressionKind::kText, 2, 2, false, false},
    Function{"concat", Operation::kConcat, ExpressionKind::kText, 1, kAnyCount, false, false},
    Function{"changed", Operation::kChanged, ExpressionKind::kCondition, 1, kAnyCount, true, true},
    Function{"is_first", Operation::kIsFirst, ExpressionKind::kCondition, 0, 0, true, false},
    Function{"one_of", Operation::kOneOf, ExpressionKind::kCondition, 2, kAnyCount, false, false},
    Function{"starts_with", Operation::kStartsWith, ExpressionKind::kCondition, 2, 2, false, false},
    Function{"contains", Operation::kContains, ExpressionKind::kCondition, 2, 2, false, false},
};

struct Builtin {
  std::string_view name;
  Operation operation;
};
constexpr std::array kBuiltins{
    Builtin{"@line", Operation::kLine}, Builtin{"@row", Operation::kRow},
    Builtin{"@rows", Operation::kRows}, Builtin{"@item", Operation::kItem},
    Builtin{"@file", Operation::kFile},
};

struct Comparison {
  std::string_view sign;
  Operation operation;
};
// The longer signs first.
constexpr std::array kComparisons{
    Comparison{"!=", Operation::kUnequal},   Comparison{"<=", Operation::kLessEqual},
    Comparison{">=", Operation::kMoreEqual}, Comparison{"=", Operation::kEqual},
    Comparison{"<", Operation::kLess},       Comparison{">", Operation::kMore},
};

bool name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool name_part(char c) { return name_start(c) || digit(c) || c == '.'; }

// Recursive descent; null after a failure, whose sentence stands in `reason`.
class Parser {
 public:
  Parser(std::string_view text, const Names& names) : text_(text), names_(names) {}

  NodePointer whole() {
    NodePointer node = disjunction();
    if (node == nullptr) return nullptr;
    blanks();
    if (at_ != text_.size()) return fail(fmt::format("'{}' is too much", text_.substr(at_)));
    return node;
  }
  const std::string& reason() const { return reason_; }

 private:
  NodePointer fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    return nullptr;
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool sign(std::string_view wanted) {
    blanks();
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  bool word(std::string_view wanted) {
    blanks();
    const std::size_t end = at_ + wanted.size();
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    if (end < text_.size() && name_part(text_[end])) return false;
    at_ = end;
    return true;
  }
  static NodePointer make(Operation operation, ExpressionKind kind) {
    auto node = std::make_unique<Node>();
    node->operation = operation;
    node->kind = kind;
    return node;
  }
  bool is(const NodePointer& node, ExpressionKind kind) {
    if (node == nullptr) return false;
    if (node->kind == kind) return true;
    fail(kind == ExpressionKind::kCondition ? "a condition is needed where a text stands"
                                            : "a text is needed where a condition stands");
    return false;
  }

  NodePointer chain(std::string_view link, Operation operation, NodePointer (Parser::*part)()) {
    NodePointer node = (this->*part)();
    while (node != nullptr && word(link)) {
      NodePointer right = (this->*part)();
      if (!is(node, ExpressionKind::kCondition) || !is(right, ExpressionKind::kCondition)) {
        return nullptr;
      }
      NodePointer both = make(operation, ExpressionKind::kCondition);
      both->arguments.push_back(std::move(node));
      both->arguments.push_back(std::move(right));
      node = std::move(both);
    }
    return node;
  }
  NodePointer disjunction() { return chain("or", Operation::kOr, &Parser::conjunction); }
  NodePointer conjunction() { return chain("and", Operation::kAnd, &Parser::negation); }

  NodePointer negation() {
    if (++depth_ > kMaxExpressionDepth) return fail("nested too deeply");
    NodePointer node;
    if (word("not")) {
      NodePointer inner = negation();
      if (is(inner, ExpressionKind::kCondition)) {
        node = make(Operation::kNot, ExpressionKind::kCondition);
        node->arguments.push_back(std::move(inner));
      }
    } else {
      node = comparison();
    }
    --depth_;
    return node;
  }

  NodePointer comparison() {
    NodePointer left = primary();
    if (left == nullptr) return nullptr;
    for (const Comparison& comparison : kComparisons) {
      if (!sign(comparison.sign)) continue;
      NodePointer right = primary();
      if (!is(left, ExpressionKind::kText) || !is(right, ExpressionKind::kText)) return nullptr;
      NodePointer node = make(comparison.operation, ExpressionKind::kCondition);
      node->arguments.push_back(std::move(left));
      node->arguments.push_back(std::move(right));
      return node;
    }
    return left;
  }

  NodePointer primary() {
    blanks();
    if (at_ >= text_.size()) return fail("ends early");
    const char c = text_[at_];
    if (sign("(")) {
      NodePointer node = disjunction();
      if (node != nullptr && !sign(")")) return fail("')' is missing");
      return node;
    }
    if (c == '\'') return literal();
    if (digit(c) || c == '-') return number();
    if (c == '`') {
      const std::size_t end = text_.find('`', at_ + 1);
      if (end == std::string_view::npos) return fail("a ` is not closed");
      const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return column(name);
    }
    if (c == '@') return builtin();
    if (!name_start(c)) return fail(fmt::format("'{}' cannot stand here", c));
    std::size_t end = at_;
    while (end < text_.size() && name_part(text_[end])) ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    if (sign("(")) return call(name);
    if (name == "missing") return make(Operation::kMissing, ExpressionKind::kText);
    if (name == "true" || name == "false") {
      NodePointer node = make(Operation::kConstant, ExpressionKind::kCondition);
      node->constant = name == "true";
      return node;
    }
    return column(name);
  }

  NodePointer literal() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return fail("a ' is not closed");
    NodePointer node = make(Operation::kLiteral, ExpressionKind::kText);
    node->text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return node;
  }

  NodePointer number() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (digit(text_[end]) || text_[end] == '.')) ++end;
    NodePointer node = make(Operation::kLiteral, ExpressionKind::kText);
    node->text = text_.substr(at_, end - at_);
    node->number = Decimal::parse(node->text);
    if (!node->number.has_value()) return fail(fmt::format("'{}' is no number", node->text));
    at_ = end;
    return node;
  }

  NodePointer builtin() {
    for (const Builtin& builtin : kBuiltins) {
      if (word(builtin.name)) return make(builtin.operation, ExpressionKind::kText);
    }
    return fail("unknown @name; there are @line, @row, @rows, @item and @file");
  }

  NodePointer column(std::string_view name) {
    const auto found = names_.slots.find(name);
    if (found == names_.slots.end()) {
      const auto dropped = names_.dropped.find(name);
      if (dropped != names_.dropped.end()) {
        return fail(fmt::format("column '{}' is dropped ({})", name, dropped->second));
      }
      return fail(fmt::format("unknown column '{}'", name));
    }
    NodePointer node = make(Operation::kColumn, ExpressionKind::kText);
    node->slot = found->second.slot;
    node->text = name;
    return node;
  }

  NodePointer call(std::string_view name) {
    const auto function =
        std::ranges::find_if(kFunctions, [&](const Function& f) { return f.name == name; });
    if (function == kFunctions.end()) return fail(fmt::format("unknown function '{}'", name));
    if (function->needs_key && !names_.has_key) {
      return fail(fmt::format("{}() needs [rows] key", name));
    }
    NodePointer node = make(function->operation, function->kind);
    while (!sign(")")) {
      const bool first = node->arguments.empty();
      if (!first && !sign(",")) return fail("',' or ')' is missing");
      const bool condition = function->operation == Operation::kIf && first;
      NodePointer argument = disjunction();
      if (!is(argument, condition ? ExpressionKind::kCondition : ExpressionKind::kText)) {
        return nullptr;
      }
      if (function->takes_names && argument->operation != Operation::kColumn) {
        return fail(fmt::format("{}() takes names of columns", name));
      }
      node->arguments.push_back(std::move(argument));
    }
    const auto count = static_cast<int>(node->arguments.size());
    if (count < function->least || count > function->most) {
      return fail(fmt::format("{}() takes another number of arguments than {}", name, count));
    }
    return finish(std::move(node));
  }

  // What an operation needs beside its arguments.
  NodePointer finish(NodePointer node) {
    if (node->operation == Operation::kMap) {
      const auto found = names_.lookups.find(node->arguments[1]->text);
      if (node->arguments[1]->operation != Operation::kLiteral || found == names_.lookups.end()) {
        return fail("map() takes a value and the name of a table under [maps], in quotes");
      }
      node->lookup = &found->second;
    }
    if (node->operation == Operation::kDecimal && !node->arguments[1]->number.has_value()) {
      return fail("decimal() takes a value and a number of digits");
    }
    if (node->operation == Operation::kPrevious || node->operation == Operation::kFirst) {
      node->slot = node->arguments[0]->slot;
      node->text = node->arguments[0]->text;
    }
    return node;
  }

  std::string_view text_;
  const Names& names_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string reason_;
};

// The first column that may stand in conditions only and yet is part of what is written; or null.
const Node* written_condition(const Node& node, const Names& names) {
  if (node.kind == ExpressionKind::kCondition) return nullptr;
  if (node.operation == Operation::kColumn) {
    return names.slots.find(node.text)->second.conditions_only ? &node : nullptr;
  }
  for (const auto& argument : node.arguments) {
    if (const Node* column = written_condition(*argument, names); column != nullptr) return column;
  }
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<Expression::Node>> parse_expression(std::string_view text,
                                                           const Names& names) {
  Parser parser(text, names);
  NodePointer node = parser.whole();
  if (node == nullptr) {
    return Error{ErrorCode::kRejected, fmt::format("'{}': {}", text, parser.reason())};
  }
  if (const Node* column = written_condition(*node, names); column != nullptr) {
    return Error{ErrorCode::kRejected,
                 fmt::format("'{}': column '{}' may stand in conditions only", text, column->text)};
  }
  return node;
}

}  // namespace dangol::importing
