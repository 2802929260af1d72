// `dangol held`: what a law keeps of those who were forgotten, for the officer.
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/cloudevents.h"
#include "events/time_text.h"

namespace dangol {

namespace {

struct HeldArguments {
  HeldAsking asked;
  ViewerOptions viewer;
};

Result<std::string> line_of(const HistoryItem& item, bool json) {
  if (json) {
    WrittenWith with;
    with.place = item.place;
    with.version = item.entry.version;
    with.recorded_at = item.entry.recorded_at;
    return write_cloudevent(item.event.event, with);
  }
  Result<EventLine> line = write_line(item.event.event);
  if (!line.ok()) return line.error();
  return fmt::format("@{:<4} {:<26} {}\n      {}", item.entry.version.value(), line.value().time,
                     line.value().type, line.value().data);
}

ExitCode run(const GlobalOptions& global, HeldAsking asked, const ViewerOptions& viewer) {
  if (asked.task == HeldAsking::Task::kRelease) {
    // The reason is no word of anybody: it stands in clear in what is recorded.
    ViewerOptions who;
    who.account = viewer.account;
    Result<Viewer> read = read_viewer(who);
    if (!read.ok()) return fail(global, read.error());
    asked.viewer = read.value();
    asked.viewer.reason = viewer.reason;
  } else {
    Result<Viewer> read = read_viewer(viewer);
    if (!read.ok()) return fail(global, read.error());
    asked.viewer = read.value();
  }
  asked.json = global.json;
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> told = store.value()->held(asked);
  if (!told.ok()) return fail(global, told.error());
  fmt::print("{}", told.value());
  return ExitCode::kOk;
}

ExitCode open(const GlobalOptions& global, HeldAsking asked, const ViewerOptions& viewer) {
  Result<Viewer> read = read_viewer(viewer);
  if (!read.ok()) return fail(global, read.error());
  asked.viewer = read.value();
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  std::optional<Error> failed;
  Status shown = store.value()->open_held(asked, [&](const HistoryItem& item) {
    Result<std::string> line = line_of(item, global.json);
    if (!line.ok()) {
      failed = line.error();
      return false;
    }
    fmt::print("{}\n", line.value());
    return true;
  });
  if (failed) shown = *failed;
  return shown.ok() ? ExitCode::kOk : fail(global, shown.error());
}

}  // namespace

void add_held_command(Program& program) {
  auto arguments = std::make_shared<HeldArguments>();
  HeldAsking& asked = arguments->asked;
  CLI::App* command = program.app.add_subcommand(
      "held", "Show, open, release and end what a law keeps of those who were forgotten");
  add_viewer_options(*command, arguments->viewer, "Also whose it is; with open: what it says",
                     "--as");
  command->footer(
      "A stream is named by its token, as the list shows it, or by whose it was. The key to all "
      "this\n"
      "lies in a file of its own (--held-key-file), which only the officer should reach.\n"
      "  dangol held\n"
      "  dangol held open 5f0c..a1 --purpose complaint --reason 'court order 17'\n"
      "  dangol held release 5f0c..a1 --reason settled\n"
      "  dangol held expire --dry-run");
  CLI::App* opening =
      command->add_subcommand("open", "Show the records with the words that a law keeps");
  opening->add_option("STREAM", asked.stream, "Which: its token, or whose it was")->required();
  CLI::App* releasing = command->add_subcommand(
      "release", "It need no longer be kept: destroy its keys and words. --reason is a code");
  releasing->add_option("STREAM", asked.stream, "Which: its token, or whose it was")->required();
  releasing->add_option("--hold", asked.hold, "Only this hold, by its id; else all");
  CLI::App* expiring =
      command->add_subcommand("expire", "End what no law keeps any more: destroy keys and words");
  expiring->add_flag("--dry-run", asked.dry_run, "Only say which");
  command->fallthrough();
  for (CLI::App* sub : {opening, releasing, expiring}) sub->fallthrough();
  command->require_subcommand(0, 1);
  command->callback([&program, arguments, opening, releasing, expiring] {
    program.run = [&program, arguments, opening, releasing, expiring] {
      HeldAsking asked = arguments->asked;
      if (opening->parsed()) return open(program.options, asked, arguments->viewer);
      if (releasing->parsed()) asked.task = HeldAsking::Task::kRelease;
      if (expiring->parsed()) asked.task = HeldAsking::Task::kExpire;
      return run(program.options, asked, arguments->viewer);
    };
  });
}

}  // namespace dangol
