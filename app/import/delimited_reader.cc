#include "app/import/delimited_reader.h"

#include <algorithm>
#include <set>

#include <csv.h>
#include <fmt/format.h>

#include "app/import/import_limits.h"
#include "events/utf8.h"

namespace dangol::importing {
namespace {

// libcsv takes spaces off unquoted cells; here only the carriage return of CRLF counts as one.
int is_carriage_return(unsigned char c) { return c == CSV_CR; }
int is_line_feed(unsigned char c) { return c == CSV_LF; }

constexpr unsigned char kNoQuoteByte = 0;  // NUL: a row that holds it is rejected before parsing

}  // namespace

// libcsv with the row it is in. It is fed line by line, so the line of every row is known.
struct DelimitedReader::Parser {
  explicit Parser(const FileLayout& file_layout) : layout(file_layout) { start(); }
  ~Parser() { csv_free(&csv); }

  void start() {
    csv_init(&csv, CSV_STRICT);
    csv_set_delim(&csv, static_cast<unsigned char>(layout.delimiter));
    csv_set_quote(&csv, layout.quotes == Quotes::kDoubled ? CSV_QUOTE : kNoQuoteByte);
    csv_set_space_func(&csv, is_carriage_return);
    csv_set_term_func(&csv, is_line_feed);
    in_row = false;
    row_done = false;
  }
  void restart() {
    csv_free(&csv);
    start();
  }

  void begin_row(Row& target, std::uint64_t line) {
    row = &target;
    row->line = line;
    row->arena.reset();
    cell_count = 0;
    row_bytes = 0;
    in_row = true;
    row_done = false;
  }

  static void on_cell(void* bytes, size_t size, void* self_pointer) {
    auto* self = static_cast<Parser*>(self_pointer);
    const std::size_t column = self->cell_count++;
    const std::string_view text(static_cast<const char*>(bytes), bytes == nullptr ? 0 : size);
    if (self->slots == nullptr) {
      self->header.emplace_back(text);
    } else if (column < self->slots->size() && (*self->slots)[column] != kNoSlot) {
      self->row->values[(*self->slots)[column]] = self->row->arena.keep(text);
    }
  }
  static void on_row(int, void* self_pointer) {
    static_cast<Parser*>(self_pointer)->row_done = true;
  }

  // False when a quote stands where none may.
  bool feed(std::string_view bytes) {
    return csv_parse(&csv, bytes.data(), bytes.size(), on_cell, on_row, this) == bytes.size();
  }

  const FileLayout& layout;
  csv_parser csv{};
  const std::vector<Slot>* slots = nullptr;  // null while the header is read
  std::vector<std::string> header;
  Row* row = nullptr;
  std::size_t cell_count = 0;
  std::size_t row_bytes = 0;
  bool in_row = false;
  bool row_done = false;
};

DelimitedReader::DelimitedReader(LineReader lines, const FileLayout& layout)
    : RowReader(std::move(lines)), parser_(std::make_unique<Parser>(layout)) {}
DelimitedReader::~DelimitedReader() = default;

Result<std::unique_ptr<RowReader>> DelimitedReader::open(const std::string& path, LineReader lines,
                                                         const FileLayout& layout) {
  std::unique_ptr<DelimitedReader> reader(new DelimitedReader(std::move(lines), layout));
  if (Status status = reader->take_header(path, layout.columns); !status.ok())
    return status.error();
  return std::unique_ptr<RowReader>(std::move(reader));
}

Status DelimitedReader::take_header(const std::string& path, const Columns& columns) {
  const auto failure = [&path](std::string reason) {
    return Error{ErrorCode::kRejected, fmt::format("{}: {}", path, reason)};
  };
  Row scratch;
  auto read = read_cells(scratch);
  if (!read.ok()) return read.error();
  if (read.value() == ReadRow::kEnd) return failure("has no header line");
  if (read.value() == ReadRow::kRejected) return failure("the header line: " + rejection().reason);
  names_ = std::move(parser_->header);
  if (names_.size() > kMaxColumns) {
    return failure(fmt::format("has {} columns; at most {} are taken", names_.size(), kMaxColumns));
  }
  std::set<std::string, std::less<>> seen;
  for (std::size_t column = 0; column < names_.size(); ++column) {
    std::string& name = names_[column];
    if (name.empty()) name = fmt::format("#{}", column + 1);
    if (!is_utf8(name)) {
      return failure(fmt::format("the name of column {} is not UTF-8", column + 1));
    }
    if (!seen.insert(name).second) return failure(fmt::format("has two columns named '{}'", name));
    const auto wanted = columns.wanted.find(name);
    slot_of_column_.push_back(wanted == columns.wanted.end() ? kNoSlot : wanted->second.slot);
    const bool expected = wanted != columns.wanted.end() || columns.others_allowed ||
                          std::ranges::find(columns.dropped, name) != columns.dropped.end();
    if (!expected) {
      return failure(fmt::format("column '{}' is neither used nor dropped by the mapping", name));
    }
  }
  for (const auto& [name, wanted] : columns.wanted) {
    if (!wanted.optional && !seen.contains(name)) {
      return failure(fmt::format("has no column '{}'", name));
    }
  }
  parser_->slots = &slot_of_column_;
  return Done{};
}

// Reads lines until one row is complete. Its cells are stored as they come.
Result<ReadRow> DelimitedReader::read_cells(Row& row) {
  Parser& parser = *parser_;
  for (;;) {
    auto next_line = lines_.next();
    if (!next_line.ok()) return next_line.error();
    if (!next_line.value().has_value()) {
      if (!parser.in_row) return ReadRow::kEnd;
      const std::uint64_t line = row.line;
      parser.restart();
      return reject(line, "", "a quoted cell is not closed before the file ends");
    }
    const Line& line = *next_line.value();
    if (!parser.in_row) parser.begin_row(row, line.number);
    parser.row_bytes += line.bytes.size();
    const auto give_up = [&](std::string reason) {
      parser.restart();
      return reject(row.line, "", std::move(reason));
    };
    if (line.too_long || parser.row_bytes > kMaxRowBytes) {
      return give_up(fmt::format("longer than {} bytes by line {}; an unclosed quote?",
                                 kMaxRowBytes, line.number));
    }
    if (line.bytes.find('\0') != std::string_view::npos) return give_up("holds a NUL byte");
    const bool unfinished = line.bytes.back() != '\n';
    if (!parser.feed(line.bytes) || (unfinished && !parser.feed("\n"))) {
      return give_up(fmt::format("a quote inside a cell on line {} is not doubled", line.number));
    }
    if (parser.row_done) {
      parser.in_row = false;
      return ReadRow::kRow;
    }
    if (parser.csv.pstate == 0) parser.in_row = false;  // a blank line: no row has begun
  }
}

Result<ReadRow> DelimitedReader::next(Row& row) {
  auto read = read_cells(row);
  if (!read.ok() || read.value() != ReadRow::kRow) return read;
  if (parser_->cell_count != names_.size()) {
    return reject(row.line, "",
                  fmt::format("has {} cells where the header has {} columns", parser_->cell_count,
                              names_.size()));
  }
  for (std::size_t column = 0; column < names_.size(); ++column) {
    if (slot_of_column_[column] == kNoSlot) continue;
    const std::string_view text = row.values[slot_of_column_[column]].text();
    if (!is_utf8(text)) return reject(row.line, names_[column], "not UTF-8");
  }
  return ReadRow::kRow;
}

}  // namespace dangol::importing
