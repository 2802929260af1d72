#include "app/import/row_reader.h"

#include "app/import/delimited_reader.h"
#include "app/import/json_lines_reader.h"

namespace dangol::importing {

Result<std::unique_ptr<RowReader>> RowReader::open(const std::string& path,
                                                   const FileLayout& layout) {
  auto lines = LineReader::open(path);
  if (!lines.ok()) return lines.error();
  switch (layout.format) {
    case FileFormat::kCsv:
    case FileFormat::kTsv: return DelimitedReader::open(path, std::move(lines).value(), layout);
    case FileFormat::kJsonLines: return JsonLinesReader::open(std::move(lines).value(), layout);
  }
  return Error{ErrorCode::kUsage, "no such file format"};
}

Status RowReader::read_to_end() {
  for (;;) {
    auto line = lines_.next();
    if (!line.ok()) return line.error();
    if (!line.value().has_value()) return Done{};
  }
}

ReadRow RowReader::reject(std::uint64_t line, std::string_view column, std::string reason) {
  rejection_ = {line, std::string(column), std::move(reason)};
  return ReadRow::kRejected;
}

}  // namespace dangol::importing
