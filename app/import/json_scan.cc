#include "app/import/json_scan.h"

#include <fmt/format.h>

#include "events/limits.h"

namespace dangol::importing {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

char* put_utf8(char* out, unsigned code) {
  if (code < 0x80) {
    *out++ = static_cast<char>(code);
  } else if (code < 0x800) {
    *out++ = static_cast<char>(0xC0 | (code >> 6));
    *out++ = static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out++ = static_cast<char>(0xE0 | (code >> 12));
    *out++ = static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | (code >> 18));
    *out++ = static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    *out++ = static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (code & 0x3F));
  }
  return out;
}

}  // namespace

void JsonScan::blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
    ++at_;
  }
}

bool JsonScan::take(char c) {
  blanks();
  if (at_ >= text_.size() || text_[at_] != c) {
    return fail(fmt::format("'{}' expected at byte {}", c, at_));
  }
  ++at_;
  return true;
}

bool JsonScan::at_end() {
  blanks();
  return at_ == text_.size();
}

bool JsonScan::peek(Kind& kind) {
  blanks();
  if (at_ >= text_.size()) return fail("ends early");
  const char c = text_[at_];
  if (c == '"') {
    kind = Kind::kText;
  } else if (c == '{') {
    kind = Kind::kObject;
  } else if (c == '[') {
    kind = Kind::kList;
  } else if (c == 't') {
    kind = Kind::kTrue;
  } else if (c == 'f') {
    kind = Kind::kFalse;
  } else if (c == 'n') {
    kind = Kind::kNull;
  } else if (c == '-' || digit(c)) {
    kind = Kind::kNumber;
  } else {
    return fail(fmt::format("no JSON value begins at byte {}", at_));
  }
  return true;
}

bool JsonScan::text(Arena& arena, std::string_view& value) {
  if (!take('"')) return false;
  const std::size_t stop = text_.find_first_of("\"\\", at_);
  if (stop == std::string_view::npos) return fail("a text is not closed");
  // Never longer unescaped than escaped, so the rest of the line bounds it.
  std::size_t end = stop;
  while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
  if (end >= text_.size()) return fail("a text is not closed");
  char* const start = arena.room(end - at_);
  char* out = start;
  while (at_ < end) {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) < 0x20) {
      return fail(fmt::format("a control character inside a text at byte {}", at_));
    }
    ++at_;
    if (c != '\\') {
      *out++ = c;
    } else if (!escape(out)) {
      return false;
    }
  }
  ++at_;
  value = {start, static_cast<std::size_t>(out - start)};
  return true;
}

bool JsonScan::escape(char*& out) {
  const char c = text_[at_++];
  switch (c) {
    case '"':
    case '\\':
    case '/': *out++ = c; return true;
    case 'b': *out++ = '\b'; return true;
    case 'f': *out++ = '\f'; return true;
    case 'n': *out++ = '\n'; return true;
    case 'r': *out++ = '\r'; return true;
    case 't': *out++ = '\t'; return true;
    case 'u': break;
    default: return fail(fmt::format("an unknown escape at byte {}", at_ - 1));
  }
  unsigned code;
  if (!hex4(code)) return false;
  if (code >= 0xDC00 && code <= 0xDFFF) return fail("a lone surrogate");
  if (code >= 0xD800 && code <= 0xDBFF) {
    unsigned low;
    if (text_.substr(at_, 2) != "\\u") return fail("a lone surrogate");
    at_ += 2;
    if (!hex4(low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return fail("a lone surrogate");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  out = put_utf8(out, code);
  return true;
}

bool JsonScan::hex4(unsigned& value) {
  value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : ' ';
    unsigned nibble;
    if (digit(c)) {
      nibble = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      nibble = static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      nibble = static_cast<unsigned>(c - 'A' + 10);
    } else {
      return fail(fmt::format("a \\u escape without four digits at byte {}", at_));
    }
    value = value * 16 + nibble;
  }
  return true;
}

bool JsonScan::scalar(std::string_view& value) {
  Kind kind;
  if (!peek(kind)) return false;
  const std::size_t start = at_;
  bool good = false;
  if (kind == Kind::kNumber) good = number();
  if (kind == Kind::kTrue) good = word("true");
  if (kind == Kind::kFalse) good = word("false");
  if (kind == Kind::kNull) good = word("null");
  value = text_.substr(start, at_ - start);
  return good;
}

bool JsonScan::word(std::string_view name) {
  if (text_.substr(at_, name.size()) != name) {
    return fail(fmt::format("no JSON value begins at byte {}", at_));
  }
  at_ += name.size();
  return true;
}

bool JsonScan::number() {
  const auto digits = [this] {
    const std::size_t start = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    return at_ > start;
  };
  if (text_[at_] == '-') ++at_;
  const std::size_t whole = at_;
  if (!digits()) return fail("a number without digits");
  if (text_[whole] == '0' && at_ > whole + 1) return fail("a number with a leading zero");
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    if (!digits()) return fail("a number that ends at its point");
  }
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (!digits()) return fail("a number without an exponent");
  }
  return true;
}

bool JsonScan::skip(int depth) {
  if (depth > static_cast<int>(kMaxJsonDepth)) return fail("nested too deeply");
  Kind kind;
  if (!peek(kind)) return false;
  std::string_view ignored;
  Arena scratch;
  if (kind == Kind::kText) return text(scratch, ignored);
  if (kind != Kind::kObject && kind != Kind::kList) return scalar(ignored);
  const char close = kind == Kind::kObject ? '}' : ']';
  ++at_;
  blanks();
  if (at_ < text_.size() && text_[at_] == close) {
    ++at_;
    return true;
  }
  for (;;) {
    if (kind == Kind::kObject && (!text(scratch, ignored) || !take(':'))) return false;
    if (!skip(depth + 1)) return false;
    blanks();
    if (at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      continue;
    }
    return take(close);
  }
}

}  // namespace dangol::importing
