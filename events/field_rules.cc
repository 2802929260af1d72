#include "events/field_rules.h"

#include <algorithm>

#include "events/limits.h"
#include "events/subject.h"
#include "events/time_text.h"
#include "events/utf8.h"

namespace dangol {
namespace {

constexpr std::uint64_t kMaxDecimals = 6;
constexpr std::size_t kMaxLabelNameBytes = 32;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 32 bytes in base64, in the one way in which they can be written.
bool is_hash(std::string_view text) {
  constexpr std::size_t kChars = 43;
  constexpr std::string_view kLast = "AEIMQUYcgkosw048";  // the four bits that are left
  return text.size() == kChars + 1 && text.back() == '=' &&
         std::all_of(text.begin(), text.end() - 1,
                     [](char c) {
                       return is_lower(c) || is_upper(c) || is_digit(c) || c == '+' || c == '/';
                     }) &&
         kLast.find(text[kChars - 1]) != std::string_view::npos;
}

// Null, or why a fact's text does not have its shape.
const char* bad_shape(Shape shape, std::string_view text) {
  switch (shape) {
    case Shape::kAny:
    case Shape::kDecimals: return nullptr;
    case Shape::kCurrency:
      return text.size() == 3 && std::all_of(text.begin(), text.end(), is_upper)
                 ? nullptr
                 : "is not three capital letters of ISO 4217";
    case Shape::kLabelName: {
      const bool good = text.size() <= kMaxLabelNameBytes && is_lower(text[0]) &&
                        std::all_of(text.begin(), text.end(), [](char c) {
                          return is_lower(c) || is_upper(c) || is_digit(c);
                        });
      return good ? nullptr : "is not a lower-case letter, then letters and digits, at most 32";
    }
    case Shape::kMonth: {
      const bool good =
          text.size() == 7 && text[4] == '-' && parse_time(std::string(text) + "-01").ok();
      return good ? nullptr : "is not a month like 2026-11";
    }
    case Shape::kHash: return is_hash(text) ? nullptr : "is not 32 bytes in base64";
  }
  return nullptr;
}

}  // namespace

const char* bad_fact(Shape shape, std::string_view text) {
  static const std::string kTooLong = "is longer than " + std::to_string(kMaxFactBytes) + " bytes";
  if (text.size() > kMaxFactBytes) return kTooLong.c_str();
  if (has_control(text)) return "contains a control character";
  return bad_shape(shape, text);
}

const char* bad_number(Shape shape, std::uint64_t value) {
  return shape == Shape::kDecimals && value > kMaxDecimals ? "is not from 0 to 6" : nullptr;
}

const char* bad_token(TokenScope scope, std::string_view text, std::string& scratch) {
  if (const char* reason = bad_id(text)) return reason;
  if (scope != TokenScope::kSubject) return nullptr;
  auto subject = parse_subject(text);
  if (subject.ok()) return nullptr;
  scratch = subject.error().message;
  return scratch.c_str();
}

}  // namespace dangol
