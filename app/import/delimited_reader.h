// CSV and TSV with a header line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/import/row_reader.h"

namespace dangol::importing {

// Cells by RFC 4180: quoted cells may hold delimiters and line feeds. CRLF and LF both end a row.
// Blank lines are no rows. A column without a name is called `#n`, n from 1.
class DelimitedReader final : public RowReader {
 public:
  static Result<std::unique_ptr<RowReader>> open(const std::string& path, LineReader lines,
                                                 const FileLayout& layout);
  ~DelimitedReader() override;
  Result<ReadRow> next(Row& row) override;

 private:
  struct Parser;
  DelimitedReader(LineReader lines, const FileLayout& layout);
  Result<ReadRow> read_cells(Row& row);
  Status take_header(const std::string& path, const Columns& columns);

  std::unique_ptr<Parser> parser_;
  std::vector<std::string> names_;  // by column
  std::vector<Slot> slot_of_column_;
};

}  // namespace dangol::importing
