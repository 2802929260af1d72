// What a cell, a derived column or an expression gives: a text, or nothing.
#pragma once

#include <string_view>

namespace dangol::importing {

// A text or `missing`. The bytes belong to the row (its Arena) or to the mapping.
class Value {
 public:
  Value() = default;            // missing
  Value(std::string_view text)  // NOLINT(google-explicit-constructor)
      : text_(text.data() == nullptr ? std::string_view("", 0) : text) {}
  static Value missing() { return {}; }
  bool known() const { return text_.data() != nullptr; }
  // Empty when missing.
  std::string_view text() const { return text_; }
  bool operator==(const Value& other) const {
    return known() == other.known() && text_ == other.text_;
  }

 private:
  std::string_view text_;
};

}  // namespace dangol::importing
