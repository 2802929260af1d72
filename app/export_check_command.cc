// `dangol export check`: that what an export shows is what the log holds, with nothing but files and what is
// known of the log.
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "events/record.h"
#include "replay/evidence_file.h"
#include "replay/history_check.h"

namespace dangol {

namespace {

struct CheckArguments {
  std::string words;                // file
  std::vector<std::string> proofs;  // files
  std::string origin;
  std::vector<std::string> keys;
};

// Where a text stands: stream and version.
using Named = std::pair<StreamToken, Version>;

Error in_file(const std::string& file, const Error& error) {
  return {error.code, fmt::format("{}: {}", file, error.message)};
}
Error no_file(const std::string& file) {
  return {ErrorCode::kNotFound, fmt::format("cannot read {}", file)};
}

Result<std::multimap<Named, FieldEvidence>> read_words(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return no_file(file);
  std::multimap<Named, FieldEvidence> words;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    Result<EvidenceLine> read = EvidenceLine::parse(line);
    if (!read.ok()) return in_file(fmt::format("{}:{}", file, number), read.error());
    words.emplace(Named(read.value().stream, read.value().version),
                  std::move(read.value().evidence));
  }
  return words;
}

// Every text that is said to stand in the record stands there; takes them out of `words`.
Status check_record(const ProvedRecord& record, std::multimap<Named, FieldEvidence>& words) {
  Result<Entry> entry = decode_entry(record.entry);
  if (!entry.ok()) return entry.error();
  const auto [first, last] = words.equal_range({entry.value().stream, entry.value().version});
  for (auto at = first; at != last; ++at) {
    const FieldEvidence& said = at->second;
    const auto wrong = [&](const std::string& reason) {
      return Error{ErrorCode::kRejected,
                   fmt::format("the text of version {} in {}: {}", entry.value().version.value(),
                               said.field, reason)};
    };
    if (record.words.empty()) return wrong("the proof does not have the record's words");
    Result<FieldEvidence> opened =
        open_by_evidence(entry.value().stream, record.core, record.words, said.place, said.key);
    if (!opened.ok()) return wrong(opened.error().message);
    if (opened.value().text != said.text) return wrong("the record says something else");
    if (opened.value().field != said.field) return wrong("it stands in " + opened.value().field);
  }
  words.erase(first, last);
  return Done{};
}

Result<std::string> check_proof(const std::string& file, const HistoryTrust& trust,
                                std::multimap<Named, FieldEvidence>& words) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return no_file(file);
  std::string line;
  std::getline(in, line);
  Result<HistoryChecker> checker = HistoryChecker::begin(line, trust);
  if (!checker.ok()) return in_file(file, checker.error());
  while (std::getline(in, line)) {
    if (Status taken = checker.value().take(line); !taken.ok()) return in_file(file, taken.error());
    Status checked = check_record(checker.value().record(), words);
    if (!checked.ok()) return in_file(file, checked.error());
  }
  Result<HistoryVerdict> verdict = checker.value().finish();
  if (!verdict.ok()) return in_file(file, verdict.error());
  return verdict.value().text();
}

ExitCode run(const GlobalOptions& global, const CheckArguments& arguments) {
  HistoryTrust trust;
  trust.log.origin = arguments.origin;
  for (const std::string& text : arguments.keys) {
    auto key = NoteVerifier::parse(text);
    if (!key.ok()) return fail(global, {ErrorCode::kUsage, "--key: " + key.error().message});
    trust.log.keys.push_back(std::move(key).value());
  }
  auto words = read_words(arguments.words);
  if (!words.ok()) return fail(global, words.error());
  const std::size_t texts = words.value().size();
  std::string told;
  for (const std::string& proof : arguments.proofs) {
    Result<std::string> verdict = check_proof(proof, trust, words.value());
    if (!verdict.ok()) return fail(global, verdict.error());
    told += verdict.value();
    if (!told.ends_with('\n')) told += '\n';
  }
  if (!words.value().empty()) {
    return fail(
        global,
        {ErrorCode::kRejected,
         fmt::format("{} texts are of records that no proof here has: the first, of "
                     "stream {}",
                     words.value().size(), to_hex(words.value().begin()->first.first.view()))});
  }
  if (global.json) {
    fmt::print("{{\"texts\":{}}}\n", texts);
  } else {
    fmt::print("{}{} texts stand in these records, word for word\n", told, texts);
  }
  return ExitCode::kOk;
}

}  // namespace

void add_export_check_command(Program& program, CLI::App& parent) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = parent.add_subcommand(
      "check", "Check what an export says against proofs of the log, without a store");
  command->add_option("WORDS", arguments->words, "The export's words.jsonl")->required();
  command->add_option("PROOF", arguments->proofs, "Proofs of its subjects' histories, with words")
      ->required();
  command->add_option("--origin", arguments->origin, "The log's name, known from elsewhere")
      ->required();
  command->add_option("--key", arguments->keys, "A key by which it is signed, known from elsewhere")
      ->required();
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
