#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"
#include "app/viewer_options.h"

namespace dangol {

namespace {

struct ForgetArguments {
  ForgetAsking asked;
  std::string account;
};

ExitCode run_forget(const GlobalOptions& global, ForgetArguments arguments) {
  ForgetAsking& asked = arguments.asked;
  // Others are named by who they are, and nothing of them is opened.
  Result<Viewer> viewer =
      read_viewer({to_string(Purpose::kIdentity), arguments.account, asked.request.reason});
  if (!viewer.ok()) return fail(global, viewer.error());
  asked.viewer = std::move(viewer).value();
  asked.json = global.json;
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> told = store.value()->forget(asked);
  if (!told.ok()) return fail(global, told.error());
  fmt::print("{}", told.value());
  return ExitCode::kOk;
}

}  // namespace

void add_forget_command(Program& program) {
  auto arguments = std::make_shared<ForgetArguments>();
  ForgetAsking* const asked = &arguments->asked;
  CLI::App* command = program.app.add_subcommand(
      "forget", "Erase a person, or the words of single events, for good");
  command->add_option("SUBJECT", asked->request.subject, "Whom: customer/42, contact/17, staff/ann")
      ->required();
  command
      ->add_option("--reason", asked->request.reason,
                   "Why, as a code that stays in clear: requested, retentionOver")
      ->required();
  command->add_option("--event", asked->request.events,
                      "Only the words of this event, by its id or as @VERSION; may be repeated");
  command->add_option("--by", asked->request.by, "Who ordered it, as in staff/<by>");
  command->add_option("--request", asked->request.request, "The subject request that it grants");
  command
      ->add_option("--account", arguments->account,
                   "Who looks, as in staff/ann; else who runs the program")
      ->envname("DANGOL_ACCOUNT");
  command->add_flag("--dry-run", asked->dry_run, "Only say what would be erased");
  command->footer(
      "Takes every stream that was merged with the person's, and the contacts that were put down "
      "to "
      "them.\n"
      "Keys and name are destroyed and words removed from the files; times, amounts and other "
      "facts "
      "stay,\n"
      "so no figure and no proof changes. What a law keeps (retention.held) goes to a vault apart. "
      "What\n"
      "others' records say about the person is listed, for a human to look at; that is recorded "
      "first.\n"
      "  dangol forget customer/42 --reason requested --dry-run\n"
      "  dangol forget customer/42 --reason requested --event @3");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return run_forget(program.options, *arguments); };
  });
}

}  // namespace dangol
