#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/store_access.h"

namespace dangol {

namespace {

ExitCode run_forget(const GlobalOptions& global, const ForgetAsking& asked) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> told = store.value()->forget(asked);
  if (!told.ok()) return fail(global, told.error());
  fmt::print("{}", told.value());
  return ExitCode::kOk;
}

}  // namespace

void add_forget_command(Program& program) {
  auto asked = std::make_shared<ForgetAsking>();
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
      "others' records say about the person is listed, for a human to look at.\n"
      "  dangol forget customer/42 --reason requested --dry-run\n"
      "  dangol forget customer/42 --reason requested --event @3");
  command->callback([&program, asked] {
    program.run = [&program, asked] {
      asked->json = program.options.json;
      return run_forget(program.options, *asked);
    };
  });
}

}  // namespace dangol
