// JSON Lines: one object a line, its members by name.
#pragma once

#include <memory>
#include <string>

#include "app/import/row_reader.h"

namespace dangol::importing {

// Texts, numbers, true and false are values as written; null and an absent member are missing. A
// wanted member that is an object or a list rejects the row. Blank lines are no rows.
class JsonLinesReader final : public RowReader {
 public:
  static Result<std::unique_ptr<RowReader>> open(LineReader lines, const FileLayout& layout);
  Result<ReadRow> next(Row& row) override;

 private:
  JsonLinesReader(LineReader lines, const FileLayout& layout);
  const FileLayout& layout_;
};

}  // namespace dangol::importing
