#include "gateway/http/gatekeeper.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "events/schema_model.h"
#include "gateway/http/limits.h"
#include "gateway/http/problem.h"

namespace dangol {

const char* to_string(Role role) {
  switch (role) {
    case Role::kIntegrator: return "integrator";
    case Role::kImporter: return "importer";
    case Role::kReader: return "reader";
    case Role::kWords: return "words";
    case Role::kAuditor: return "auditor";
    case Role::kOfficer: return "officer";
    case Role::kAdmin: return "admin";
  }
  return "";
}

const char* to_string(Refusal reason) {
  switch (reason) {
    case Refusal::kNoToken: return "no-token";
    case Refusal::kWrongToken: return "wrong-token";
    case Refusal::kExpired: return "expired";
    case Refusal::kRole: return "role";
    case Refusal::kPurpose: return "purpose";
    case Refusal::kTokenRate: return "token-rate";
    case Refusal::kAddressRate: return "address-rate";
    case Refusal::kMalformed: return "malformed";
    case Refusal::kTooLarge: return "too-large";
    case Refusal::kTooSlow: return "too-slow";
    case Refusal::kNoRoom: return "no-room";
    case Refusal::kHandshake: return "handshake";
  }
  return "";
}

namespace {

// What follows `Bearer`, whatever way that is written (RFC 9110 11.1); nullopt: another scheme.
std::optional<std::string_view> bearer(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = header[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != kScheme[i]) return std::nullopt;
  }
  header.remove_prefix(kScheme.size());
  while (header.starts_with(' ')) header.remove_prefix(1);
  return header;
}

HttpAnswer wait(HttpAnswer answer, std::uint32_t seconds) {
  for (auto& [name, value] : answer.headers) {
    if (name == "Retry-After") value = std::to_string(seconds);
  }
  return answer;
}

Principal principal_of(const Token& token) {
  Principal principal;
  principal.account = token.terms.account;
  principal.roles = token.terms.roles;
  principal.source = token.terms.source;
  principal.token = token.id;
  return principal;
}

// `localhost:7379`, `127.0.0.1`, `[::1]:7379`.
bool names_this_machine(std::string_view host) {
  const std::size_t port = host.rfind(':');
  if (port != host.npos && host.find(']', port) == host.npos) host = host.substr(0, port);
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

// A browser of this machine reaches this port too, for whatever page it shows: by a name that was made to mean
// this machine (then Host has that name), or from a page of another origin (then Origin says so).
bool is_of_this_machine(const HttpRequest& request) {
  if (!names_this_machine(request.header("host").value_or(""))) return false;
  const auto origin = request.header("origin");
  if (!origin) return true;
  const std::size_t scheme = origin->find("://");
  return scheme != origin->npos && names_this_machine(origin->substr(scheme + 3));
}

// Whether the route's own role is enough for a purpose: an auditor reads the register of accesses, an officer
// learns whom an erasure touches, and opens what only a law still keeps, each for what it is there for.
bool is_own_purpose(RouteId route, std::string_view purpose) {
  if (route == RouteId::kAccess) return purpose == to_string(Purpose::kAccess);
  if (route == RouteId::kErase) return purpose == to_string(Purpose::kIdentity);
  return route == RouteId::kHolds || route == RouteId::kHoldEvents;
}

std::string role_words(Roles roles) {
  std::string words;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    if (roles.has(role)) words += fmt::format("{}{}", words.empty() ? "" : " or ", to_string(role));
  }
  return words;
}

}  // namespace

Gatekeeper::Gatekeeper(Options options, TokenBook book)
    : options_(std::move(options)),
      book_(std::move(book)),
      refused_(kRefusedPerSecond, kRefusedAtOnce, kRefusedAddresses) {}

Result<std::unique_ptr<Gatekeeper>> Gatekeeper::open(Options options) {
  auto book = TokenBook::open({options.tokens, options.uptime, options.warn});
  if (!book.ok()) return book.error();
  return std::unique_ptr<Gatekeeper>(new Gatekeeper(std::move(options), std::move(book).value()));
}

HttpAnswer Gatekeeper::refuse(Refusal why, unsigned status, std::string_view code,
                              std::string_view detail) {
  refusals_.count(why);
  return problem(status, code, detail);
}

HttpAnswer Gatekeeper::refuse_unknown(const std::string& from, Refusal why,
                                      std::string_view detail) {
  if (refused_.take(from, options_.uptime())) return refuse(why, 401, "unauthorized", detail);
  return refuse(Refusal::kAddressRate, 429, "overloaded",
                "too many requests of this address were refused");
}

