// `dangol vault rotate`: a new key for the vaults, and the old one destroyed.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"

namespace dangol {

namespace {

ExitCode run_rotate(const GlobalOptions& global, const std::string& only) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> told =
      store.value()->rotate_vaults({only != "held", only != "vault", global.json});
  if (!told.ok()) return fail(global, told.error());
  fmt::print("{}", told.value());
  return ExitCode::kOk;
}

}  // namespace

void add_vault_command(Program& program) {
  CLI::App* vault = program.app.add_subcommand("vault", "Keep the keys to names and words");
  vault->require_subcommand(1);
  vault->fallthrough();
  CLI::App* rotate = vault->add_subcommand(
      "rotate", "Make the keys of the vaults anew and destroy the old ones: erasures become final");
  rotate->fallthrough();
  auto only = std::make_shared<std::string>();
  rotate->add_option("--only", *only, "Only this one: vault, or held (what a law keeps)")
      ->check(CLI::IsMember({"vault", "held"}));
  rotate->footer(
      "After an erasure an older copy of the vault, or what a disk keeps of deleted files, still\n"
      "opens with the key file. This seals the vault anew under a new key and writes over the old\n"
      "one, so no copy from before opens any more, and backups from before need today's vault.\n"
      "A running writer stands still meanwhile. May be interrupted: the next opening ends it or\n"
      "undoes it. How soon an erasure must be final is the policy erasure.days (30).\n"
      "  dangol vault rotate");
  rotate->callback([&program, only] {
    program.run = [&program, only] { return run_rotate(program.options, *only); };
  });
}

}  // namespace dangol
