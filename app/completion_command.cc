#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "replay/catalogue.h"

namespace dangol {

namespace {

// All words that may follow `app`: its subcommands and long options, and the names of figures.
std::string words_after(const CLI::App& app) {
  std::string words;
  for (const CLI::App* sub : app.get_subcommands({})) words += sub->get_name() + " ";
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  }
  if (app.get_name() == "figures") {
    const Catalogue catalogue;
    std::string_view before;
    for (const auto& figure : catalogue.figures()) {
      const std::string_view name = figure->definition().name;
      if (name != before) words += fmt::format("{} ", name);
      before = name;
    }
  }
  return words;
}

// One case a subcommand path, from the same description that the parser uses.
void add_cases(const CLI::App& app, const std::string& path, std::string& cases) {
  for (const CLI::App* sub : app.get_subcommands({})) {
    const std::string name = path.empty() ? sub->get_name() : path + " " + sub->get_name();
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", name, words_after(*sub));
    add_cases(*sub, name, cases);
  }
}

std::string bash_completion(const CLI::App& app) {
  std::string cases;
  add_cases(app, "", cases);
  return fmt::format(R"(# bash completion for dangol: source it, or install it as the name "dangol".
_dangol() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} path="" word words
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in -*) ;; *) case " {0}" in *" ${{path:+$path }}$word "*|*" $word "*)
      [[ -z $path || $path == log || $path == access || $path == export || $path == vault || $path == held || $path == token ]] && path=${{path:+$path }}$word ;; esac ;; esac
  done
  case $path in
    "") words="{0}" ;;
{1}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $current != -* && ${{#COMPREPLY[@]}} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _dangol dangol
)",
                     words_after(app), cases);
}

}  // namespace

void add_completion_command(Program& program) {
  CLI::App* command = program.app.add_subcommand(
      "completion", "Print a completion script for bash: source <(dangol completion)");
  command->callback([&program] {
    program.run = [&program] {
      fmt::print("{}", bash_completion(program.app));
      return ExitCode::kOk;
    };
  });
}

}  // namespace dangol
