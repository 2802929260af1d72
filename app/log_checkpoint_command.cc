// `dangol log checkpoint` and `dangol log key`: what the log is, signed, and by which key.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "store/anchor.h"

namespace dangol {

namespace {

std::string keys_json(const std::vector<NoteVerifier>& keys) {
  std::string list;
  for (const NoteVerifier& key : keys) list += (list.empty() ? "" : ",") + json_text(key.text());
  return "[" + list + "]";
}

// The checkpoint stands without them.
void warn(const Notarial& told) {
  for (const std::string& warning : told.warnings) fmt::print(stderr, "dangol: {}\n", warning);
}

ExitCode run_checkpoint(const GlobalOptions& global) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<Notarial> told = store.value()->notary(NotaryTask::kSign);
  if (!told.ok()) return fail(global, told.error());
  warn(told.value());
  if (!global.json) {
    fmt::print("{}", told.value().note);
    return ExitCode::kOk;
  }
  Result<Checkpoint> said = checkpoint_in(told.value().note);
  if (!said.ok()) return fail(global, said.error());
  fmt::print("{{\"origin\":{},\"size\":{},\"root\":{},\"keys\":{},\"note\":{}}}\n",
             json_text(said.value().origin), said.value().size,
             json_text(to_base64(said.value().root.view())), keys_json(told.value().keys),
             json_text(told.value().note));
  return ExitCode::kOk;
}

struct KeyArguments {
  bool rotate = false;
  bool retire = false;
};

ExitCode run_key(const GlobalOptions& global, const KeyArguments& arguments) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  const NotaryTask task = arguments.rotate   ? NotaryTask::kRotate
                          : arguments.retire ? NotaryTask::kRetire
                                             : NotaryTask::kKeys;
  Result<Notarial> told = store.value()->notary(task);
  if (!told.ok()) return fail(global, told.error());
  warn(told.value());
  if (global.json) {
    fmt::print("{{\"keys\":{}}}\n", keys_json(told.value().keys));
    return ExitCode::kOk;
  }
  for (const NoteVerifier& key : told.value().keys) fmt::print("{}\n", key.text());
  return ExitCode::kOk;
}

}  // namespace

void add_log_checkpoint_commands(Program& program, CLI::App& log) {
  CLI::App* checkpoint =
      log.add_subcommand("checkpoint", "Sign what the log is now: size and Merkle root");
  checkpoint->footer(
      "Prints a signed note (C2SP tlog-checkpoint): origin, number of records, Merkle root, and a\n"
      "signature. Keep it where nobody who can write to the store can write: whatever is changed,\n"
      "dropped or put in among those records later, also by whoever has the key, does not fit it.\n"
      "  dangol log checkpoint > /media/auditor/2026-11-22.checkpoint");
  checkpoint->callback(
      [&program] { program.run = [&program] { return run_checkpoint(program.options); }; });

  CLI::App* key = log.add_subcommand("key", "Print the public key by which checkpoints are signed");
  key->footer(
      "One line a key, as name+id+base64 (C2SP signed-note). Give it to auditors by another way "
      "than\n"
      "the proofs: a key that comes with a proof proves nothing. The private keys lie in the "
      "signing\n"
      "key file, outside the store and its backups.");
  auto arguments = std::make_shared<KeyArguments>();
  CLI::Option* rotate = key->add_flag("--rotate", arguments->rotate,
                                      "Sign with a new key; the one before signs too, until it is "
                                      "retired. The log announces the new one");
  key->add_flag("--retire", arguments->retire, "Sign with the newest key only: ends a rotation")
      ->excludes(rotate);
  key->callback([&program, arguments] {
    program.run = [&program, arguments] { return run_key(program.options, *arguments); };
  });
}

}  // namespace dangol
