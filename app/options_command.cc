// `dangol options`: every option of every command, from the description that the parser uses.
#include <algorithm>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "events/json_text.h"

namespace dangol {

namespace {

// One option or argument, as text in a cell.
struct Row {
  std::string names, environment, fallback, description;
};

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Row row_of(const CLI::Option& option) {
  Row row;
  for (const std::string& name : option.get_lnames())
    row.names += (row.names.empty() ? "--" : ", --") + name;
  for (const std::string& name : option.get_snames())
    row.names += (row.names.empty() ? "-" : ", -") + name;
  if (row.names.empty()) row.names = option.get_name(true);
  row.environment = option.get_envname();
  row.fallback = option.get_default_str();
  row.description = one_line(option.get_description());
  return row;
}

bool is_told(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_lnames().front() == "help" ? false : true;
}

void add_table(const CLI::App& app, const std::string& title, std::string& page) {
  std::string rows;
  for (const CLI::Option* option : app.get_options()) {
    if (!is_told(*option)) continue;
    const Row row = row_of(*option);
    const auto code = [](const std::string& text) {
      return text.empty() ? std::string() : "`" + text + "`";
    };
    std::string description = row.description;
    for (std::size_t at = 0; (at = description.find('|', at)) != std::string::npos; at += 2) {
      description.insert(at, "\\");
    }
    rows += fmt::format("| {} | {} | {} | {} |\n", code(row.names), code(row.environment),
                        code(row.fallback), description);
  }
  page += fmt::format("\n## {}\n\n{}\n", title,
                      one_line(app.get_description().substr(0, app.get_description().find('\n'))));
  if (!rows.empty()) {
    page += "\n| option | environment | default | what |\n|---|---|---|---|\n" + rows;
  }
  for (const CLI::App* sub : app.get_subcommands({})) {
    add_table(*sub, title + " " + sub->get_name(), page);
  }
}

constexpr std::string_view kHead =
    "# Options\n\n"
    "Made by `dangol options --markdown`, from the description that the parser uses; a test "
    "compares.\n\n"
    "An option is given on the command line, else by its variable in the environment, else in the "
    "file that\n"
    "`--config` (`DANGOL_CONFIG`) names, in TOML: those before the command at the top, those of a "
    "command under\n"
    "its name. A key that is no option is refused.\n\n"
    "```toml\n"
    "data = \"/var/lib/dangol/store\"\n"
    "heads-every = 60\n\n"
    "[serve]\n"
    "listen = \"127.0.0.1:7379\"\n"
    "threads = 2\n"
    "```\n";

void add_lines(const CLI::App& app, const std::string& path, std::string& lines) {
  for (const CLI::Option* option : app.get_options()) {
    if (!is_told(*option)) continue;
    const Row row = row_of(*option);
    lines += fmt::format(
        "{{\"command\":{},\"option\":{},\"environment\":{},\"default\":{},\"what\":{}}}\n",
        json_text(path), json_text(row.names), json_text(row.environment), json_text(row.fallback),
        json_text(row.description));
  }
  for (const CLI::App* sub : app.get_subcommands({})) {
    add_lines(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), lines);
  }
}

}  // namespace

void name_environment(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty() || !option->get_envname().empty()) continue;
    std::string name = "DANGOL_" + option->get_lnames().front();
    if (name == "DANGOL_help") continue;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      if (c == '-') return '_';
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    option->envname(name);
  }
}

void add_options_command(Program& program) {
  auto markdown = std::make_shared<bool>(false);
  CLI::App* command = program.app.add_subcommand(
      "options", "List every option of every command, with its variable and its default");
  command->add_flag("--markdown", *markdown, "As the page docs/OPTIONS.md");
  command->callback([&program, markdown] {
    program.run = [&program, markdown] {
      std::string page;
      if (*markdown) {
        page = kHead;
        add_table(program.app, "dangol", page);
      } else {
        add_lines(program.app, "", page);
      }
      fmt::print("{}", page);
      return ExitCode::kOk;
    };
  });
}

}  // namespace dangol
