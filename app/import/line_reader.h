// The physical lines of one file, numbered, in bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/import/byte_source.h"
#include "events/outcome.h"

namespace dangol::importing {

struct Line {
  std::uint64_t number = 0;  // from 1
  std::string_view bytes;    // with its line feed, if the file has one there; valid until `next`
  bool too_long = false;     // longer than kMaxRowBytes: `bytes` is only its beginning
};

// Splits at line feeds; a byte order mark at the very beginning is taken away.
class LineReader {
 public:
  // kRejected when the file cannot be opened (ByteSource::open) or holds NUL bytes near its
  // beginning: then it is a binary file, or a text in an encoding of two bytes a character.
  static Result<LineReader> open(const std::string& path);

  // The next line, or nothing at the end. An error, with file and line, when reading fails.
  Result<std::optional<Line>> next();

  const ByteSource& source() const { return source_; }

 private:
  LineReader(std::string path, ByteSource source)
      : path_(std::move(path)), source_(std::move(source)) {}
  Status fill();

  std::string path_;
  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace dangol::importing
