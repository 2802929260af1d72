// `dangol log audit-heads`: an auditor makes the map of heads anew and signs that it is right.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/json_text.h"
#include "app/progress.h"
#include "app/store_access.h"
#include "events/sealing_seams.h"
#include "replay/heads_audit.h"
#include "replay/heads_check.h"
#include "store/signing_keys.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct AuditArguments {
  std::string key_file;
  std::string name;
  std::string output;  // empty: standard output
};

Result<SigningKeys> auditors_keys(const AuditArguments& arguments) {
  auto keys = read_signing_keys(arguments.key_file, arguments.name);
  if (!keys.ok()) return keys.error();
  if (keys.value()) return std::move(*keys.value());
  OsEntropy entropy;
  return create_signing_keys(arguments.key_file, arguments.name, entropy);
}

Result<std::string> audit(const GlobalOptions& global, const SigningKeys& keys) {
  auto store = open_store(global);
  if (!store.ok()) return store.error();
  // A log's keys bear its name.
  Result<Notarial> log_keys = store.value()->notary(NotaryTask::kKeys);
  if (!log_keys.ok()) return log_keys.error();
  const LogReader& log = store.value()->log();
  Result<Position> size = log.size(kPartition);
  if (!size.ok()) return size.error();
  Progress progress("records", size.value().value());
  Result<HeadsChecked> checked =
      check_heads(log, kPartition, [&](std::uint64_t count) { progress.at(count); });
  if (!checked.ok()) return checked.error();
  if (!checked.value().last) {
    return Error{ErrorCode::kNotFound,
                 "the log records no map of heads yet: `dangol log prove history` makes one"};
  }
  return sign_note(HeadsAudit{log_keys.value().keys.front().name, *checked.value().last}.text(),
                   keys);
}

ExitCode run(const GlobalOptions& global, const AuditArguments& arguments) {
  Result<SigningKeys> keys = auditors_keys(arguments);
  if (!keys.ok()) return fail(global, keys.error());
  Result<std::string> note = audit(global, keys.value());
  if (!note.ok()) return fail(global, note.error());
  for (const NoteSigner& key : keys.value()) {
    fmt::print(stderr, "signed with {}\n", key.verifier().text());
  }
  if (!arguments.output.empty()) {
    Status written = write_whole_file(std::filesystem::absolute(arguments.output), note.value());
    if (written.ok()) return ExitCode::kOk;
    fail(global, written.error());
    return ExitCode::kCantCreate;
  }
  if (global.json) {
    fmt::print("{{\"audit\":{}}}\n", json_text(note.value()));
  } else {
    fmt::print("{}", note.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void add_log_audit_command(Program& program, CLI::App& log) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command = log.add_subcommand(
      "audit-heads", "Make the map of heads anew from the entries, and sign that it is right");
  command->add_option("--key", arguments->key_file, "Your key file; made when there is none")
      ->required();
  command->add_option("--name", arguments->name, "Your name, as it stands in your key")->required();
  command->add_option("--output", arguments->output, "File to write; default: standard output");
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
