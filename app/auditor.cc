#include "app/auditor.h"

#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/progress.h"
#include "events/json_text.h"
#include "events/sealing_seams.h"
#include "store/whole_file.h"

namespace dangol {

void add_auditor_options(CLI::App& command, AuditorArguments& arguments) {
  command.add_option("--key", arguments.key_file, "Your key file; made when there is none")
      ->required();
  command.add_option("--name", arguments.name, "Your name, as it stands in your key")->required();
  command.add_option("--output", arguments.output, "File to write; default: standard output");
}

Result<SigningKeys> auditors_keys(const AuditorArguments& arguments) {
  auto keys = read_signing_keys(arguments.key_file, arguments.name);
  if (!keys.ok()) return keys.error();
  if (keys.value()) return std::move(*keys.value());
  OsEntropy entropy;
  return create_signing_keys(arguments.key_file, arguments.name, entropy);
}

Result<CheckedMap> check_newest_map(StoreAccess& store) {
  Result<Notarial> keys = store.notary(NotaryTask::kKeys);
  if (!keys.ok()) return keys.error();
  const PartitionId partition(0);
  const LogReader& log = store.log();
  Result<Position> size = log.size(partition);
  if (!size.ok()) return size.error();
  Progress progress("records", size.value().value());
  Result<HeadsChecked> checked =
      check_heads(log, partition, [&](std::uint64_t count) { progress.at(count); });
  if (!checked.ok()) return checked.error();
  if (!checked.value().last) {
    return Error{ErrorCode::kNotFound,
                 "the log records no map of heads yet: `dangol log prove history` makes one"};
  }
  return CheckedMap{keys.value().keys.front().name, *checked.value().last};
}

ExitCode hand_out_statement(const GlobalOptions& global, const AuditorArguments& arguments,
                            const SigningKeys& keys, const std::string& note) {
  for (const NoteSigner& key : keys) {
    fmt::print(stderr, "signed with {}\n", key.verifier().text());
  }
  if (!arguments.output.empty()) {
    Status written = write_whole_file(std::filesystem::absolute(arguments.output), note);
    if (written.ok()) return ExitCode::kOk;
    fail(global, written.error());
    return ExitCode::kCantCreate;
  }
  if (global.json) {
    fmt::print("{{\"audit\":{}}}\n", json_text(note));
  } else {
    fmt::print("{}", note);
  }
  return ExitCode::kOk;
}

}  // namespace dangol
