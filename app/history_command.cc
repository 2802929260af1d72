#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/cloudevents.h"
#include "events/time_text.h"
#include "replay/history.h"
#include "replay/history_json.h"
#include "replay/person_record.h"

namespace dangol {

namespace {

struct HistoryArguments {
  std::string subject;
  std::string as_of;
  ViewerOptions viewer;
};

std::string utc(Micros at) { return format_full_time({at, 0, TimePrecision::kMicro}); }

Result<std::string> as_text(const HistoryItem& item) {
  Result<EventLine> line = write_line(item.event.event);
  if (!line.ok()) return line.error();
  return fmt::format("@{:<4} {:<26} {}\n      {}\n      recorded {} at {}",
                     item.entry.version.value(), line.value().time, line.value().type,
                     line.value().data, utc(item.entry.recorded_at), to_string(item.place));
}

ExitCode history(const GlobalOptions& global, const HistoryArguments& arguments) {
  Result<AsOf> as_of = AsOf{};
  if (!arguments.as_of.empty()) as_of = parse_as_of(arguments.as_of);
  if (!as_of.ok()) return fail(global, as_of.error());
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());

  std::uint64_t shown = 0;
  bool whole = true;
  std::optional<Error> failed;
  Status read = store.value()->history(
      arguments.subject, as_of.value(), viewer.value(), [&](const HistoryItem& item) {
        Result<std::string> shown_item =
            global.json ? cloudevent_of(item, arguments.subject) : as_text(item);
        if (!shown_item.ok()) {
          failed = shown_item.error();
          return false;
        }
        ++shown;
        whole = whole && item.event.complete;
        fmt::print("{}\n", shown_item.value());
        return true;
      });
  if (failed) read = *failed;
  if (!read.ok()) return fail(global, read.error());
  if (!global.json) {
    fmt::print("{} record{} of {}{}\n", shown, shown == 1 ? "" : "s", arguments.subject,
               arguments.as_of.empty() ? "" : " as of " + arguments.as_of);
  }
  if (!whole && viewer.value().purpose == Purpose::kUnset) say_redacted(global);
  return ExitCode::kOk;
}

ExitCode record(const GlobalOptions& global, const HistoryArguments& arguments) {
  Result<AsOf> as_of = AsOf{};
  if (!arguments.as_of.empty()) as_of = parse_as_of(arguments.as_of);
  if (!as_of.ok()) return fail(global, as_of.error());
  if (as_of.value().version) {
    return fail(global,
                {ErrorCode::kUsage, "--as-of @VERSION is of one stream; give a time or #POSITION"});
  }
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  const ReadSubject read = [&](const std::string& subject, const TakeHistory& take) {
    return store.value()->history(subject, as_of.value(), viewer.value(), take);
  };
  Result<PersonRecord> found = read_person(read, arguments.subject);
  if (!found.ok()) return fail(global, found.error());
  Result<std::string> shown = global.json ? person_json(found.value()) : person_text(found.value());
  if (!shown.ok()) return fail(global, shown.error());
  fmt::print("{}", shown.value());
  const auto& events = found.value().events;
  const bool whole = std::all_of(events.begin(), events.end(), [](const PersonEvent& event) {
    return event.item.event.complete;
  });
  if (!whole && viewer.value().purpose == Purpose::kUnset) say_redacted(global);
  return ExitCode::kOk;
}

ExitCode customer(const GlobalOptions& global, const HistoryArguments& arguments) {
  Result<AsOf> as_of = AsOf{};
  if (!arguments.as_of.empty()) as_of = parse_as_of(arguments.as_of);
  if (!as_of.ok()) return fail(global, as_of.error());
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> json =
      store.value()->state(arguments.subject, as_of.value(), viewer.value(), !global.json);
  if (!json.ok()) return fail(global, json.error());
  fmt::print("{}\n", json.value());
  if (viewer.value().purpose == Purpose::kUnset) say_redacted(global);
  return ExitCode::kOk;
}

constexpr const char* kOpens =
    "Open private words, as far as this purpose goes, and other people's names";

constexpr const char* kAsOfHelp =
    "What was known then: a time (2016-07-27T11:07:00+09:00, or a day), @VERSION of the stream, or "
    "#POSITION of the log";

void add_subject_options(CLI::App& command, HistoryArguments& arguments) {
  command.add_option("SUBJECT", arguments.subject, "Whose: customer/42, contact/17, staff/ann")
      ->required();
  command.add_option("--as-of", arguments.as_of, kAsOfHelp);
}

}  // namespace

void add_history_command(Program& program) {
  auto arguments = std::make_shared<HistoryArguments>();
  CLI::App* command = program.app.add_subcommand(
      "history", "Show everything recorded of one subject, oldest first");
  add_subject_options(*command, *arguments);
  add_viewer_options(*command, arguments->viewer, kOpens);
  command->footer(
      "With --json, each record is a CloudEvent; where nothing of it was left sealed, one that "
      "`dangol append`\ntakes again.\n"
      "  dangol history customer/42 --as-of 2016-07-27\n"
      "  dangol history customer/42 --as-of @3 --purpose care");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return history(program.options, *arguments); };
  });
}

void add_record_command(Program& program) {
  auto arguments = std::make_shared<HistoryArguments>();
  CLI::App* command = program.app.add_subcommand(
      "record", "Show everything that happened with one person, in the order in which it happened");
  add_subject_options(*command, *arguments);
  add_viewer_options(*command, arguments->viewer, kOpens);
  command->footer(
      "Over all streams that were merged into the person's, and with the contacts that were put "
      "down to\nthe person later. First how the person is called, promises due, open issues, "
      "notes.\n"
      "  dangol record customer/42 --purpose care");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return record(program.options, *arguments); };
  });
}

void add_customer_command(Program& program) {
  auto arguments = std::make_shared<HistoryArguments>();
  CLI::App* command =
      program.app.add_subcommand("customer", "Show where one subject stands: state as JSON");
  add_subject_options(*command, *arguments);
  add_viewer_options(*command, arguments->viewer,
                     "Show how the person is called and other people by name, for this purpose");
  command->footer(
      "  dangol customer customer/42 --as-of '#1200'\n"
      "  dangol customer customer/42 --purpose care");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return customer(program.options, *arguments); };
  });
}

}  // namespace dangol
