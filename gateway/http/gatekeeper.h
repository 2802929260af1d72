// Lets a request in, or not: who it is from, and what that one may do.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "events/clock.h"
#include "events/schema_model.h"
#include "gateway/http/message.h"
#include "gateway/http/rates.h"
#include "gateway/http/refusals.h"
#include "gateway/http/routes.h"
#include "gateway/http/token_book.h"

namespace dangol {

// Thread-safe.
class Gatekeeper {
 public:
  struct Options {
    // Whoever reaches the server may do everything, under this account. Empty: nobody without a token.
    std::string insecure_account;
    std::filesystem::path tokens = {};  // the file; empty: there are none
    Clock clock = system_clock();
    Clock uptime = uptime_clock();
    Warn warn = warn_on_stderr();
  };
  // Errors as read_token_file: a server does not begin with tokens that it cannot read.
  static Result<std::unique_ptr<Gatekeeper>> open(Options options);

  // The principal of a request for `route`; else its answer: 401, 403, 429. A token in `Authorization` says
  // who asks; without one the client's certificate does.
  std::variant<Principal, HttpAnswer> admit(const HttpRequest& request, const Route& route);

  // Who makes itself known once, and asks later: a token, or else the common name of a certificate that we
  // trust.
  struct Caller {
    std::string from;  // as HttpRequest::from
    std::string certificate;
    std::string token;
  };
  // The same for them: first who it is, then for each of their requests whether it may be. nullopt: yes.
  std::variant<Principal, HttpAnswer> enter(const Caller& caller);
  std::optional<HttpAnswer> allow(const Principal& principal, const Route& route, Purpose purpose);

  // Whether who was let in would still be: for requests that last.
  bool still(const Principal& principal);

  bool has_tokens();
  Refusals& refusals() { return refusals_; }

 private:
  Gatekeeper(Options options, TokenBook book);
  HttpAnswer refuse(Refusal why, unsigned status, std::string_view code, std::string_view detail);
  // 401, or 429 once the address was told so too often.
  HttpAnswer refuse_unknown(const std::string& from, Refusal why, std::string_view detail);
  // Of one who shows this token (nullopt: none) or this certificate (empty: none). With the mutex.
  std::variant<const Token*, HttpAnswer> known(const std::string& from,
                                               std::optional<std::string_view> sent,
                                               std::string_view certificate,
                                               std::string_view needed);
  // Whether this token allows it: its rate, its roles. nullopt: yes. With the mutex.
  std::optional<HttpAnswer> check(const Token& token, const Route& route,
                                  std::optional<std::string_view> purpose);
  // nullptr: it is gone. With the mutex.
  const Token* token_of(const Principal& principal);
  // Whoever reaches the server.
  Principal insecure() const;

  const Options options_;
  Refusals refusals_;
  std::mutex mutex_;  // guards what follows
  TokenBook book_;
  std::unordered_map<std::string, TokenBucket> rates_;  // by a token's id
  RefusedAddresses refused_;
};

}  // namespace dangol
