// The program's subcommands: one file each, built and handed over by main().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/exit_code.h"
#include "events/outcome.h"

namespace CLI {
class App;
}

namespace dangol {

// What the options before the subcommand say.
struct GlobalOptions {
  std::string data = "dangol-data";
  std::string key_file;       // empty: beside the data directory, `<data>.key`
  std::string held_key_file;  // of what a law keeps; empty: `<key_file>.held`
  std::string signing_key;    // empty: `<data>.signing-key`
  std::string anchor;         // empty: `<data>.anchor`
  std::string tokens;         // empty: `<data>.tokens`
  std::string witnesses;      // a policy that names whom to ask for cosignatures; empty: nobody
  std::string origin;         // of a new log; empty: a random one
  std::uint32_t heads_every = 60;  // seconds between checkpoints of a writer; 0: on demand only
  bool json = false;
};

// A subcommand sets `run` when it is chosen; main() calls it.
struct Program {
  CLI::App& app;
  GlobalOptions options;
  std::function<ExitCode()> run;
};

void add_append_command(Program& program);
void add_import_command(Program& program);
void add_history_command(Program& program);
void add_record_command(Program& program);
void add_customer_command(Program& program);
void add_access_command(Program& program);
void add_export_command(Program& program);
void add_export_check_command(Program& program, CLI::App& parent);
void add_figures_command(Program& program);
void add_forget_command(Program& program);
void add_restore_command(Program& program);
void add_replay_command(Program& program);
void add_log_commands(Program& program);
void add_log_checkpoint_commands(Program& program, CLI::App& log);
void add_log_audit_command(Program& program, CLI::App& log);
void add_log_audit_directory_command(Program& program, CLI::App& log);
void add_serve_command(Program& program);
void add_token_command(Program& program);
void add_log_verify_command(Program& program, CLI::App& log);
// Gives `log prove`, for further things to prove.
CLI::App& add_log_prove_commands(Program& program, CLI::App& log);
void add_log_prove_history_command(Program& program, CLI::App& prove);
void add_log_export_command(Program& program, CLI::App& log);
void add_held_command(Program& program);
void add_vault_command(Program& program);
void add_status_command(Program& program);
void add_clock_command(Program& program);
void add_load_command(Program& program);
void add_options_command(Program& program);
// Names a variable of the environment for each option of the command that has none: `--listen` is
// DANGOL_LISTEN. For commands whose options are settings of a service.
void name_environment(CLI::App& command);
void add_completion_command(Program& program);

// Prints the error to standard error, as text or as JSON, and gives its exit status.
ExitCode fail(const GlobalOptions& options, const Error& error);

}  // namespace dangol
