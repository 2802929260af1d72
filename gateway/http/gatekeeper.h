// Lets a request in, or not: who it is from, and what that one may do.
#pragma once

#include <string>
#include <variant>

#include "gateway/http/message.h"
#include "gateway/http/routes.h"

namespace dangol {

class Gatekeeper {
 public:
  struct Options {
    // Whoever reaches the server may do everything, under this account. Empty: nobody without a token.
    std::string insecure_account;
  };
  explicit Gatekeeper(Options options) : options_(std::move(options)) {}

  // The principal of a request for `route`; else its answer: 401, 403. Thread-safe.
  std::variant<Principal, HttpAnswer> admit(const HttpRequest& request, const Route& route) const;

 private:
  const Options options_;
};

}  // namespace dangol
