// The rows of one file: the seam between file formats and the mapping.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/import/line_reader.h"
#include "app/import/row.h"
#include "events/outcome.h"

namespace dangol::importing {

enum class FileFormat { kCsv, kTsv, kJsonLines };
enum class Quotes { kDoubled, kNone };  // "a ""word"" so", or no quotes at all

// Which columns are wanted, and what the rest may be.
struct Columns {
  struct Wanted {
    Slot slot = kNoSlot;
    bool optional = false;  // the file need not have it
  };
  std::map<std::string, Wanted, std::less<>> wanted;
  std::vector<std::string> dropped;  // known and left aside
  bool others_allowed = false;       // a column named nowhere is no error
};

struct FileLayout {
  FileFormat format = FileFormat::kCsv;
  char delimiter = ',';
  Quotes quotes = Quotes::kDoubled;
  Columns columns;
};

enum class ReadRow { kRow, kRejected, kEnd };

// A row that could not be taken, without its content.
struct Rejection {
  std::uint64_t line = 0;
  std::string column;  // empty: the row as a whole
  std::string reason;
};

// Reads a file row by row. One thread. The layout outlives the reader.
class RowReader {
 public:
  virtual ~RowReader() = default;

  // kRejected with a sentence that names the file when it cannot be read or its header does not
  // have the wanted columns.
  static Result<std::unique_ptr<RowReader>> open(const std::string& path, const FileLayout& layout);

  // Fills the wanted slots of `row`, which was cleared, and its line. After kRejected `rejection()`
  // says why, and the next call goes on with the next row. An error ends the file.
  virtual Result<ReadRow> next(Row& row) = 0;

  // Reads what is left without taking rows; an error when the file cannot be read to its end.
  Status read_to_end();

  const Rejection& rejection() const { return rejection_; }
  const ByteSource& source() const { return lines_.source(); }

 protected:
  explicit RowReader(LineReader lines) : lines_(std::move(lines)) {}
  ReadRow reject(std::uint64_t line, std::string_view column, std::string reason);

  LineReader lines_;

 private:
  Rejection rejection_;
};

}  // namespace dangol::importing
