// The expressions of a mapping: what makes a derived column, a condition, a part of a text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/import/names.h"
#include "app/import/row.h"
#include "app/import/value.h"
#include "events/outcome.h"

namespace dangol::importing {

// The row that an expression is evaluated for, and where it stands.
struct Situation {
  const Row* row = nullptr;
  const Row* previous = nullptr;  // the row before it of the same key; null: none
  const Row* first = nullptr;     // the first row of its key
  std::string_view file;          // without its folder
  std::uint64_t rows = 0;         // of the group; only when the group is complete
  std::uint64_t item = 0;         // from 1, inside `_each`
  Arena* arena = nullptr;         // for texts made on the way; lives as long as the row

  // Set by the first expression that could not be evaluated; the row is then rejected.
  std::string failed_column;
  std::string failure;
  bool failed() const { return !failure.empty(); }
  Value fail(std::string_view column, std::string reason);
};

enum class ExpressionKind { kText, kCondition };

// Compiled once, evaluated for every row. Immutable; safe to share between threads.
class Expression {
 public:
  // kRejected with a sentence when the text is not an expression of that kind, or uses a name or a
  // function that does not exist. The lookups of `names` must outlive the expression.
  static Result<Expression> compile(std::string_view text, ExpressionKind kind, const Names& names);

  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  // REQUIRES: kind kText.
  Value value(Situation& situation) const;
  // REQUIRES: kind kCondition.
  bool holds(Situation& situation) const;

  // The first column that it reads; empty: none.
  std::string_view column() const;

  struct Node;

 private:
  explicit Expression(std::unique_ptr<Node> root);
  std::unique_ptr<Node> root_;
};

}  // namespace dangol::importing
