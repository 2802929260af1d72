#include "app/import/template.h"

#include <algorithm>

#include <fmt/format.h>

namespace dangol::importing {

Result<Template> Template::compile(std::string_view text, const Names& names) {
  Template result;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) result.parts_.push_back({std::move(literal), {}});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      literal.push_back(c);
      ++i;
    } else if (c == '}') {
      return Error{ErrorCode::kRejected, fmt::format("'{}': a }} without its {{", text)};
    } else if (c != '{') {
      literal.push_back(c);
    } else {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) {
        return Error{ErrorCode::kRejected, fmt::format("'{}': a {{ without its }}", text)};
      }
      std::string inside(text.substr(i + 1, end - i - 1));
      if (names.slots.contains(inside)) inside = '`' + inside + '`';
      auto expression = Expression::compile(inside, ExpressionKind::kText, names);
      if (!expression.ok()) return expression.error();
      flush();
      Part part;
      part.expression.push_back(std::move(expression).value());
      result.parts_.push_back(std::move(part));
      i = end;
    }
  }
  flush();
  if (result.parts_.empty()) result.parts_.push_back({});
  return result;
}

std::string_view Template::column() const {
  std::string_view last;
  for (const Part& part : parts_) {
    if (!part.expression.empty() && !part.expression.front().column().empty()) {
      last = part.expression.front().column();
    }
  }
  return last;
}

Value Template::value(Situation& situation) const {
  const auto part_value = [&](const Part& part) {
    return part.expression.empty() ? Value(std::string_view(part.literal))
                                   : part.expression.front().value(situation);
  };
  if (parts_.size() == 1) return part_value(parts_.front());
  std::string_view values[8];
  std::size_t size = 0;
  std::size_t count = 0;
  std::string long_text;  // only for templates with more parts than `values` holds
  for (const Part& part : parts_) {
    const Value value = part_value(part);
    if (!value.known()) return Value::missing();
    if (parts_.size() <= std::size(values)) {
      values[count++] = value.text();
      size += value.text().size();
    } else {
      long_text += value.text();
    }
  }
  if (count == 0) return situation.arena->keep(long_text);
  char* const start = situation.arena->room(size);
  char* out = start;
  for (std::size_t i = 0; i < count; ++i) {
    out = std::copy(values[i].begin(), values[i].end(), out);
  }
  return std::string_view(start, size);
}

}  // namespace dangol::importing
