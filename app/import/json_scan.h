// Walks over one JSON text without building it.
#pragma once

#include <string>
#include <string_view>

#include "app/import/arena.h"
#include "app/import/value.h"

namespace dangol::importing {

// A strict scanner (RFC 8259). After a function gave false, `reason()` says why. The text must be
// UTF-8 and outlives the scanner.
class JsonScan {
 public:
  enum class Kind { kText, kNumber, kTrue, kFalse, kNull, kObject, kList };

  explicit JsonScan(std::string_view text) : text_(text) {}

  // True when `c` comes next; takes it.
  bool take(char c);
  // True when nothing but white space is left.
  bool at_end();
  // The kind of the value that comes next.
  bool peek(Kind& kind);
  // A text, its escapes undone; the bytes live in `arena`.
  bool text(Arena& arena, std::string_view& value);
  // A number, true, false or null, as written.
  bool scalar(std::string_view& value);
  // Any value, thrown away.
  bool skip(int depth = 0);
  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }
  const std::string& reason() const { return reason_; }

 private:
  void blanks();
  bool escape(char*& out);
  bool hex4(unsigned& value);
  bool number();
  bool word(std::string_view name);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string reason_ = "not JSON";
};

}  // namespace dangol::importing
