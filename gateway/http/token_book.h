// The tokens of a running server: follows their file, so that what is created or revoked holds within a
// second (kFilesLookedAtEvery).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/clock.h"
#include "gateway/http/file_watch.h"
#include "gateway/http/token_file.h"

namespace dangol {

// Says something to whoever runs the server. Any thread.
using Warn = std::function<void(std::string_view)>;
// On standard error, with the program's name.
Warn warn_on_stderr();

// Not thread-safe.
class TokenBook {
 public:
  struct Options {
    std::filesystem::path file;  // none: nobody has a token
    Clock uptime = uptime_clock();
    Warn warn = warn_on_stderr();
  };
  // A file that is not there yet is one without tokens. Errors as read_token_file.
  static Result<TokenBook> open(Options options);

  // Those of now. When the file cannot be read any more those of before hold, and that is said; a file that
  // is gone has none.
  const Tokens& tokens();

  // The token that was sent as `sent`; nullptr: there is none. The time it takes depends on how many tokens
  // there are, and on nothing of `sent`.
  const Token* find(std::string_view sent);
  // The token of an account, by its certificate's common name.
  const Token* of_account(std::string_view account);

 private:
  explicit TokenBook(Options options);
  void look();

  Options options_;
  FileWatch watch_;
  Tokens tokens_;
  std::string wrong_;  // what was last said of the file; empty: it could be read
};

}  // namespace dangol
