#include "gateway/http/token_book.h"

#include <cstdio>

#include <fmt/format.h>

#include "events/hash.h"

namespace dangol {

Warn warn_on_stderr() {
  return [](std::string_view text) { fmt::print(stderr, "dangol: {}\n", text); };
}

TokenBook::TokenBook(Options options)
    : options_(std::move(options)), watch_({options_.file}, options_.uptime) {}

Result<TokenBook> TokenBook::open(Options options) {
  TokenBook book(std::move(options));
  if (book.options_.file.empty()) return book;
  (void)book.watch_.changed();
  Result<std::optional<Tokens>> read = read_token_file(book.options_.file);
  if (!read.ok()) return read.error();
  book.tokens_ = std::move(read).value().value_or(Tokens{});
  return book;
}

void TokenBook::look() {
  if (options_.file.empty() || !watch_.changed()) return;
  Result<std::optional<Tokens>> read = read_token_file(options_.file);
  if (!read.ok()) {
    watch_.look_again();
    if (wrong_ == read.error().message) return;
    wrong_ = read.error().message;
    options_.warn(fmt::format("{}; the tokens of before still hold", wrong_));
    return;
  }
  wrong_.clear();
  if (!read.value()) options_.warn("the token file is gone: no token holds any more");
  tokens_ = std::move(read).value().value_or(Tokens{});
}

const Tokens& TokenBook::tokens() {
  look();
  return tokens_;
}

const Token* TokenBook::find(std::string_view sent) {
  const Hash hash = token_hash(sent);
  const Token* found = nullptr;
  for (const Token& token : tokens()) {
    const bool equal = equal_in_constant_time(hash.view(), token.secret.view());
    // No early end, and no look-up by the id: neither tells whether an id exists.
    if (equal && !token.terms.certificate_only) found = &token;
  }
  return found;
}

const Token* TokenBook::of_account(std::string_view account) {
  for (const Token& token : tokens()) {
    if (token.terms.account == account) return &token;
  }
  return nullptr;
}

}  // namespace dangol
