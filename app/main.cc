// dangol: the program. Every subcommand opens the store, does its work and closes it again.
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/limits.h"

namespace {

constexpr const char* kAbout =
    "Dangol keeps, for each customer, everything that happened between you, for ever and in "
    "order.\n"
    "Events go in as CloudEvents; any customer's history comes back, as of any past moment.";

constexpr const char* kExamples =
    "Examples:\n"
    "  dangol append events.ndjson                  record events, one outcome a line\n"
    "  dangol import --mapping mappings/bank-calls.toml calls.tsv.gz\n"
    "  dangol history customer/42                   what happened, oldest first\n"
    "  dangol history customer/42 --as-of @3        what was known at version 3\n"
    "  dangol customer customer/42                  where things stand now\n"
    "  dangol figures waits.abandonment             a figure, and who stands behind it\n"
    "  dangol forget customer/42 --reason requested  erase a person for good\n"
    "  dangol replay --verify                       rebuild everybody from the log and compare\n"
    "\n"
    "Exit status: 0 done, 64 wrong usage, 65 wrong input, 66 nothing there, 69 store unavailable,\n"
    "70 damaged data or a defect, 73 output cannot be written, 75 in use or overloaded (try "
    "later).";

// Printed lines may still wait in a buffer; what could not be written must not pass for done.
dangol::ExitCode flushed(dangol::ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  fmt::print(stderr, "dangol: standard output cannot be written\n");
  return dangol::ExitCode::kCantCreate;
}

}  // namespace

int main(int argc, char** argv) {
  using dangol::ExitCode;
  CLI::App app{kAbout, "dangol"};
  app.footer(kExamples);
  app.require_subcommand(1);
  app.set_version_flag("--version", DANGOL_VERSION);
  app.set_config("--config", "", "File of options in TOML: see docs/OPTIONS.md")
      ->envname("DANGOL_CONFIG");
  app.allow_config_extras(CLI::config_extras_mode::error);
  dangol::Program program{app, {}, {}};
  app.add_option("--data", program.options.data, "Directory of the store")
      ->envname("DANGOL_DATA")
      ->capture_default_str();
  app.add_option(
         "--key-file", program.options.key_file,
         "File of the key-encryption key; made on first use. Default: DATA.key. Keep it out "
         "of the store's backups")
      ->envname("DANGOL_KEY_FILE");
  app.add_option(
         "--held-key-file", program.options.held_key_file,
         "File of the key to what a law keeps of those who were forgotten. Default: the key "
         "file and .held. Keep it where only the officer reaches it")
      ->envname("DANGOL_HELD_KEY_FILE");
  app.add_option(
         "--signing-key", program.options.signing_key,
         "File of the keys that sign the log; made on first use. Default: DATA.signing-key. "
         "Keep it out of the store's backups")
      ->envname("DANGOL_SIGNING_KEY");
  app.add_option("--anchor", program.options.anchor,
                 "File of what was signed and erased last; a store behind it does not open. "
                 "Default: DATA.anchor. Keep it out of the store's backups")
      ->envname("DANGOL_ANCHOR");
  app.add_option("--tokens", program.options.tokens,
                 "File of the tokens that open `dangol serve`, without the tokens themselves. "
                 "Default: DATA.tokens")
      ->envname("DANGOL_TOKENS");
  app.add_option("--witnesses", program.options.witnesses,
                 "File that names the witnesses who are asked to cosign (C2SP tlog-policy)")
      ->envname("DANGOL_WITNESSES");
  app.add_option("--origin", program.options.origin,
                 "Name of a new store's log, a URL without scheme; it never changes. Default: a "
                 "random one")
      ->envname("DANGOL_ORIGIN");
  app.add_option("--heads-every", program.options.heads_every,
                 "Seconds after which a writer signs what is new; 0: on demand only")
      ->envname("DANGOL_HEADS_EVERY")
      ->check(CLI::Range(0U, dangol::kMaxHeadsEvery))
      ->capture_default_str();
  app.add_flag("--json", program.options.json, "Print JSON lines for machines");
  app.fallthrough();  // global options may also stand after the subcommand

  add_append_command(program);
  add_import_command(program);
  add_history_command(program);
  add_record_command(program);
  add_customer_command(program);
  add_access_command(program);
  add_export_command(program);
  add_figures_command(program);
  add_forget_command(program);
  add_restore_command(program);
  add_vault_command(program);
  add_held_command(program);
  add_replay_command(program);
  add_log_commands(program);
  add_serve_command(program);
  add_load_command(program);
  add_token_command(program);
  add_status_command(program);
  add_clock_command(program);
  add_options_command(program);
  add_completion_command(program);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& error) {
    fmt::print(stderr, "dangol: the file of --config: {}; docs/OPTIONS.md lists what it may hold\n",
               error.what());
    return static_cast<int>(ExitCode::kUsage);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  ExitCode code = ExitCode::kSoftware;
  try {
    code = program.run();
  } catch (const std::exception& error) {
    if (std::ferror(stdout) == 0) fmt::print(stderr, "dangol: {}\n", error.what());
  }
  return static_cast<int>(flushed(code));
}
