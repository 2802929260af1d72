#include <algorithm>

#include "store/vault.h"

namespace dangol {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string digits_of(std::string_view phone) {
  std::string digits;
  if (phone.starts_with('+')) digits.push_back('+');
  std::ranges::copy_if(phone, std::back_inserter(digits),
                       [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

}  // namespace

std::string normalised_identifier(std::string_view kind, std::string_view identifier) {
  identifier = trimmed(identifier);
  if (kind == "phone") return digits_of(identifier);
  std::string text(identifier);
  if (kind == "email" || kind == "handle") {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  }
  return text;
}

}  // namespace dangol
