#include "replay/proof_lines.h"

#include <istream>

namespace dangol {

namespace {

Error wrong(const char* what) { return {ErrorCode::kRejected, what}; }

}  // namespace

Result<std::optional<std::string>> read_proof_line(std::istream& in, std::size_t limit) {
  std::string line;
  std::streambuf& bytes = *in.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  int next = bytes.sbumpc();
  if (next == kEnd) return std::optional<std::string>();
  for (; next != '\n'; next = bytes.sbumpc()) {
    if (next == kEnd) return wrong("the file is cut off: its last line has no end");
    if (line.size() == limit) return wrong("a line of the proof is too long");
    line += static_cast<char>(next);
  }
  return std::optional(std::move(line));
}

}  // namespace dangol
