#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/command.h"
#include "app/limits.h"
#include "app/store_access.h"
#include "app/viewer_options.h"
#include "replay/answers/catalogue_text.h"
#include "replay/answers/figure_request.h"

namespace dangol {

namespace {

struct FiguresArguments {
  FigureAsking asked;
  ViewerOptions viewer;
  std::string language = "en";
  bool markdown = false;
  bool csv = false;
  bool plot = false;
};

// Columns of the terminal, or what COLUMNS says.
std::uint16_t terminal_width() {
  winsize size{};
  unsigned long columns = 0;
  if (const char* said = std::getenv("COLUMNS")) columns = std::strtoul(said, nullptr, 10);
  if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  if (columns == 0) columns = kUsualColumns;
  return static_cast<std::uint16_t>(
      std::clamp<unsigned long>(columns, kLeastColumns, kMostColumns));
}

ExitCode list(const GlobalOptions& global, const FiguresArguments& arguments) {
  const Catalogue catalogue;
  if (arguments.markdown) {
    fmt::print("{}", catalogue_page(catalogue));
    return ExitCode::kOk;
  }
  fmt::print("{}", global.json ? catalogue_json(catalogue)
                               : catalogue_text(catalogue, arguments.asked.language));
  return ExitCode::kOk;
}

ExitCode figures(const GlobalOptions& global, FiguresArguments arguments) {
  FigureAsking& asked = arguments.asked;
  asked.language = arguments.language == "ko" ? Language::kKorean : Language::kEnglish;
  if (global.json + arguments.csv + arguments.plot > 1) {
    return fail(global, {ErrorCode::kUsage, "give one of --json, --csv and --plot"});
  }
  if (asked.figure.empty() || arguments.markdown) return list(global, arguments);
  if (global.json) asked.form = FigureForm::kJson;
  if (arguments.csv) asked.form = FigureForm::kCsv;
  if (arguments.plot) asked.form = FigureForm::kPlot;
  asked.width = terminal_width();
  asked.purpose = arguments.viewer.purpose;
  Result<Viewer> viewer = read_viewer(arguments.viewer);
  if (!viewer.ok()) return fail(global, viewer.error());
  asked.account = viewer.value().account;
  asked.from = viewer.value().from;
  asked.reason = viewer.value().reason;
  // What makes no sense is said before a store is opened.
  const Catalogue catalogue;
  if (auto request = read_request(catalogue, asked); !request.ok()) {
    return fail(global, request.error());
  }
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Status shown = store.value()->figures(asked, [](std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  });
  if (!shown.ok()) return fail(global, shown.error());
  return ExitCode::kOk;
}

}  // namespace

void add_figures_command(Program& program) {
  auto arguments = std::make_shared<FiguresArguments>();
  FigureAsking& asked = arguments->asked;
  CLI::App* command = program.app.add_subcommand("figures", "List the figures, or ask one of them");
  command->add_option("NAME", asked.figure, "Which figure; without it all are listed");
  command->add_option("--by", asked.by, "Divide it by one of its keys, as in --by queue");
  command->add_option("--period", asked.period,
                      "A year, a month, a day, or FROM..UNTIL, half open: 2016-07, "
                      "2016-07-01..2016-10-01");
  command->add_option("--zone", asked.zone, "Of days and months without an offset: +09:00");
  command->add_option("--as-of", asked.as_of,
                      "What was known then: a time, a day (its end), or #POSITION of the log");
  command->add_option("--happened-by", asked.happened_by,
                      "What had happened by then: a time, or a day (its end)");
  command->add_option("--definition", asked.definition, "Version of the definition")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  command->add_option("--open", asked.open,
                      "List who is in a set: numerator, denominator, excluded, a reason, all");
  command->add_option("--group", asked.group, "Only this group of --by");
  command->add_option("--limit", asked.limit, "Members listed of each set; 0: all")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  add_viewer_options(*command, arguments->viewer,
                     "With --open: show people by name, for this purpose");
  command->add_flag("--csv", arguments->csv, "Print rows for a spreadsheet");
  command->add_flag("--plot", arguments->plot, "Draw the groups as bars");
  command->add_flag("--markdown", arguments->markdown,
                    "Print docs/FIGURES.md, every definition in full");
  command->add_option("--lang", arguments->language, "Language of the definitions")
      ->check(CLI::IsMember({"en", "ko"}))
      ->capture_default_str();
  command->footer(
      "docs/FIGURES.md has every definition in full.\n"
      "  dangol figures waits.abandonment --by queue\n"
      "  dangol figures waits.abandonment --period 2016-07 --zone +09:00 --open numerator");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return figures(program.options, *arguments); };
  });
}

}  // namespace dangol
