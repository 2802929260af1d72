// Texts with places to fill in: `customer/{customer_id}`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/import/expression.h"

namespace dangol::importing {

// Literal text and `{expression}` parts; `{{` and `}}` are braces. If any part is missing, the
// whole text is. Inside braces a column's name may stand as it is, spaces and all. Immutable.
class Template {
 public:
  static Result<Template> compile(std::string_view text, const Names& names);
  Value value(Situation& situation) const;
  // The last column that it reads; empty: none.
  std::string_view column() const;

 private:
  struct Part {
    std::string literal;
    std::vector<Expression> expression;  // none or one
  };
  std::vector<Part> parts_;
};

// Several templates of which the first that is not missing counts.
class Alternatives {
 public:
  void add(Template text) { texts_.push_back(std::move(text)); }
  bool empty() const { return texts_.empty(); }
  Value value(Situation& situation) const {
    for (const Template& text : texts_) {
      if (const Value value = text.value(situation); value.known()) return value;
    }
    return Value::missing();
  }
  // A column that it reads; empty: none.
  std::string_view column() const {
    return texts_.empty() ? std::string_view() : texts_.front().column();
  }

 private:
  std::vector<Template> texts_;
};

}  // namespace dangol::importing
