// `dangol export check`: that what an export shows is what the log holds, with nothing but its folder and what is
// known of the log.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/log_trust.h"
#include "replay/bundle_check.h"

namespace dangol {

namespace {

struct CheckArguments {
  std::string folder;
  TrustArguments trust;
  std::vector<std::string> auditors;  // keys
};

ExitCode run(const GlobalOptions& global, const CheckArguments& arguments) {
  Result<LogTrust> log = read_trust(arguments.trust);
  if (!log.ok()) return fail(global, log.error());
  if (log.value().origin.empty() || log.value().keys.empty()) {
    return fail(global,
                {ErrorCode::kUsage,
                 "say whose log it is: --origin, and --key or a --policy that has its key"});
  }
  auto auditors = read_auditors(arguments.auditors);
  if (!auditors.ok()) return fail(global, auditors.error());
  Result<BundleVerdict> checked =
      check_bundle(arguments.folder, {std::move(log).value(), std::move(auditors).value()});
  if (!checked.ok()) return fail(global, checked.error());
  if (global.json) {
    fmt::print("{{\"events\":{},\"texts\":{},\"histories\":{},\"inStreamsOfOthers\":{}}}\n",
               checked.value().events, checked.value().texts, checked.value().histories.size(),
               checked.value().of_others);
  } else {
    fmt::print("{}", checked.value().text());
  }
  return ExitCode::kOk;
}

}  // namespace

void add_export_check_command(Program& program, CLI::App& parent) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command =
      parent.add_subcommand("check", "Check an export against the log it is of, without a store");
  command->add_option("FOLDER", arguments->folder, "The export")->required();
  command->add_option("--origin", arguments->trust.origin, "The log's name, known from elsewhere");
  command->add_option(
      "--key", arguments->trust.keys,
      "A key by which it is signed, known from elsewhere, or a file with one a line");
  command->add_option("--policy", arguments->trust.policy,
                      "File that says which witnesses must have seen it (C2SP tlog-policy)");
  command->add_option("--auditor", arguments->auditors,
                      "Key of an auditor whose word counts; may be repeated");
  command->footer(
      "Holds every event of record.json against the log's record, every text against the key of "
      "its "
      "field,\n"
      "and the records against the map of heads: none is missing, changed or put in.");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run(program.options, *arguments); };
  });
}

}  // namespace dangol
