#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "actors/restore.h"
#include "app/command.h"
#include "app/signing.h"
#include "events/json_text.h"

namespace dangol {

namespace {

ExitCode run_restore(const GlobalOptions& global) {
  Store::Options how = store_options(global, Missing::kRefuse);
  how.behind_anchor = BehindAnchor::kOpen;
  how.origin.clear();  // --origin is the name that the log is to get
  auto store = Store::open(global.data, how);
  if (!store.ok()) return fail(global, store.error());
  const RestoreOptions restoring{global.origin,
                                 beside_data(global, global.signing_key, ".signing-key")};
  auto restored = restore(*store.value(), restoring, system_clock());
  if (!restored.ok()) return fail(global, restored.error());
  const Restored& done = restored.value();
  if (global.json) {
    fmt::print(R"({{"originBefore":{},"sizeBefore":{},"origin":{},"size":{},"erasures":{}}})"
               "\n",
               json_text(done.origin_before), done.size_before, json_text(done.origin), done.size,
               done.erasures);
    return ExitCode::kOk;
  }
  fmt::print("{} erasure{} made again\n", done.erasures, done.erasures == 1 ? "" : "s");
  fmt::print("the log goes on as {} with {} records\n", done.origin, done.size);
  if (done.size_before > 0) {
    fmt::print("it was {}, last signed at {} records: tell who keeps its checkpoints\n",
               done.origin_before, done.size_before);
  }
  return ExitCode::kOk;
}

}  // namespace

void add_restore_command(Program& program) {
  CLI::App* command = program.app.add_subcommand(
      "restore", "Go on from an older copy of the store: erase again, under another origin");
  command->footer(
      "A store that is behind its anchor file is refused: its log is shorter than what was signed, "
      "or "
      "it\n"
      "still has what was erased. If no newer copy is left, this goes on from what is there. What "
      "the "
      "anchor\n"
      "says was erased is erased again before anybody is served, and the log gets another origin "
      "(--origin),\n"
      "whose first record cites the old one's last checkpoint.");
  command->callback(
      [&program] { program.run = [&program] { return run_restore(program.options); }; });
}

}  // namespace dangol
