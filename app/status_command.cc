#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "events/clock.h"
#include "events/json_text.h"
#include "events/time_text.h"
#include "gateway/vault_health.h"

namespace dangol {

namespace {

std::string since(Micros at) { return format_full_time({at, 0, TimePrecision::kSecond}); }

void print_text(const WriterStatus& status) {
  if (status.writer.process_id == 0) {
    fmt::print("nobody writes to the store\n");
  } else {
    fmt::print("process {} writes to the store since {}", status.writer.process_id,
               since(status.writer.since));
    fmt::print("; {} program{} connected\n", status.writer.connections,
               status.writer.connections == 1 ? " is" : "s are");
    fmt::print("{}, generation {}{}{}\n", status.serving ? "serving" : "opening the store again",
               status.generation, status.reason.empty() ? "" : ": ", status.reason);
  }
  fmt::print("{} records, epoch {}; checkpoint of {}\n", status.records, status.epoch.value(),
             status.notary.size);
  fmt::print("{} MiB free on its disk\n", status.free_bytes >> 20);
  if (!status.clock_stopped.empty()) {
    fmt::print("the clock stands still: {}; see dangol clock --help\n", status.clock_stopped);
  }
  if (!status.alarms_failed.empty()) fmt::print("no promise lapses: {}\n", status.alarms_failed);
  if (!status.notary.failed.empty()) {
    fmt::print("no checkpoint is signed: {}\n", status.notary.failed);
  }
  if (!status.notary.uncosigned.empty()) {
    fmt::print("a checkpoint is not cosigned: {}\n", status.notary.uncosigned);
  }
  for (const ReadModelHealth& model : status.read_models) {
    if (model.stopped.empty()) continue;
    fmt::print("the figures of {} stand at #{}: {}\n", model.projection, model.end.value(),
               model.stopped);
  }
  const VaultHealth& vaults = status.vaults;
  if (vaults.fenced > 0) {
    fmt::print("{} erased stream{} fenced since {}, to be final by {}\n", vaults.fenced,
               vaults.fenced == 1 ? " is" : "s are", since(vaults.fenced_since),
               since(vaults.fenced_until));
  }
  if (vaults.held > 0) {
    fmt::print("a law keeps words of {} erased stream{}\n", vaults.held,
               vaults.held == 1 ? "" : "s");
  }
  for (const std::string& alarm : vault_alarms(vaults, system_clock()())) fmt::print("{}\n", alarm);
}

std::string vaults_json(const VaultHealth& vaults) {
  std::string alarms;
  for (const std::string& alarm : vault_alarms(vaults, system_clock()())) {
    alarms += (alarms.empty() ? "" : ",") + json_text(alarm);
  }
  const auto time = [&](Micros at) {
    return vaults.fenced == 0 ? std::string("null") : "\"" + since(at) + "\"";
  };
  return fmt::format(
      "{{\"fenced\":{},\"fencedSince\":{},\"fencedUntil\":{},\"held\":{},\"heldOver\":{},"
      "\"alarms\":[{}]}}",
      vaults.fenced, time(vaults.fenced_since), time(vaults.fenced_until), vaults.held,
      vaults.held_over, alarms);
}

void print_json(const WriterStatus& status) {
  std::string writer = "null";
  if (status.writer.process_id != 0) {
    writer = fmt::format(
        "{{\"processId\":{},\"since\":\"{}\",\"connections\":{},\"generation\":{},"
        "\"serving\":{},\"reason\":{}}}",
        status.writer.process_id, since(status.writer.since), status.writer.connections,
        status.generation, status.serving,
        status.reason.empty() ? "null" : json_text(status.reason));
  }
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? std::string("null") : json_text(text);
  };
  std::string models;
  for (const ReadModelHealth& model : status.read_models) {
    models +=
        fmt::format("{}{{\"projection\":{},\"end\":{},\"stopped\":{}}}", models.empty() ? "" : ",",
                    json_text(model.projection), model.end.value(), text_or_null(model.stopped));
  }
  fmt::print(
      "{{\"writer\":{},\"records\":{},\"epoch\":{},\"freeBytes\":{},\"clockStopped\":{},"
      "\"alarmsFailed\":{},\"signedRecords\":{},\"signingFailed\":{},\"uncosigned\":{},"
      "\"readModels\":[{}],\"vaults\":{}}}\n",
      writer, status.records, status.epoch.value(), status.free_bytes,
      text_or_null(status.clock_stopped), text_or_null(status.alarms_failed), status.notary.size,
      text_or_null(status.notary.failed), text_or_null(status.notary.uncosigned), models,
      vaults_json(status.vaults));
}

ExitCode status(const GlobalOptions& global) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<WriterStatus> status = store.value()->status();
  if (!status.ok()) return fail(global, status.error());
  global.json ? print_json(status.value()) : print_text(status.value());
  return ExitCode::kOk;
}

}  // namespace

void add_status_command(Program& program) {
  CLI::App* command =
      program.app.add_subcommand("status", "Say who writes to the store, and how it fares");
  command->callback([&program] { program.run = [&program] { return status(program.options); }; });
}

}  // namespace dangol
