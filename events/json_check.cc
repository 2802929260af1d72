#include "events/json_check.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "events/utf8.h"

namespace dangol {
namespace {

constexpr std::int64_t kExactInteger = std::int64_t{1} << 53;
constexpr std::size_t kFewMembers = 12;  // compared pair by pair
constexpr std::size_t kShownName = 64;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A non-negative value, or -1 if the four characters are not hexadecimal digits.
int hex4(std::string_view four) {
  int value = 0;
  for (char c : four) {
    int digit = -1;
    if (is_digit(c)) digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Whether every reader of JSON gets the same number: readers hold numbers as doubles.
bool is_exact(std::string_view number, bool plain) {
  const char* end = number.data() + number.size();
  if (plain) {
    std::int64_t value = 0;
    auto [stop, bad] = std::from_chars(number.data(), end, value);
    return bad == std::errc() && value <= kExactInteger && value >= -kExactInteger;
  }
  double value = 0;
  auto [stop, bad] = std::from_chars(number.data(), end, value);
  return bad == std::errc() && std::abs(value) < static_cast<double>(kExactInteger);
}

bool is_high(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

// One pass over the text. Containers that are open stand on a stack, so depth costs no recursion.
class JsonScanner {
 public:
  JsonScanner(JsonTape& tape, const JsonLimits& limits)
      : text_(tape.text_), nodes_(tape.nodes_), tape_(tape), limits_(limits) {}

  Status run() {
    if (text_.size() > limits_.max_bytes) {
      return Error{ErrorCode::kRejected, "the JSON text has " + std::to_string(text_.size()) +
                                             " bytes; at most " +
                                             std::to_string(limits_.max_bytes) + " are allowed"};
    }
    if (text_.starts_with("\xef\xbb\xbf")) return fail("begins with a byte order mark");
    skip_spaces();
    if (at_ == text_.size()) return fail("is empty");
    if (!value()) return error_;
    while (!open_.empty()) {
      if (!step()) return error_;
    }
    skip_spaces();
    if (at_ != text_.size()) {
      path_at_root_ = true;
      return fail("has more behind its end");
    }
    return Done{};
  }

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t name = 0;  // of an object: the node of the latest name
  };

  // One item, or the end, of the innermost open container.
  bool step() {
    const std::uint32_t node = open_.back().node;
    const bool object = nodes_[node].kind == JsonKind::kObject;
    skip_spaces();
    if (peek() == (object ? '}' : ']')) return close();
    if (nodes_[node].members > 0) {
      if (peek() != ',')
        return refuse(object ? "is not followed by a ',' or '}'"
                             : "is not followed by a ',' or ']'");
      ++at_;
      skip_spaces();
    }
    open_.back().name = 0;
    if (object && !name()) return false;
    ++nodes_[node].members;
    return value();
  }

  bool name() {
    if (peek() != '"') return refuse("lacks a name in quotes");
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    if (!string()) return false;
    open_.back().name = index;
    skip_spaces();
    if (peek() != ':') return refuse("lacks a ':'");
    ++at_;
    skip_spaces();
    return true;
  }

  bool value() {
    switch (peek()) {
      case '{': return open(JsonKind::kObject);
      case '[': return open(JsonKind::kArray);
      case '"': return string();
      case 't': return word("true", JsonKind::kTrue);
      case 'f': return word("false", JsonKind::kFalse);
      case 'n': return word("null", JsonKind::kNull);
      default: break;
    }
    if (peek() == '-' || is_digit(peek())) return number();
    return refuse(at_ == text_.size() ? "ends too early" : "is not a JSON value");
  }

  bool open(JsonKind kind) {
    if (open_.size() == limits_.max_depth) {
      return refuse("is nested deeper than " + std::to_string(limits_.max_depth) + " levels");
    }
    open_.push_back({push(kind, at_)});
    ++at_;
    return true;
  }

  bool close() {
    JsonNode& node = nodes_[open_.back().node];
    ++at_;
    node.end = static_cast<std::uint32_t>(at_);
    node.next = static_cast<std::uint32_t>(nodes_.size());
    if (node.kind == JsonKind::kObject && node.members > 1 && !names_differ(open_.back().node)) {
      return false;
    }
    open_.pop_back();
    return true;
  }

  std::uint32_t push(JsonKind kind, std::size_t begin) {
    JsonNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = static_cast<std::uint32_t>(at_);
    node.next = static_cast<std::uint32_t>(nodes_.size());
    return node.next - 1;
  }

  bool word(std::string_view expected, JsonKind kind) {
    if (text_.substr(at_, expected.size()) != expected) return refuse("is not a JSON value");
    const std::size_t begin = at_;
    at_ += expected.size();
    push(kind, begin);
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ > begin;
  }

  bool number() {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    const std::size_t first = at_;
    if (!digits()) return refuse("is not a number");
    const std::size_t whole = at_ - first;
    if (whole > 1 && text_[first] == '0') return refuse("is a number with a leading zero");
    bool plain = true;
    if (peek() == '.') {
      plain = false;
      ++at_;
      if (!digits()) return refuse("is a number that ends in '.'");
    }
    if (peek() == 'e' || peek() == 'E') {
      plain = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return refuse("is a number without its exponent");
    }
    if ((!plain || whole > 15) && !is_exact({text_.data() + begin, at_ - begin}, plain)) {
      return refuse("is a number beyond 2^53, which JSON does not carry exactly: send it as text");
    }
    push(JsonKind::kNumber, begin);
    return true;
  }

  bool string() {
    const std::size_t begin = ++at_;
    bool escaped = false;
    for (;;) {
      at_ = ascii_run(text_, at_);
      if (at_ == text_.size()) return refuse("is a string that does not end");
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') break;
      if (c == '\\') {
        escaped = true;
        if (!escape()) return false;
      } else if (c < 0x20) {
        return refuse("contains a raw control character");
      } else {
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0) return refuse("is not valid UTF-8");
        at_ += length;
      }
    }
    const std::uint32_t node = push(JsonKind::kString, begin);
    nodes_[node].escaped = escaped;
    ++at_;
    return true;
  }

  bool escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != 'u') {
      if (kind == '\0' || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
        return refuse("contains an unknown escape");
      }
      at_ += 2;
      return true;
    }
    const int unit = unit_at(at_);
    if (unit < 0) return refuse("contains an unknown escape");
    if (unit == 0) return refuse("contains a NUL");
    at_ += 6;
    if (is_low(unit) || (is_high(unit) && !is_low(unit_at(at_)))) {
      return refuse("contains a lone surrogate");
    }
    if (is_high(unit)) at_ += 6;
    return true;
  }

