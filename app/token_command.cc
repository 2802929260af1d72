// `dangol token`: who may ask a running server for what.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/signing.h"
#include "events/clock.h"
#include "events/json_text.h"
#include "events/time_text.h"
#include "gateway/http/token_file.h"
#include "gateway/http/token_text.h"

namespace dangol {

namespace {

struct CreateArguments {
  TokenTerms terms;
  std::vector<std::string> roles;
  std::uint32_t days = 0;  // 0: for ever
};

std::filesystem::path token_file(const GlobalOptions& global) {
  return beside_data(global, global.tokens, ".tokens");
}

std::string time_text(Micros time) { return format_full_time({time, 0, TimePrecision::kSecond}); }
// At a whole second.
Micros now() {
  const std::int64_t micros = system_clock()().value();
  return Micros(micros - micros % 1'000'000);
}

ExitCode run_create(const GlobalOptions& global, CreateArguments arguments) {
  TokenTerms& terms = arguments.terms;
  for (const std::string& role : arguments.roles) terms.roles.add(*parse_role(role));
  const Micros created = now();
  if (arguments.days != 0) {
    terms.expires = Micros(created.value() + std::int64_t{86'400'000'000} * arguments.days);
  }
  OsEntropy entropy;
  Result<std::string> sent = create_token(token_file(global), terms, created, entropy);
  if (!sent.ok()) return fail(global, sent.error());
  if (global.json) {
    fmt::print("{{\"name\":{},\"token\":{}}}\n", json_text(terms.account),
               terms.certificate_only ? "null" : json_text(sent.value()));
  } else if (!terms.certificate_only) {
    fmt::print("{}\n", sent.value());
    fmt::print(stderr, "dangol: it is shown this once: whoever has it is {}\n", terms.account);
  }
  return ExitCode::kOk;
}

std::string json_of(const Token& token, Micros at) {
  const TokenTerms& terms = token.terms;
  return fmt::format(
      "{{\"id\":\"{}\",\"name\":{},\"roles\":\"{}\",\"source\":{},\"rate\":{},"
      "\"created\":\"{}\",\"expires\":{},\"expired\":{},\"certificateOnly\":{}}}\n",
      token.id, json_text(terms.account), roles_text(terms.roles),
      terms.source.empty() ? "null" : json_text(terms.source), terms.rate, time_text(token.created),
      terms.expires ? json_text(time_text(*terms.expires)) : "null", token.expired(at),
      terms.certificate_only);
}

ExitCode run_list(const GlobalOptions& global) {
  Result<std::optional<Tokens>> tokens = read_token_file(token_file(global));
  if (!tokens.ok()) return fail(global, tokens.error());
  const Micros at = now();
  for (const Token& token : tokens.value().value_or(Tokens{})) {
    if (global.json) {
      fmt::print("{}", json_of(token, at));
      continue;
    }
    const TokenTerms& terms = token.terms;
    std::string more;
    if (!terms.source.empty()) more += " source " + terms.source;
    if (terms.rate != kTokenRate) more += fmt::format(" rate {}", terms.rate);
    if (terms.certificate_only) more += " certificate only";
    if (terms.expires) {
      more += fmt::format(" {} {}", token.expired(at) ? "EXPIRED" : "expires",
                          time_text(*terms.expires));
    }
    fmt::print("{} {} {} created {}{}\n", token.id, terms.account, roles_text(terms.roles),
               time_text(token.created), more);
  }
  return ExitCode::kOk;
}

ExitCode run_revoke(const GlobalOptions& global, const std::string& name) {
  const Status revoked = revoke_token(token_file(global), name);
  return revoked.ok() ? ExitCode::kOk : fail(global, revoked.error());
}

void add_create(Program& program, CLI::App& token) {
  CLI::App* create = token.add_subcommand("create", "Make a token and print it, once");
  create->fallthrough();
  auto arguments = std::make_shared<CreateArguments>();
  TokenTerms& terms = arguments->terms;
  create->add_option("NAME", terms.account, "Whose it is, as in staff/NAME")->required();
  std::vector<std::string> roles;
  for (std::size_t i = 0; i < kRoles; ++i) roles.emplace_back(to_string(static_cast<Role>(i)));
  create->add_option("--role", arguments->roles, "What it opens; may be repeated")
      ->required()
      ->take_all()
      ->expected(1)
      ->check(CLI::IsMember(roles));
  create->add_option("--source", terms.source,
                     "Only events of this source, or of one below it: urn:shop and urn:shop/till");
  create->add_option("--expires", arguments->days, "Days that it holds. Default: for ever")
      ->check(CLI::Range(1U, kMaxTokenDays));
  create->add_option("--rate", terms.rate, "Requests a second that it may make")
      ->check(CLI::Range(1U, kMaxTokenRate))
      ->capture_default_str();
  create->add_flag("--certificate-only", terms.certificate_only,
                   "Make no secret: only a client's certificate of this common name opens it");
  create->footer(
      "integrator sends events; importer sends history as recorded; reader reads, redacted; words "
      "reads\nprivate words for a purpose; auditor reads entries and proofs; officer forgets; "
      "admin runs the\nserver. A running server knows it within a second.\n"
      "  dangol token create shop-backend --role integrator --source urn:shop\n"
      "  dangol token create ann --role reader --role words --expires 90");
  create->callback([&program, arguments] {
    program.run = [&program, arguments] { return run_create(program.options, *arguments); };
  });
}

}  // namespace

void add_token_command(Program& program) {
  CLI::App* token = program.app.add_subcommand("token", "Say who may ask `dangol serve` for what");
  token->require_subcommand(1);
  token->fallthrough();
  add_create(program, *token);
  CLI::App* list = token->add_subcommand("list", "List tokens, without what opens them");
  list->fallthrough();
  list->callback([&program] { program.run = [&program] { return run_list(program.options); }; });
  CLI::App* revoke = token->add_subcommand("revoke", "Take a token back, within a second");
  revoke->fallthrough();
  auto name = std::make_shared<std::string>();
  revoke->add_option("NAME", *name, "Whose it is")->required();
  revoke->callback([&program, name] {
    program.run = [&program, name] { return run_revoke(program.options, *name); };
  });
}

}  // namespace dangol
