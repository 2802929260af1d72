#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "events/json_text.h"

namespace dangol {

namespace {

enum class Asked { kShow, kConfirm };

ExitCode run_clock(const GlobalOptions& global, Asked what) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<WriterStatus> status =
      what == Asked::kConfirm ? store.value()->confirm_clock() : store.value()->status();
  if (!status.ok()) return fail(global, status.error());
  const std::string& stopped = status.value().clock_stopped;
  if (global.json) {
    fmt::print("{{\"clockStopped\":{}}}\n", stopped.empty() ? "null" : json_text(stopped));
  } else if (stopped.empty()) {
    fmt::print("the clock is believed: promises lapse when their windows end\n");
  } else {
    fmt::print("the clock stands still: {}\n", stopped);
    fmt::print("nothing lapses until `dangol clock confirm`; everything else goes on\n");
  }
  return ExitCode::kOk;
}

}  // namespace

void add_clock_command(Program& program) {
  CLI::App* command = program.app.add_subcommand(
      "clock", "Say whether the wall clock is believed; `clock confirm` after it jumped");
  command->fallthrough();
  command->footer(
      "A wall clock that moves by more than a minute against the time since boot, or that is "
      "behind\n"
      "the last record, may be wrong, and a promise that lapses by a wrong clock stands in the "
      "record\n"
      "for ever. So nothing lapses until an operator looks at the clock, sets it if need be, and\n"
      "confirms. Recording and reading go on meanwhile.");
  CLI::App* confirm =
      command->add_subcommand("confirm", "The wall clock is right as it is: what is due lapses");
  command->callback([&program, confirm] {
    const Asked what = confirm->parsed() ? Asked::kConfirm : Asked::kShow;
    program.run = [&program, what] { return run_clock(program.options, what); };
  });
}

}  // namespace dangol
