// The tokens that open the gateway, in a file beside the store. What a token says is kept, the token itself
// is not: only its SHA-256. docs/FORMAT.md has the file's lines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "gateway/http/limits.h"
#include "gateway/http/roles.h"

namespace dangol {

// What a token is for.
struct TokenTerms {
  // `ann`, `shop-backend`: letters, digits and . _ @ -. It stands in the records of accesses.
  std::string account = {};
  Roles roles = {};
  std::string source = {};             // as Principal::source
  std::uint32_t rate = kTokenRate;     // requests a second
  std::optional<Micros> expires = {};  // nullopt: never
  // No secret opens it, only a client's certificate whose common name is `account`.
  bool certificate_only = false;
};

struct Token {
  std::string id;  // 16 hexadecimal digits, no secret
  TokenTerms terms;
  Micros created{};
  Hash secret;  // of the whole token as it is sent; nothing when certificate_only

  bool expired(Micros now) const { return terms.expires && *terms.expires <= now; }
};
using Tokens = std::vector<Token>;  // one an account

// kCorrupt, naming the line: it was not written by tokens_text.
Result<Tokens> parse_tokens(std::string_view text);
std::string tokens_text(const Tokens& tokens);

// nullopt: there is no such file. kUsage: others than its owner may read or write it; kCorrupt.
Result<std::optional<Tokens>> read_token_file(const std::filesystem::path& path);

// Adds a token and gives it as its bearer sends it: `dgl_ID_SECRET`, once; empty when certificate_only.
// kUsage: the terms make no sense; kConflict: the account has a token; else as read_token_file.
Result<std::string> create_token(const std::filesystem::path& path, const TokenTerms& terms,
                                 Micros now, Entropy& entropy);
// kNotFound: the account has none.
Status revoke_token(const std::filesystem::path& path, std::string_view account);

// SHA-256 of a token as it is sent.
Hash token_hash(std::string_view sent);

}  // namespace dangol
