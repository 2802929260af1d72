// The tree behind Expression: made by expression_parser.cc, walked by expression.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/import/decimal.h"
#include "app/import/expression.h"

namespace dangol::importing {

enum class Operation {
  // texts
  kLiteral,
  kMissing,
  kColumn,
  kPrevious,
  kFirst,
  kLine,
  kRow,
  kRows,
  kItem,
  kFile,
  kCoalesce,
  kIf,
  kMap,
  kBefore,
  kAfter,
  kTrim,
  kLower,
  kDecimal,
  kConcat,
  // conditions
  kConstant,
  kAnd,
  kOr,
  kNot,
  kEqual,
  kUnequal,
  kLess,
  kLessEqual,
  kMore,
  kMoreEqual,
  kChanged,
  kIsFirst,
  kOneOf,
  kStartsWith,
  kContains,
};

struct Expression::Node {
  Operation operation;
  ExpressionKind kind = ExpressionKind::kText;
  std::vector<std::unique_ptr<Node>> arguments;
  Slot slot = kNoSlot;
  std::string text;               // literal; name of the column
  std::optional<Decimal> number;  // of a number literal
  const Lookup* lookup = nullptr;
  bool constant = false;
};

// Parses one expression.
Result<std::unique_ptr<Expression::Node>> parse_expression(std::string_view text,
                                                           const Names& names);

}  // namespace dangol::importing
