// Writes JSON text piece by piece: the caller says what comes, this keeps commas and indentation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dangol {

class JsonWriter {
 public:
  enum class Layout : std::uint8_t { kOneLine, kIndented };
  explicit JsonWriter(Layout layout) : layout_(layout) {}

  // `{` or `[`, and their ends.
  void begin(char bracket) {
    before_value();
    out_.push_back(bracket);
    ++depth_;
    empty_ = true;
  }
  void end(char bracket) {
    --depth_;
    if (!empty_) new_line();
    out_.push_back(bracket);
    empty_ = false;
  }
  // Of the member whose value comes next.
  void key(std::string_view name) {
    separate();
    quote(name);
    out_ += layout_ == Layout::kIndented ? ": " : ":";
    after_key_ = true;
  }
  void text(std::string_view value) {
    before_value();
    quote(value);
  }
  void number(std::int64_t value) {
    before_value();
    out_ += std::to_string(value);
  }
  void boolean(bool value) {
    before_value();
    out_ += value ? "true" : "false";
  }
  void null() {
    before_value();
    out_ += "null";
  }
  std::string str() && { return std::move(out_); }

 private:
  void before_value() {
    if (!after_key_) separate();
    after_key_ = false;
    empty_ = false;
  }
  void separate() {
    if (depth_ == 0) return;
    if (!empty_) out_.push_back(',');
    empty_ = false;
    new_line();
  }
  void new_line() {
    if (layout_ == Layout::kOneLine) return;
    out_.push_back('\n');
    out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
  }
  // Texts are UTF-8 already; what JSON forbids inside quotes is escaped.
  void quote(std::string_view value) {
    constexpr char kHex[] = "0123456789abcdef";
    out_.push_back('"');
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_.push_back('\\');
        out_.push_back(c);
      } else if (byte < 0x20) {
        out_ += "\\u00";
        out_.push_back(kHex[byte >> 4]);
        out_.push_back(kHex[byte & 15]);
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
  }

  std::string out_;
  const Layout layout_;
  int depth_ = 0;
  bool empty_ = true;  // nothing stands yet in the innermost bracket
  bool after_key_ = false;
};

}  // namespace dangol
