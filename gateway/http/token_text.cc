#include "gateway/http/token_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "events/limits.h"
#include "events/time_text.h"
#include "events/utf8.h"
#include "gateway/http/token_file.h"
#include "store/crc32c.h"

// The grammar of the token file: lines, in this order. Do not change.
//
//   dangol tokens
//   token ID ACCOUNT ROLES SOURCE RATE CREATED EXPIRES SHA256   any number; ROLES with commas between, SOURCE and
//                                                               EXPIRES `-` for none, SHA256 `-` for certificate only
//   crc32c HEX                                                  of all bytes before this line

namespace dangol {

namespace {

constexpr std::string_view kFirstLine = "dangol tokens\n";
constexpr std::string_view kNone = "-";
constexpr std::size_t kParts = 9;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::optional<Hash> hash_in(std::string_view text) {
  Hash hash;
  if (!is_hex(text, 2 * hash.bytes.size())) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, hash.bytes[i], 16);
  }
  return hash;
}

std::string time_text(Micros time) { return format_full_time({time, 0, TimePrecision::kMicro}); }

std::optional<Micros> time_in(std::string_view text) {
  const Result<TimeValue> time = parse_full_time(text, TimePrecision::kUnset);
  if (!time.ok()) return std::nullopt;
  return time.value().micros;
}

// The parts of a line, with one blank between; fewer or more than kParts: nullopt.
std::optional<std::array<std::string_view, kParts>> parts_of(std::string_view line) {
  std::array<std::string_view, kParts> parts;
  for (std::size_t i = 0; i < kParts; ++i) {
    const std::size_t end = line.find(' ');
    if ((end == line.npos) != (i == kParts - 1)) return std::nullopt;
    parts[i] = line.substr(0, end);
    line.remove_prefix(std::min(line.size(), end == line.npos ? line.size() : end + 1));
  }
  return parts;
}

std::optional<Token> token_in(std::string_view line) {
  const auto parts = parts_of(line);
  if (!parts) return std::nullopt;
  const auto& [word, id, account, roles, source, rate, created, expires, secret] = *parts;
  Token token;
  if (word != "token" || !is_hex(id, 16) || !is_account(account)) return std::nullopt;
  token.id = id;
  token.terms.account = account;
  const auto parsed_roles = parse_roles(roles);
  if (!parsed_roles) return std::nullopt;
  token.terms.roles = *parsed_roles;
  if (source != kNone) {
    if (!is_source(source)) return std::nullopt;
    token.terms.source = source;
  }
  const auto [end, bad] = std::from_chars(rate.data(), rate.data() + rate.size(), token.terms.rate);
  if (bad != std::errc() || end != rate.data() + rate.size() || token.terms.rate == 0 ||
      token.terms.rate > kMaxTokenRate) {
    return std::nullopt;
  }
  const auto when = time_in(created);
  if (!when) return std::nullopt;
  token.created = *when;
  if (expires != kNone) {
    token.terms.expires = time_in(expires);
    if (!token.terms.expires) return std::nullopt;
  }
  token.terms.certificate_only = secret == kNone;
  if (!token.terms.certificate_only) {
    const auto hash = hash_in(secret);
    if (!hash) return std::nullopt;
    token.secret = *hash;
  }
  return token;
}

Error damaged(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

}  // namespace

bool is_account(std::string_view text) {
  return !text.empty() && text.size() <= kMaxAccountBytes && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || c == '.' || c == '_' || c == '@' || c == '-';
         });
}

bool is_source(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSourceBytes && text != kNone && is_utf8(text) &&
         !has_control(text) && text.find(' ') == text.npos;
}

std::optional<Role> parse_role(std::string_view word) {
  for (std::size_t i = 0; i < kRoles; ++i) {
    if (word == to_string(static_cast<Role>(i))) return static_cast<Role>(i);
  }
  return std::nullopt;
}

std::string roles_text(Roles roles) {
  std::string text;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const Role role = static_cast<Role>(i);
    if (roles.has(role)) text += fmt::format("{}{}", text.empty() ? "" : ",", to_string(role));
  }
  return text;
}

std::optional<Roles> parse_roles(std::string_view text) {
  Roles roles;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::optional<Role> role = parse_role(word);
    if (!role) return std::nullopt;
    roles.add(*role);
  }
  if (roles.empty()) return std::nullopt;
  return roles;
}

std::string tokens_text(const Tokens& tokens) {
  std::string text(kFirstLine);
  for (const Token& token : tokens) {
    const TokenTerms& terms = token.terms;
    text += fmt::format("token {} {} {} {} {} {} {} {}\n", token.id, terms.account,
                        roles_text(terms.roles), terms.source.empty() ? kNone : terms.source,
                        terms.rate, time_text(token.created),
                        terms.expires ? time_text(*terms.expires) : std::string(kNone),
                        terms.certificate_only ? std::string(kNone) : to_hex(token.secret.view()));
  }
  return text + fmt::format("crc32c {:08x}\n", crc32c(text));
}

Result<Tokens> parse_tokens(std::string_view text) {
  if (!text.starts_with(kFirstLine)) return damaged("line 1: not `dangol tokens`");
  const std::size_t last = text.size() < 2 ? 0 : text.rfind('\n', text.size() - 2) + 1;
  if (text.substr(last) != fmt::format("crc32c {:08x}\n", crc32c(text.substr(0, last)))) {
    return damaged("its last line is not the CRC of those before it");
  }
  Tokens tokens;
  std::string_view lines = text.substr(kFirstLine.size(), last - kFirstLine.size());
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::optional<Token> token = token_in(lines.substr(0, end));
    const bool twice =
        token && std::any_of(tokens.begin(), tokens.end(), [&](const Token& other) {
          return other.id == token->id || other.terms.account == token->terms.account;
        });
    if (!token || twice || tokens.size() == kMaxTokens) {
      return damaged(fmt::format("line {}: {}", tokens.size() + 2,
                                 !token  ? "no token"
                                 : twice ? "a second token of one name"
                                         : "too many tokens"));
    }
    tokens.push_back(*std::move(token));
    lines.remove_prefix(end + 1);
  }
  return tokens;
}

}  // namespace dangol
