// What one event's `data` is made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/import/config.h"
#include "app/import/expression.h"
#include "app/import/template.h"

namespace dangol::importing {

// Rows that stand for one thing, when `_each` writes an item for every one of them.
struct Group {
  const std::vector<const Row*>* rows = nullptr;  // null: no group is at hand
};

// A tree of JSON values. A text that is missing is left out, and so is an object or a list that
// holds nothing. Immutable after `compile`.
class EventBody {
 public:
  enum class InGroup { kNo, kYes };

  // kRejected with line and sentence. `node` is a table.
  static Result<EventBody> compile(const ConfigNode& node, const Names& names, InGroup in_group);

  // Appends the value; false, with nothing appended, when there is none. Check
  // `situation.failed()` afterwards.
  bool write(std::string& out, Situation& situation, const Group& group) const;

 private:
  enum class Kind { kConstant, kText, kInteger, kCondition, kObject, kList, kEach };

  static Result<EventBody> compile_text(const ConfigNode& node, const Names& names);
  static Result<EventBody> compile_special(const ConfigNode& node, const Names& names);
  bool write_object(std::string& out, Situation& situation, const Group& group) const;
  bool write_list(std::string& out, Situation& situation, const Group& group) const;
  bool write_each(std::string& out, Situation& situation, const Group& group) const;
  bool write_integer(std::string& out, Situation& situation) const;

  Kind kind_ = Kind::kObject;
  std::string constant_;  // JSON as it is written
  Alternatives text_;
  std::optional<Expression> condition_;  // kCondition: the value; else: whether it is written
  std::vector<std::pair<std::string, EventBody>> members_;  // `"name":` with its value
  std::vector<EventBody> items_;
};

}  // namespace dangol::importing
