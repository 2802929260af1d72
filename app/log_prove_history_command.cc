// `dangol log prove history`: that these are all records of a subject (replay/history_proof.h).
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/record_access.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "events/clock.h"
#include "gateway/sealed_export.h"
#include "replay/directory_audit.h"
#include "replay/heads_audit.h"
#include "replay/heads_check.h"
#include "store/anchor.h"
#include "store/head_keeper.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct HistoryArguments {
  std::string subject;
  std::vector<std::string> audits;  // files
  bool with_words = false;
  ViewerOptions viewer;
  std::string output;  // empty: standard output
};

// What auditors signed, and the one record of the map that they signed it of.
struct Audited {
  std::vector<std::string> notes;
  std::optional<HeadsAt> heads;
};

Result<std::string> read_note(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(kMaxNoteBytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.empty()) return Error{ErrorCode::kUsage, path + " cannot be read, or is empty"};
  return bytes;  // one that is too long is refused where it is read as a note
}

// The map that a statement is about.
Result<HeadsAt> heads_of(std::string_view statement) {
  if (is_directory_audit(statement)) {
    Result<DirectoryAudit> audit = DirectoryAudit::parse(statement);
    if (!audit.ok()) return audit.error();
    return audit.value().heads;
  }
  Result<HeadsAudit> audit = HeadsAudit::parse(statement);
  if (!audit.ok()) return audit.error();
  return audit.value().heads;
}

Result<Audited> read_audits(const std::vector<std::string>& files) {
  Audited audited;
  for (const std::string& file : files) {
    Result<std::string> text = read_note(file);
    if (!text.ok()) return text.error();
    const auto refused = [&](const Error& error) {
      return Error{error.code, fmt::format("{}: {}", file, error.message)};
    };
    Result<SignedNote> note = SignedNote::parse(text.value());
    if (!note.ok()) return refused(note.error());
    Result<HeadsAt> about = heads_of(note.value().text);
    if (!about.ok()) return refused(about.error());
    if (audited.heads && audited.heads->position != about.value().position) {
      return refused({ErrorCode::kRejected, "it is about another map of heads than the others"});
    }
    audited.heads = about.value();
    audited.notes.push_back(std::move(text).value());
  }
  return audited;
}

// Where the stream ended by an earlier map, made anew from the log.
Result<HeadProof> prove_then(const LogReader& log, const HeadsAt& heads,
                             const StreamToken& stream) {
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  Status made = make_heads(log, kPartition, heads.map.size, keeper);
  if (!made.ok()) return made.error();
  Result<HeadKeeper::Map> map = keeper.map();
  if (!map.ok()) return map.error();
  if (map.value() != heads.map) {
    return Error{ErrorCode::kRejected, "the audit is not about a map of heads of this log"};
  }
  return keeper.prove_either(stream);
}

Result<HistoryProofHead> begin(StoreAccess& store, const HistoryArguments& arguments) {
  Result<Audited> audited = read_audits(arguments.audits);
  if (!audited.ok()) return audited.error();
  HistoryAsked asked{arguments.subject, std::nullopt};
  const std::optional<HeadsAt>& heads = audited.value().heads;
  if (heads) asked.heads = heads->position;
  Result<HistoryProofHead> head = store.begin_history_proof(asked);
  if (!head.ok() || !heads) return head;
  Result<HeadProof> proof = prove_then(store.log(), *heads, head.value().stream);
  if (!proof.ok()) return proof.error();
  head.value().last = std::move(proof).value();
  head.value().audits = std::move(audited.value().notes);
  return head;
}

// Hands out the file's lines.
Status prove(StoreAccess& store, const HistoryArguments& arguments,
             const std::function<bool(std::string_view)>& take) {
  Result<HistoryProofHead> head = begin(store, arguments);
  if (!head.ok()) return head.error();
  Result<Checkpoint> checkpoint = checkpoint_in(head.value().checkpoint);
  if (!checkpoint.ok()) return checkpoint.error();
  HistoryPage page{head.value().stream, Version(), head.value().last.head.version,
                   checkpoint.value().size,
                   arguments.with_words ? ReadWords::kYes : ReadWords::kNo};
  if (!take(head.value().line())) return Done{};
  while (page.after < page.last) {
    Result<HistoryLines> lines = store.history_records(page);
    if (!lines.ok()) return lines.error();
    if (!take(lines.value().text)) return Done{};
    page.after = lines.value().after;
  }
  return Done{};
}

// Into a file beside it, which then takes its place: a long history is never whole in memory.
ExitCode write_file(const GlobalOptions& global, StoreAccess& store,
                    const HistoryArguments& arguments) {
  const std::string part = arguments.output + ".part";
  std::error_code error;
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    Status proved = prove(store, arguments, [&](std::string_view text) {
      out.write(text.data(), static_cast<std::streamsize>(text.size()));
      return out.good();
    });
    if (!proved.ok()) {
      std::filesystem::remove(part, error);
      return fail(global, proved.error());
    }
    out.close();
    if (!out) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) std::filesystem::rename(part, arguments.output, error);
  if (!error) return ExitCode::kOk;
  fail(global, {ErrorCode::kUnavailable, "cannot write " + arguments.output});
  return ExitCode::kCantCreate;
}

Status known_subject(const GlobalOptions& global, const std::string& subject) {
  auto store = open_store(global);
  if (!store.ok()) return store.error();
  return store.value()->history(subject, {}, Viewer(), [](const HistoryItem&) { return false; });
}

ExitCode run(const GlobalOptions& global, const HistoryArguments& arguments) {
  if (arguments.with_words) {
    Result<Viewer> viewer = read_viewer(arguments.viewer);
    if (!viewer.ok()) return fail(global, viewer.error());
    // Of somebody who is not there nothing is taken, and nothing recorded.
    if (Status known = known_subject(global, arguments.subject); !known.ok()) {
      return fail(global, known.error());
    }
    Status allowed = allow_sealed_export(record_access_by(global), viewer.value(),
                                         sealed_records_of(arguments.subject), system_clock()());
    if (!allowed.ok()) return fail(global, allowed.error());
  }
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  if (!arguments.output.empty()) return write_file(global, *store.value(), arguments);
  Status proved = prove(*store.value(), arguments, [](std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  });
  return proved.ok() ? ExitCode::kOk : fail(global, proved.error());
}

}  // namespace

void add_log_prove_history_command(Program& program, CLI::App& prove) {
  auto arguments = std::make_shared<HistoryArguments>();
  CLI::App* command =
      prove.add_subcommand("history", "That these are all records of a subject, up to now");
  command
      ->add_option("SUBJECT", arguments->subject,
                   "The subject, such as customer/42, or its token as stream:HEX")
      ->required();
  command->add_option("--audit", arguments->audits,
                      "File with an auditor's statement: prove it by the map that it is about");
  command->add_flag("--with-words", arguments->with_words,
                    "The sealed words too; they stay sealed: an export of personal data");
  add_viewer_options(*command, arguments->viewer, "With --with-words: what for");
  command->add_option("--output", arguments->output, "File to write; default: standard output");
  command->footer(
      "Records the map of heads, signs a checkpoint, and writes one file: the subject's records,\n"
      "sealed, and what shows that none is missing. `dangol log verify --offline FILE` checks it "
      "and\n"
      "says in words what it proves. Of somebody who is known and has no record it proves that "
      "there "
      "is\n"
      "none. The proof is about one stream: that a person has no other "
      "one\n"
      "is for an auditor to see who may look into the vault.");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
