// `dangol log audit-heads`: an auditor makes the map of heads anew and signs that it is right.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/auditor.h"
#include "app/command.h"
#include "app/store_access.h"
#include "replay/heads_audit.h"
#include "store/signing_keys.h"

namespace dangol {

namespace {

Result<std::string> audit(const GlobalOptions& global, const SigningKeys& keys) {
  auto store = open_store(global);
  if (!store.ok()) return store.error();
  Result<CheckedMap> map = check_newest_map(*store.value());
  if (!map.ok()) return map.error();
  return sign_note(HeadsAudit{map.value().origin, map.value().heads}.text(), keys);
}

ExitCode run(const GlobalOptions& global, const AuditorArguments& arguments) {
  Result<SigningKeys> keys = auditors_keys(arguments);
  if (!keys.ok()) return fail(global, keys.error());
  Result<std::string> note = audit(global, keys.value());
  if (!note.ok()) return fail(global, note.error());
  return hand_out_statement(global, arguments, keys.value(), note.value());
}

}  // namespace

void add_log_audit_command(Program& program, CLI::App& log) {
  auto arguments = std::make_shared<AuditorArguments>();
  CLI::App* command = log.add_subcommand(
      "audit-heads", "Make the map of heads anew from the entries, and sign that it is right");
  add_auditor_options(*command, *arguments);
  command->footer(
      "For an auditor: holds every recorded map of heads against the entries, and signs the "
      "newest\n"
      "with a key of the auditor's own. A proof of a history that carries the statement says so:\n"
      "  dangol log audit-heads --key audit.key --name audit.example --output heads.audit\n"
      "  dangol log prove history customer/42 --audit heads.audit --output 42.proof\n"
      "  dangol log verify --offline 42.proof --origin .. --key .. --auditor audit.example+..");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