  // The code unit of the \uXXXX at `at`, or -1.
  int unit_at(std::size_t at) const {
    if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return -1;
    return hex4(text_.substr(at + 2, 4));
  }

  bool names_differ(std::uint32_t object) {
    names_.clear();
    for (std::uint32_t i = object + 1; i < nodes_[object].next; i = nodes_[i + 1].next) {
      Name& name = names_.emplace_back();
      name.node = i;
      name.raw = tape_.raw(nodes_[i]);
      if (nodes_[i].escaped) name.own = tape_.string(nodes_[i], scratch_);
    }
    auto text = [](const Name& n) { return n.own.empty() ? n.raw : std::string_view(n.own); };
    std::optional<std::uint32_t> twice;
    if (names_.size() <= kFewMembers) {
      for (std::size_t i = 1; i < names_.size() && !twice; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (text(names_[i]) == text(names_[j])) twice = names_[i].node;
        }
      }
    } else {
      std::sort(names_.begin(), names_.end(),
                [&](const Name& a, const Name& b) { return text(a) < text(b); });
      auto it = std::adjacent_find(names_.begin(), names_.end(), [&](const Name& a, const Name& b) {
        return text(a) == text(b);
      });
      if (it != names_.end()) twice = it->node;
    }
    if (!twice) return true;
    open_.back().name = *twice;
    return refuse("is given twice");
  }

  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // `contact.lines[2].item`: where the scanner stands.
  std::string path() {
    std::string path;
    if (path_at_root_) return path;
    for (const Open& open : open_) {
      const JsonNode& node = nodes_[open.node];
      if (node.kind == JsonKind::kArray) {
        path += '[' + std::to_string(node.members == 0 ? 0 : node.members - 1) + ']';
      } else if (open.name != 0) {
        if (!path.empty()) path += '.';
        path += shown_name(tape_.string(nodes_[open.name], scratch_));
      }
    }
    return path;
  }

  bool refuse(const std::string& reason) {
    const std::string where = path();
    error_ = Error{ErrorCode::kRejected, (where.empty() ? "the JSON text" : where) + " " + reason +
                                             " (byte " + std::to_string(at_) + ")"};
    return false;
  }
  Error fail(const std::string& reason) {
    refuse(reason);
    return error_;
  }

  struct Name {
    std::string own;  // without escapes, if it had any
    std::string_view raw;
    std::uint32_t node = 0;
  };

  std::string_view text_;
  std::vector<JsonNode>& nodes_;
  const JsonTape& tape_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  std::vector<Name> names_;
  std::string scratch_;
  bool path_at_root_ = false;
  Error error_{ErrorCode::kRejected, ""};
};

Status JsonTape::read(std::string_view text, const JsonLimits& limits) {
  text_ = text;
  nodes_.clear();
  Status done = JsonScanner(*this, limits).run();
  if (!done.ok()) nodes_.clear();
  return done;
}

std::string_view JsonTape::string(const JsonNode& node, std::string& scratch) const {
  const std::string_view raw_text = raw(node);
  if (!node.escaped) return raw_text;
  scratch.clear();
  for (std::size_t i = 0; i < raw_text.size(); ++i) {
    if (raw_text[i] != '\\') {
      scratch += raw_text[i];
      continue;
    }
    const char kind = raw_text[++i];
    switch (kind) {
      case 'b': scratch += '\b'; break;
      case 'f': scratch += '\f'; break;
      case 'n': scratch += '\n'; break;
      case 'r': scratch += '\r'; break;
      case 't': scratch += '\t'; break;
      case 'u': {
        char32_t point = static_cast<char32_t>(hex4(raw_text.substr(i + 1, 4)));
        i += 4;
        if (is_high(static_cast<int>(point))) {
          const auto low = static_cast<char32_t>(hex4(raw_text.substr(i + 3, 4)));
          point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
          i += 6;
        }
        append_utf8(scratch, point);
        break;
      }
      default: scratch += kind; break;  // " \ /
    }
  }
  return scratch;
}

std::string shown_name(std::string_view name) { return shown_text(name, kShownName); }

}  // namespace dangol
