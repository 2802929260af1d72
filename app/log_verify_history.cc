#include "app/log_verify_history.h"

#include <fstream>

#include <fmt/format.h>

#include "app/log_trust.h"
#include "events/json_text.h"
#include "replay/history_check.h"

namespace dangol {

namespace {

void print_json(const HistoryVerdict& done) {
  std::string auditors;
  for (const std::string& name : done.recomputed_by) {
    auditors += (auditors.empty() ? "" : ",") + json_text(name);
  }
  std::string directory;
  for (const HistoryVerdict::DirectorySeen& seen : done.directory) {
    directory += fmt::format("{}{{\"by\":{},\"subjects\":{},\"erased\":{},\"contradictions\":{}}}",
                             directory.empty() ? "" : ",", json_text(seen.by), seen.subjects,
                             seen.erased, seen.contradictions);
  }
  fmt::print(
      "{{\"stream\":\"{}\",\"records\":{},\"withoutWords\":{},\"withheld\":{},\"completeUpTo\":{},"
      "\"origin\":{},"
      "\"size\":{},\"key\":{},\"recomputedBy\":[{}],\"directory\":[{}]}}\n",
      to_hex(done.stream.view()), done.records, done.without_words, done.withheld,
      done.heads.map.size, json_text(done.checkpoint.checkpoint.origin),
      done.checkpoint.checkpoint.size, json_text(done.checkpoint.signed_by), auditors, directory);
}

}  // namespace

bool is_history_proof(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string start(kHistoryProofStart.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return in && start == kHistoryProofStart;
}

ExitCode verify_history(const GlobalOptions& global, const std::string& path, const LogTrust& trust,
                        const std::vector<std::string>& auditors) {
  auto keys = read_auditors(auditors);
  if (!keys.ok()) return fail(global, keys.error());
  const HistoryTrust trusted{trust, std::move(keys).value()};
  std::ifstream in(path, std::ios::binary);
  Result<HistoryVerdict> checked = check_history(in, trusted);
  if (!checked.ok()) return fail(global, checked.error());
  if (global.json) {
    print_json(checked.value());
  } else {
    fmt::print("{}", checked.value().text());
  }
  return ExitCode::kOk;
}

}  // namespace dangol