std::variant<const Token*, HttpAnswer> Gatekeeper::known(const std::string& from,
                                                         std::optional<std::string_view> sent,
                                                         std::string_view certificate,
                                                         std::string_view needed) {
  if (!sent && certificate.empty()) return refuse_unknown(from, Refusal::kNoToken, needed);
  const Token* token = sent ? book_.find(*sent) : book_.of_account(certificate);
  if (token == nullptr) {
    return refuse_unknown(from, Refusal::kWrongToken,
                          sent ? "the token is none of this server, or was revoked"
                               : "nobody by the certificate's common name has a token");
  }
  if (token->expired(options_.clock())) {
    return refuse_unknown(from, Refusal::kExpired, "the token has expired");
  }
  return token;
}

std::optional<HttpAnswer> Gatekeeper::check(const Token& token, const Route& route,
                                            std::optional<std::string_view> purpose) {
  // Whoever has a token is not held up by what others at the same address do.
  const Micros now = options_.uptime();
  if (rates_.size() > kMaxTokens) rates_.clear();  // of tokens that are gone
  const std::uint32_t rate = token.terms.rate;
  TokenBucket& bucket = rates_.try_emplace(token.id, rate, rate, now).first->second;
  if (!bucket.take(now)) {
    return wait(refuse(Refusal::kTokenRate, 429, "overloaded",
                       fmt::format("the token may make {} requests a second", rate)),
                bucket.seconds_to_wait());
  }
  if (!token.terms.roles.meets(route.roles)) {
    return refuse(Refusal::kRole, 403, "forbidden",
                  fmt::format("this needs the role {}", role_words(route.roles)));
  }
  if (purpose && !is_own_purpose(route.id, *purpose) && !token.terms.roles.has(Role::kWords)) {
    return refuse(Refusal::kPurpose, 403, "forbidden", "a purpose needs the role words");
  }
  return std::nullopt;
}

std::variant<Principal, HttpAnswer> Gatekeeper::admit(const HttpRequest& request,
                                                      const Route& route) {
  if (route.roles.empty()) return Principal{};
  if (!options_.insecure_account.empty()) {
    if (!is_of_this_machine(request)) {
      return refuse(Refusal::kNoToken, 403, "forbidden",
                    "without tokens only programs of this machine are let in, and no page that a "
                    "browser shows from elsewhere: Host and Origin must name this machine");
    }
    return insecure();
  }
  const auto header = request.header("authorization");
  std::optional<std::string_view> sent;
  std::lock_guard lock(mutex_);
  if (header) {
    sent = bearer(*header);
    if (!sent) {
      return refuse_unknown(request.from, Refusal::kWrongToken,
                            "Authorization is of another kind than Bearer TOKEN");
    }
  }
  auto token = known(request.from, sent, request.certificate,
                     "a token is needed: Authorization: Bearer TOKEN");
  if (auto* refused = std::get_if<HttpAnswer>(&token)) return std::move(*refused);
  const Token& whose = *std::get<const Token*>(token);
  auto refused = check(whose, route, request.header("dangol-purpose"));
  if (refused) return std::move(*refused);
  return principal_of(whose);
}

std::variant<Principal, HttpAnswer> Gatekeeper::enter(const Caller& caller) {
  if (!options_.insecure_account.empty()) return insecure();
  std::optional<std::string_view> sent;
  if (!caller.token.empty()) sent = caller.token;
  std::lock_guard lock(mutex_);
  auto token = known(caller.from, sent, caller.certificate, "a token is needed");
  if (auto* refused = std::get_if<HttpAnswer>(&token)) return std::move(*refused);
  return principal_of(*std::get<const Token*>(token));
}

std::optional<HttpAnswer> Gatekeeper::allow(const Principal& principal, const Route& route,
                                            Purpose purpose) {
  if (principal.token.empty()) return std::nullopt;  // who may do everything
  std::lock_guard lock(mutex_);
  const Token* token = token_of(principal);
  if (token == nullptr) {
    return refuse(Refusal::kWrongToken, 403, "forbidden", "the token was revoked");
  }
  if (token->expired(options_.clock())) {
    return refuse(Refusal::kExpired, 403, "forbidden", "the token has expired");
  }
  return check(*token, route,
               purpose == Purpose::kUnset ? std::optional<std::string_view>()
                                          : std::string_view(to_string(purpose)));
}

Principal Gatekeeper::insecure() const {
  Principal principal;
  principal.account = options_.insecure_account;
  principal.roles = Roles::all();
  return principal;
}

const Token* Gatekeeper::token_of(const Principal& principal) {
  const Tokens& tokens = book_.tokens();
  const auto found = std::find_if(tokens.begin(), tokens.end(),
                                  [&](const Token& token) { return token.id == principal.token; });
  return found == tokens.end() ? nullptr : &*found;
}

bool Gatekeeper::still(const Principal& principal) {
  if (principal.token.empty()) return true;
  std::lock_guard lock(mutex_);
  const Token* token = token_of(principal);
  return token != nullptr && !token->expired(options_.clock());
}

bool Gatekeeper::has_tokens() {
  std::lock_guard lock(mutex_);
  return !book_.tokens().empty();
}

}  // namespace dangol
