// Columns of text, aligned as a terminal shows them: Hangul takes two columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dangol {

// Columns that a terminal needs for valid UTF-8.
std::size_t columns_of(std::string_view text);
// `text` and blanks up to `columns`.
std::string padded(std::string_view text, std::size_t columns);

class TextTable {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  // One line a row, two blanks between columns, none at a line's end.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dangol
