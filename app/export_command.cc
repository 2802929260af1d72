// `dangol export`: one person's whole record, to read, to print and to check.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/export_proofs.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/json_text.h"
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
  bool without_proof = false;
};

// Of a person who goes on being spoken with while it is made.
constexpr unsigned kExportAttempts = 3;

Status check_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return Done{};
  if (fs::is_directory(folder, error) && fs::is_empty(folder, error)) return Done{};
  return Error{ErrorCode::kUsage, fmt::format("{} is not an empty folder", folder.string())};
}

// For its owner only.
Status make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return Done{};
  return Error{ErrorCode::kUsage,
               fmt::format("cannot make {}: {}", folder.string(), error.message())};
}

// What was read of one person.
struct Taken {
  PersonRecord record;
  // The words of each record that was read, by its stream's subject: not all of them are the person's.
  std::map<std::pair<std::string, Version>, std::string> words;
  ReadUpTo upto;

  // words.jsonl: of the records that are shown.
  std::string words_file() const {
    std::string text;
    for (const PersonEvent& event : record.events) {
      const auto found = words.find({event.stream, event.item.entry.version});
      if (found != words.end()) text += found->second;
    }
    return text;
  }
};

// All pages of one subject's records.
Status read_pages(StoreAccess& store, const std::string& subject, const Viewer& viewer,
                  Taken& taken, const TakeHistory& take) {
  HistoryMark after;
  for (;;) {
    Result<ExportPage> page = store.export_page(subject, viewer, after);
    if (!page.ok()) return page.error();
    for (const ExportedRecord& record : page.value().records) {
      const Entry& entry = record.item.entry;
      std::string& words = taken.words[{subject, entry.version}];
      for (const FieldEvidence& field : record.fields) {
        words += EvidenceLine{entry.stream, entry.version, field}.line();
      }
      after = {entry.version, entry.chain};
      taken.upto[subject] = entry.version;
      if (!take(record.item)) return Done{};
    }
    if (!page.value().more) return Done{};
  }
}

Result<Taken> take_person(StoreAccess& store, const ExportArguments& arguments,
                          const Viewer& viewer) {
  Taken taken;
  const ReadSubject read = [&](const std::string& subject, const TakeHistory& take) {
    return read_pages(store, subject, viewer, taken, take);
  };
  Result<PersonRecord> record = read_person(read, arguments.subject);
  if (!record.ok()) return record.error();
  taken.record = std::move(record).value();
  return taken;
}

Result<std::vector<BundleFile>> make_files(StoreAccess& store, const ExportArguments& arguments,
                                           const Viewer& viewer, Taken& taken) {
  std::vector<BundleFile> files;
  for (unsigned attempt = 1;; ++attempt) {
    Result<Taken> now = take_person(store, arguments, viewer);
    if (!now.ok()) return now.error();
    taken = std::move(now).value();
    if (arguments.without_proof) break;
    auto proofs = prove_person(store, taken.record, taken.upto);
    if (proofs.ok()) {
      files = std::move(proofs).value();
      break;
    }
    if (proofs.error().code != ErrorCode::kConflict || attempt == kExportAttempts) {
      return proofs.error();
    }
  }
  Result<std::string> json = person_json(taken.record);
  if (!json.ok()) return json.error();
  Result<std::string> page = person_html(taken.record);
  if (!page.ok()) return page.error();
  files.push_back({"record.json", std::move(json).value()});
  files.push_back({"record.html", std::move(page).value()});
  files.push_back({"words.jsonl", taken.words_file()});
  return files;
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
  const fs::path folder = arguments.folder;
  if (Status free = check_folder(folder); !free.ok()) return fail(global, free.error());
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Taken taken;
  auto files = make_files(*store.value(), arguments, viewer.value(), taken);
  if (!files.ok()) return fail(global, files.error());
  if (Status made = make_folder(folder); !made.ok()) return fail(global, made.error());
  for (const BundleFile& file : files.value()) {
    if (Status written = write_whole_file(folder / file.name, file.text); !written.ok()) {
      fail(global, written.error());
      return ExitCode::kCantCreate;
    }
  }
  const std::size_t events = taken.record.events.size();
  if (global.json) {
    std::string streams;
    for (const std::string& stream : taken.record.streams) {
      streams += (streams.empty() ? "" : ",") + json_text(stream);
    }
    fmt::print("{{\"folder\":{},\"events\":{},\"streams\":[{}]}}\n", json_text(arguments.folder),
               events, streams);
    return ExitCode::kOk;
  }
  fmt::print("{} event{} in {}\n", events, events == 1 ? "" : "s", arguments.folder);
  if (!arguments.without_proof) {
    fmt::print("whoever gets it can check it: dangol export check {} --origin NAME --key KEY\n",
               arguments.folder);
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
  command->add_flag("--without-proof", arguments->without_proof,
                    "No proofs: where the running writer signs nothing");
  command->footer(
      "record.json and record.html are the record, over all streams of the person; words.jsonl has "
      "the\n"
      "key of every text that is shown, and N.history the proof that the person's records are "
      "these "
      "and\n"
      "no others. An export needs a reason and is recorded before anything leaves.\n"
      "  dangol export customer/42 kim --purpose care --reason 'request 17 of 2026-11-20'\n"
      "  dangol export check kim --origin NAME --key KEY");
  add_export_check_command(program, *command);
  command->require_subcommand(0, 1);
  command->callback([&program, command, arguments] {
    if (!command->get_subcommands().empty()) return;
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
