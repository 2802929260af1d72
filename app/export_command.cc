// `dangol export`: one person's whole record, to read, to print and to check.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/json_text.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "replay/evidence_file.h"
#include "replay/person_html.h"
#include "replay/person_record.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string subject;
  std::string folder;
  ViewerOptions viewer;
};

// A new folder, for its owner only.
Status make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return Error{ErrorCode::kUsage, fmt::format("{} is not empty", folder.string())};
  }
  if (!error) fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return Done{};
  return Error{ErrorCode::kUsage,
               fmt::format("cannot make {}: {}", folder.string(), error.message())};
}

// All pages of one subject's records.
Status read_pages(StoreAccess& store, const std::string& subject, const Viewer& viewer,
                  std::string& words, const TakeHistory& take) {
  HistoryMark after;
  for (;;) {
    Result<ExportPage> page = store.export_page(subject, viewer, after);
    if (!page.ok()) return page.error();
    for (const ExportedRecord& record : page.value().records) {
      const Entry& entry = record.item.entry;
      for (const FieldEvidence& field : record.fields) {
        words += EvidenceLine{entry.stream, entry.version, field}.line();
      }
      after = {entry.version, entry.chain};
      if (!take(record.item)) return Done{};
    }
    if (!page.value().more) return Done{};
  }
}

ExitCode run(const GlobalOptions& global, const ExportArguments& arguments) {
  if (arguments.subject.empty() || arguments.folder.empty()) {
    return fail(global, {ErrorCode::kUsage, "an export needs SUBJECT and FOLDER"});
  }
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  if (viewer.value().purpose == Purpose::kUnset || viewer.value().reason.empty()) {
    return fail(global, {ErrorCode::kUsage, "an export needs --purpose and --reason"});
  }
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  std::string words;
  const ReadSubject read = [&](const std::string& subject, const TakeHistory& take) {
    return read_pages(*store.value(), subject, viewer.value(), words, take);
  };
  Result<PersonRecord> record = read_person(read, arguments.subject);
  if (!record.ok()) return fail(global, record.error());
  Result<std::string> json = person_json(record.value());
  Result<std::string> page = person_html(record.value());
  if (!json.ok()) return fail(global, json.error());
  if (!page.ok()) return fail(global, page.error());
  const fs::path folder = arguments.folder;
  if (Status made = make_folder(folder); !made.ok()) return fail(global, made.error());
  for (const auto& [name, text] :
       {std::pair<const char*, const std::string&>{"record.json", json.value()},
        {"record.html", page.value()},
        {"words.jsonl", words}}) {
    if (Status written = write_whole_file(folder / name, text); !written.ok()) {
      fail(global, written.error());
      return ExitCode::kCantCreate;
    }
  }
  const std::size_t events = record.value().events.size();
  if (global.json) {
    std::string streams;
    for (const std::string& stream : record.value().streams) {
      streams += (streams.empty() ? "" : ",") + json_text(stream);
    }
    fmt::print("{{\"folder\":{},\"events\":{},\"streams\":[{}]}}\n", json_text(arguments.folder),
               events, streams);
    return ExitCode::kOk;
  }
  fmt::print("{} event{} in {}\n", events, events == 1 ? "" : "s", arguments.folder);
  for (const std::string& stream : record.value().streams) {
    fmt::print("prove it: dangol log prove history {} --with-words\n", stream);
  }
  return ExitCode::kOk;
}

}  // namespace

void add_export_command(Program& program) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = program.app.add_subcommand(
      "export", "Take out one person's whole record: to read, to print, and to check");
  command->add_option("SUBJECT", arguments->subject, "Whose: customer/42");
  command->add_option("FOLDER", arguments->folder, "A new or empty folder for the files");
  add_viewer_options(*command, arguments->viewer, "Must be given: what for, and so which words");
  command->footer(
      "record.json and record.html are the record, over all streams of the person; words.jsonl has "
      "the\n"
      "key of every text that is shown, by which anybody ties it to the log. An export needs a "
      "reason\n"
      "and is recorded before anything leaves.\n"
      "  dangol export customer/42 kim --purpose care --reason 'request 17 of 2026-11-20'\n"
      "  dangol export check kim/words.jsonl kim.history --origin NAME --key KEY");
  add_export_check_command(program, *command);
  command->require_subcommand(0, 1);
  command->callback([&program, command, arguments] {
    if (!command->get_subcommands().empty()) return;
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
