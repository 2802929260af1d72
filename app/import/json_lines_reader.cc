#include "app/import/json_lines_reader.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "app/import/import_limits.h"
#include "app/import/json_scan.h"
#include "events/utf8.h"

namespace dangol::importing {
namespace {

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Takes the members of one object. False leaves the reason, and the member it is about in `member`.
bool take_members(JsonScan& scan, const Columns& columns, Row& row, std::string& member) {
  std::vector<std::string_view> seen;
  if (!scan.take('{')) return false;
  if (scan.take('}')) return scan.at_end() || scan.fail("something follows the object");
  for (;;) {
    member.clear();
    std::string_view name;
    JsonScan::Kind kind;
    if (!scan.text(row.arena, name) || !scan.take(':') || !scan.peek(kind)) return false;
    if (std::ranges::find(seen, name) != seen.end()) return scan.fail("a member is given twice");
    if (seen.size() == kMaxColumns) return scan.fail("too many members");
    seen.push_back(name);
    const auto wanted = columns.wanted.find(name);
    if (wanted != columns.wanted.end()) {
      member = wanted->first;
      Value& value = row.values[wanted->second.slot];
      std::string_view text;
      if (kind == JsonScan::Kind::kObject || kind == JsonScan::Kind::kList) {
        return scan.fail("an object or a list where one value is wanted");
      }
      if (kind == JsonScan::Kind::kText) {
        if (!scan.text(row.arena, text)) return false;
        value = text;
      } else {
        if (!scan.scalar(text)) return false;
        if (kind != JsonScan::Kind::kNull) value = row.arena.keep(text);
      }
    } else {
      if (!columns.others_allowed &&
          std::ranges::find(columns.dropped, name) == columns.dropped.end()) {
        return scan.fail("a member that the mapping neither uses nor drops");
      }
      if (!scan.skip()) return false;
    }
    if (scan.take(',')) continue;
    return scan.take('}') && (scan.at_end() || scan.fail("something follows the object"));
  }
}

}  // namespace

JsonLinesReader::JsonLinesReader(LineReader lines, const FileLayout& layout)
    : RowReader(std::move(lines)), layout_(layout) {}

Result<std::unique_ptr<RowReader>> JsonLinesReader::open(LineReader lines,
                                                         const FileLayout& layout) {
  return std::unique_ptr<RowReader>(new JsonLinesReader(std::move(lines), layout));
}

Result<ReadRow> JsonLinesReader::next(Row& row) {
  for (;;) {
    auto next_line = lines_.next();
    if (!next_line.ok()) return next_line.error();
    if (!next_line.value().has_value()) return ReadRow::kEnd;
    const Line& line = *next_line.value();
    row.line = line.number;
    if (line.too_long) {
      return reject(line.number, "", fmt::format("longer than {} bytes", kMaxRowBytes));
    }
    if (blank(line.bytes)) continue;
    if (!is_utf8(line.bytes)) return reject(line.number, "", "not UTF-8");
    JsonScan scan(line.bytes);
    std::string member;
    if (!take_members(scan, layout_.columns, row, member)) {
      return reject(line.number, member, scan.reason());
    }
    return ReadRow::kRow;
  }
}

}  // namespace dangol::importing
