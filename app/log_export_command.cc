// `dangol log export`: the log as a folder for any HTTP file server, and for whoever audits it.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/progress.h"
#include "app/record_access.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/clock.h"
#include "events/json_text.h"
#include "gateway/sealed_export.h"
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

// Records of everybody leave the store: who has them, and what for, is on disk before the first does.
Status allow_records(const GlobalOptions& global, const Viewer& viewer) {
  if (Status may = may_ask_for_sealed(viewer); !may.ok()) return may;
  std::uint64_t streams = 0;
  {
    auto store = open_store(global);
    if (!store.ok()) return store.error();
    Result<LogStat> stat = stat_log(store.value()->log(), kPartition, {});
    if (!stat.ok()) return stat.error();
    streams = stat.value().streams;
  }
  return allow_sealed_export(record_access_by(global), viewer, whole_log(streams),
                             system_clock()());
}

ExitCode run_export(const GlobalOptions& global, const ExportArguments& arguments) {
  if (arguments.with_records) {
    Result<Viewer> viewer = read_viewer(arguments.viewer);
    if (!viewer.ok()) return fail(global, viewer.error());
    if (Status allowed = allow_records(global, viewer.value()); !allowed.ok()) {
      return fail(global, allowed.error());
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
