#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/append_pipe.h"
#include "app/command.h"
#include "app/import/importer.h"
#include "app/outcome_tally.h"
#include "app/progress.h"
#include "app/store_access.h"
#include "events/cloudevents.h"

namespace dangol {

namespace {

struct ImportArguments {
  std::string mapping;
  std::vector<std::string> files;
  std::string rejected;
  bool decide = false;
};

constexpr std::string_view kRejectedHead = "file\tline\tcolumn\treason";

// Rows and events that were not recorded: file, line, column and reason, never content. The file is
// made with the first of them; where there are none, an older one would mislead and is removed.
class RejectedFile {
 public:
  explicit RejectedFile(std::string path) : path_(std::move(path)) {}
  ~RejectedFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  RejectedFile(const RejectedFile&) = delete;
  RejectedFile& operator=(const RejectedFile&) = delete;

  Status add(std::string_view file, std::uint64_t line, std::string_view column,
             std::string_view reason) {
    if (file_ == nullptr) {
      file_ = std::fopen(path_.c_str(), "w");
      if (file_ == nullptr) return cannot_write();
      fmt::print(file_, "{}\n", kRejectedHead);
    }
    fmt::print(file_, "{}\t{}\t{}\t{}\n", file, line, column, reason);
    ++count_;
    return Done{};
  }
  Status finish() const {
    if (file_ != nullptr) {
      return std::fflush(file_) == 0 && std::ferror(file_) == 0 ? Status(Done{}) : cannot_write();
    }
    std::string first_line;
    std::getline(std::ifstream(path_), first_line);
    std::error_code ignored;
    if (first_line == kRejectedHead) std::filesystem::remove(path_, ignored);
    return Done{};
  }
  std::uint64_t count() const { return count_; }
  const std::string& path() const { return path_; }

 private:
  Status cannot_write() const {
    return Error{ErrorCode::kUnavailable, fmt::format("{}: cannot be written", path_)};
  }

  const std::string path_;
  std::FILE* file_ = nullptr;
  std::uint64_t count_ = 0;
};

// The pipe knows one number a line; the file's number stands in its upper bits.
constexpr int kFileShift = 40;

class Import {
 public:
  Import(const ImportArguments& arguments, Appender& appender)
      : arguments_(arguments),
        rejected_(arguments.rejected.empty() ? default_rejected(arguments) : arguments.rejected),
        progress_("events", 0),
        pipe_(appender, options(arguments),
              [this](std::uint64_t line, const Outcome& outcome) { take(line, outcome); }) {}

  Status run(const importing::Mapping& mapping) {
    importing::Importer importer(
        mapping, {.event = [this](std::string&& json, const importing::SourceLine& at) -> Status {
                    add(json, at);
                    progress_.at(tally_.total(), importer_->share_done());
                    return written_;
                  },
                  .rejected = [this](const importing::RejectedRow& row) -> Status {
                    return rejected_.add(row.at.file, row.at.line, row.column, row.reason);
                  }});
    importer_ = &importer;
    Status imported = importer.import(arguments_.files);
    pipe_.finish();
    counts_ = importer.counts();
    importer_ = nullptr;
    if (!imported.ok()) return imported;
    if (Status listed = rejected_.finish(); !listed.ok()) return listed;
    return written_;
  }

  const OutcomeTally& tally() const { return tally_; }
  const importing::ImportCounts& counts() const { return counts_; }
  const RejectedFile& rejected() const { return rejected_; }
  double seconds() const { return progress_.seconds(); }

 private:
  static AppendOptions options(const ImportArguments& arguments) {
    AppendOptions options;
    options.recording = arguments.decide ? Recording::kDecided : Recording::kAsRecorded;
    return options;
  }
  static std::string default_rejected(const ImportArguments& arguments) {
    return std::filesystem::path(arguments.files.front()).filename().string() + ".rejected";
  }

  void add(const std::string& json, const importing::SourceLine& at) {
    while (file_ < arguments_.files.size() && arguments_.files[file_] != at.file) ++file_;
    const std::uint64_t line = static_cast<std::uint64_t>(file_) << kFileShift | at.line;
    Result<SentEvent> event = reader_.read(json);
    if (event.ok()) {
      pipe_.add(line, std::move(event).value());
    } else {
      // Without the value, which is last in the sentence.
      const std::string& message = event.error().message;
      pipe_.refuse(line, message.substr(0, message.find(": \"")));
    }
  }

