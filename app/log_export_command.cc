// `dangol log export`: the log as a folder for any HTTP file server, and for whoever audits it.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/json_text.h"
#include "app/progress.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "gateway/disclosure.h"
#include "replay/log_export.h"
#include "replay/log_stat.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct ExportArguments {
  std::string dir;
  bool with_records = false;
  ViewerOptions viewer;
};

Micros now() {
  return Micros(std::chrono::duration_cast<std::chrono::microseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count());
}

// Records of everybody leave the store: who has them, and what for, is on disk before the first does.
Status record_export(const GlobalOptions& global, const Viewer& viewer) {
  Disclosure all;
  all.operation = AccessOperation::kExport;
  all.set = "the whole log, with sealed records";
  {
    auto store = open_store(global);
    if (!store.ok()) return store.error();
    Result<LogStat> stat = stat_log(store.value()->log(), kPartition, {});
    if (!stat.ok()) return stat.error();
    all.persons = stat.value().streams;
  }
  auto writer = open_appender(global);
  if (!writer.ok()) return writer.error();
  auto events = disclosure_events(viewer, {all}, now());
  if (!events.ok()) return events.error();
  Status recorded = Error{ErrorCode::kUnavailable, "the access was not recorded"};
  Status taken = writer.value()->append(std::move(events).value(), {}, [&](Outcomes outcomes) {
    for (const Outcome& outcome : outcomes) {
      if (outcome.code != OutcomeCode::kRecorded) {
        recorded = Error{ErrorCode::kUnavailable, "the access was not recorded: " + outcome.reason};
        return;
      }
    }
    recorded = Done{};
  });
  if (!taken.ok()) return taken;
  writer.value()->drain();
  return recorded;
}

ExitCode run_export(const GlobalOptions& global, const ExportArguments& arguments) {
  if (arguments.with_records) {
    Result<Viewer> viewer = read_viewer(arguments.viewer);
    if (!viewer.ok()) return fail(global, viewer.error());
    if (viewer.value().purpose == Purpose::kUnset) {
      return fail(global,
                  {ErrorCode::kUsage,
                   "--with-records is an export of personal data: say --purpose and --reason"});
    }
    if (Status told = record_export(global, viewer.value()); !told.ok()) {
      return fail(global, told.error());
    }
  }
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<LogEvidence> evidence = store.value()->evidence();
  if (!evidence.ok()) return fail(global, evidence.error());
  Result<Position> size = store.value()->log().size(kPartition);
  if (!size.ok()) return fail(global, size.error());
  Progress progress("records", size.value().value());
  const auto dir = std::filesystem::absolute(arguments.dir).lexically_normal();
  auto done = export_log(store.value()->log(), kPartition, evidence.value().checkpoints, dir,
                         arguments.with_records ? ExportRecords::kYes : ExportRecords::kNo,
                         [&](std::uint64_t count) { progress.at(count); });
  if (!done.ok()) return fail(global, done.error());
  if (global.json) {
    fmt::print("{{\"records\":{},\"checkpoints\":{},\"filesWritten\":{},\"withRecords\":{}}}\n",
               done.value().records, done.value().checkpoints, done.value().files,
               arguments.with_records);
  } else {
    fmt::print("{} records, {} checkpoints: {} files written to {}\n", done.value().records,
               done.value().checkpoints, done.value().files, dir.string());
  }
  return ExitCode::kOk;
}

}  // namespace

void add_log_export_command(Program& program, CLI::App& log) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = log.add_subcommand(
      "export", "Write hashes and checkpoints to a folder that any HTTP server can serve");
  command
      ->add_option("dir", arguments->dir, "Folder; an earlier export there is brought up to date")
      ->required();
  command->add_flag("--with-records", arguments->with_records,
                    "Entries, facts and sealed words too: an export of personal data");
  add_viewer_options(*command, arguments->viewer, "the records");
  command->footer(
      "Writes what the newest checkpoint covers, as C2SP tlog-tiles says: sign one first with\n"
      "`dangol log checkpoint`. Hashes alone tell nothing of any person. Records are a copy of the "
      "log's\n"
      "facts, and words stay sealed; who takes them is recorded, and a later erasure does not "
      "reach\n"
      "them: export again into the same folder.");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run_export(program.options, *arguments); };
  });
}

}  // namespace dangol
