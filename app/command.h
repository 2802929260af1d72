// The program's subcommands: one file each, built and handed over by main().
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/exit_code.h"
#include "events/outcome.h"
#include "store/store.h"

namespace CLI {
class App;
}

namespace dangol {

// What the options before the subcommand say.
struct GlobalOptions {
  std::string data = "dangol-data";
  std::string key_file;  // empty: beside the data directory, `<data>.key`
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
void add_customer_command(Program& program);
void add_replay_command(Program& program);
void add_log_commands(Program& program);
void add_completion_command(Program& program);

// Opens the store that the global options name. Opening for reading never creates one.
enum class OpenFor { kReading, kWriting };
Result<std::unique_ptr<Store>> open_store(const GlobalOptions& options, OpenFor purpose);

// Prints the error to standard error, as text or as JSON, and gives its exit status.
ExitCode fail(const GlobalOptions& options, const Error& error);

}  // namespace dangol