  void take(std::uint64_t line, const Outcome& outcome) {
    tally_.add(outcome);
    if (exit_code(outcome.code) == ExitCode::kOk) return;
    const std::uint64_t file = line >> kFileShift;
    Status added = rejected_.add(file < arguments_.files.size() ? arguments_.files[file] : "",
                                 line & ((std::uint64_t{1} << kFileShift) - 1), "",
                                 fmt::format("{}: {}", to_string(outcome.code), outcome.reason));
    if (!added.ok()) written_ = added;
    if (outcome.code == OutcomeCode::kUnavailable || outcome.code == OutcomeCode::kUnknown) {
      written_ =
          Error{ErrorCode::kUnavailable,
                fmt::format("the store takes no more: {}. What was recorded stands; the same "
                            "import goes on from there later",
                            outcome.reason)};
    }
  }

  const ImportArguments& arguments_;
  RejectedFile rejected_;
  Progress progress_;
  OutcomeTally tally_;
  importing::ImportCounts counts_;
  Status written_ = Done{};
  std::size_t file_ = 0;
  const importing::Importer* importer_ = nullptr;
  CloudEventsReader reader_;
  AppendPipe pipe_;
};

void print_summary(const GlobalOptions& global, const Import& import) {
  const importing::ImportCounts& counts = import.counts();
  if (global.json) {
    fmt::print(
        "{{\"rows\":{},\"leftOut\":{},\"silent\":{},\"rejectedRows\":{},\"events\":{},"
        "\"outcomes\":{},\"seconds\":{:.3f}}}\n",
        counts.rows, counts.left_out, counts.silent, counts.rejected, counts.events,
        import.tally().json(), import.seconds());
    return;
  }
  fmt::print(
      "{} rows: {} events, {} rows left out by the mapping, {} without an event, {} rejected\n",
      counts.rows, counts.events, counts.left_out, counts.silent, counts.rejected);
  fmt::print("{}\n", import.tally().text());
  if (import.rejected().count() > 0) {
    fmt::print("see {} for what was not recorded, and why\n", import.rejected().path());
  }
  fmt::print("{:.1f} s, {:.0f} events/s\n", import.seconds(),
             static_cast<double>(counts.events) / std::max(import.seconds(), 1e-9));
}

ExitCode run_import(const GlobalOptions& global, const ImportArguments& arguments) {
  Result<importing::Mapping> mapping = importing::Mapping::load(arguments.mapping);
  if (!mapping.ok()) return fail(global, mapping.error());
  // Before anything is opened or made: a file that cannot be imported leaves everything as it was.
  Status readable = importing::Importer(mapping.value(), {}).check(arguments.files);
  if (!readable.ok()) return fail(global, readable.error());
  auto appender = open_appender(global);
  if (!appender.ok()) return fail(global, appender.error());
  Import import(arguments, *appender.value());
  Status imported = import.run(mapping.value());
  print_summary(global, import);
  if (!imported.ok()) return fail(global, imported.error());
  const ExitCode worst = import.tally().exit_code();
  if (worst != ExitCode::kOk) return worst;
  return import.counts().rejected > 0 ? ExitCode::kData : ExitCode::kOk;
}

}  // namespace

void add_import_command(Program& program) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = program.app.add_subcommand(
      "import", "Record history from CSV, TSV or JSON lines (also .gz) by a mapping");
  command->add_option("--mapping", arguments->mapping, "Mapping file (TOML): docs/MAPPINGS.md")
      ->required();
  command->add_option("FILE", arguments->files, "Files to import, in order")->required();
  command->add_option("--rejected", arguments->rejected,
                      "Where what cannot be recorded is listed, by line, column and reason; "
                      "default: FILE.rejected in the current directory");
  command->add_flag("--decide", arguments->decide,
                    "Decide guarded events here and now instead of recording them as told");
  command->footer(
      "Importing the same file again records nothing twice. An import that was cut short is\n"
      "completed by the same call.\n"
      "  dangol import --mapping mappings/bank-calls.toml calls_1999-02.tsv.gz");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run_import(program.options, *arguments); };
  });
}

}  // namespace dangol
