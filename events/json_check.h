// Reads one JSON text strictly (RFC 8259) and lays its values out flat, ready to be decoded.
//
// Refused, each with the path and the reason: bad UTF-8, a lone surrogate, a NUL or raw control
// character in a string, a byte order mark, a name given twice in one object, a number beyond what
// a double holds exactly (so nothing is rounded silently), anything that is not JSON (NaN,
// comments, trailing commas), text after the value, too deep, too large. No value is ever shown: at
// this point it is not known which are private.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/limits.h"
#include "events/outcome.h"

namespace dangol {

struct JsonLimits {
  std::size_t max_bytes = kMaxEventJsonBytes;
  std::size_t max_depth = kMaxJsonDepth;  // of nested arrays and objects
};

enum class JsonKind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

// One value. A container's items follow it; in an object each item is a name (kString) followed by
// its value.
struct JsonNode {
  JsonKind kind = JsonKind::kNull;
  bool escaped = false;       // of a string: it contains escapes
  std::uint32_t begin = 0;    // bytes into the text; of a string, after the quote
  std::uint32_t end = 0;      // one after the last; of a string, at the closing quote
  std::uint32_t next = 0;     // the node after this value and all it contains
  std::uint32_t members = 0;  // items of an array, pairs of an object
};

// The layout of one text. Keeps its memory from text to text; holds a view of the text, which must
// outlive the use. Not safe to share between threads.
class JsonTape {
 public:
  // On an error the tape is empty and the error is kRejected.
  Status read(std::string_view text, const JsonLimits& limits = {});

  std::size_t size() const { return nodes_.size(); }
  const JsonNode& operator[](std::uint32_t index) const { return nodes_[index]; }
  // A value's own text, without a string's quotes.
  std::string_view raw(const JsonNode& node) const {
    return text_.substr(node.begin, node.end - node.begin);
  }
  // A string's characters: a view of the text, or of `scratch` when there were escapes.
  std::string_view string(const JsonNode& node, std::string& scratch) const;

 private:
  friend class JsonScanner;
  std::string_view text_;
  std::vector<JsonNode> nodes_;
};

// A name of a field as an error shows it: at most 64 bytes, control characters as `?`.
std::string shown_name(std::string_view name);

}  // namespace dangol
