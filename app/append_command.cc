#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/append_pipe.h"
#include "app/command.h"
#include "app/event_input.h"
#include "app/outcome_tally.h"
#include "app/store_access.h"
#include "events/cloudevents.h"

namespace dangol {

namespace {

struct AppendArguments {
  std::string file = "-";
  bool as_recorded = false;
  bool unit = false;
  bool quiet = false;
};

ExitCode append(const GlobalOptions& global, const AppendArguments& arguments) {
  // Before the store, so that a file that is not there makes none.
  Result<EventSource> source = EventSource::open(arguments.file);
  if (!source.ok()) return fail(global, source.error());
  auto appender = open_appender(global);
  if (!appender.ok()) return fail(global, appender.error());

  OutcomeTally tally;
  AppendOptions options;
  options.recording = arguments.as_recorded ? Recording::kAsRecorded : Recording::kDecided;
  options.unit = arguments.unit;
  Status read = Done{};
  {
    AppendPipe pipe(*appender.value(), options, [&](std::uint64_t line, const Outcome& outcome) {
      tally.add(outcome);
      if (arguments.quiet && exit_code(outcome.code) == ExitCode::kOk) return;
      fmt::print("{}\n", global.json ? outcome_json(line, outcome) : outcome_text(line, outcome));
    });
    CloudEventsReader reader;
    EventInput input;
    // A unit is held back until all of it is known to be well-formed.
    std::vector<std::pair<std::uint64_t, SentEvent>> unit;
    std::string broken;
    input.bad = [&](std::uint64_t line, std::string reason) {
      if (arguments.unit && broken.empty()) {
        broken = fmt::format("the unit is refused because of line {}", line);
      }
      pipe.refuse(line, std::move(reason));
    };
    input.event = [&](std::uint64_t line, std::string_view text) {
      Result<SentEvent> event = reader.read(text);
      if (!event.ok()) return input.bad(line, event.error().message);
      if (arguments.unit) {
        unit.emplace_back(line, std::move(event).value());
      } else {
        pipe.add(line, std::move(event).value());
      }
    };
    // The sender may wait for these outcomes before it sends more.
    input.pause = [&] {
      pipe.finish();
      std::fflush(stdout);
    };
    read = source.value().read(input);
    if (!read.ok() && broken.empty()) broken = read.error().message;
    for (auto& [line, event] : unit) {
      if (broken.empty()) {
        pipe.add(line, std::move(event));
      } else {
        pipe.refuse(line, broken);
      }
    }
    pipe.finish();
  }
  if (global.json) {
    fmt::print("{{\"summary\":{}}}\n", tally.json());
  } else if (tally.total() > 0) {
    fmt::print("{}\n", tally.text());
  }
  if (!read.ok()) return fail(global, read.error());
  return tally.exit_code();
}

}  // namespace

void add_append_command(Program& program) {
  auto arguments = std::make_shared<AppendArguments>();
  CLI::App* command = program.app.add_subcommand(
      "append", "Record CloudEvents: JSON, a JSON array, or one document a line");
  command->add_option("FILE", arguments->file, "Input file; - for standard input")
      ->capture_default_str();
  command->add_flag("--as-recorded", arguments->as_recorded,
                    "History from elsewhere: record decisions as the facts they were");
  command->add_flag("--unit", arguments->unit,
                    "All events of the input are of one subject and are recorded all or none");
  command->add_flag("--quiet,-q", arguments->quiet, "Print only what was not recorded");
  command->footer(
      "Prints one outcome a line (recorded, duplicate, conflict, stale, rejected, unavailable,\n"
      "unknown) with place and version, then a summary. An event refused changes nothing; the "
      "others\n"
      "are recorded. Sending the same file again records nothing twice.");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return append(program.options, *arguments); };
  });
}

}  // namespace dangol
