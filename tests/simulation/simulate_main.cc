// dangol_simulate --seeds A..B [--minutes M]: plays seeds until one fails, and tells how.
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "tests/simulation/mutation.h"
#include "tests/simulation/simulation.h"

namespace {

using namespace dangol::simulation;

constexpr int kShrinkingPlays = 300;
constexpr unsigned kLongestRunSeconds = 600;  // takes a fraction of one
constexpr std::size_t kLastLines = 400;

struct Asked {
  std::uint64_t first = 1, last = 200;
  double minutes = 0;  // 0: until the last seed
  std::vector<Ground> grounds = {Ground::kMemory, Ground::kDisk};
  bool trace = false;
  bool mutations = false;
};

int usage() {
  fmt::print(stderr,
             "usage: dangol_simulate [--seeds A..B] [--minutes M] [--on memory|disk] [--trace]\n"
             "                       [--mutation NAME | --mutations]\n");
  return 2;
}

// What is being played, for who asks why it does not end.
char playing[96];

// A run that waits for ever is wrong, too: nobody could wait for it.
void does_not_end(int) {
  constexpr std::string_view kSaid = " does not end\n";
  static_cast<void>(::write(STDOUT_FILENO, playing, std::strlen(playing)) +
                    ::write(STDOUT_FILENO, kSaid.data(), kSaid.size()));
  std::_Exit(1);
}

bool number(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse(int argc, char** argv, Asked& asked) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--trace") {
      asked.trace = true;
      continue;
    }
    if (option == "--mutations") {
      asked.mutations = true;
      continue;
    }
    if (++i == argc) return false;
    const std::string_view value = argv[i];
    if (option == "--seeds") {
      const auto dots = value.find("..");
      if (!number(value.substr(0, dots), asked.first)) return false;
      asked.last = asked.first;
      if (dots != value.npos && !number(value.substr(dots + 2), asked.last)) return false;
    } else if (option == "--minutes") {
      asked.minutes = std::stod(std::string(value));
    } else if (option == "--on" && (value == "memory" || value == "disk")) {
      asked.grounds = {value == "memory" ? Ground::kMemory : Ground::kDisk};
    } else if (option != "--mutation" || !switch_off(value)) {
      return false;
    }
  }
  return true;
}

void tell(const Plan& plan, const Report& report) {
  fmt::print("seed {} on {} fails:\n", plan.seed, to_string(plan.ground));
  for (const std::string& finding : report.findings) fmt::print("  {}\n", finding);
  const Plan small = shrink(plan, kShrinkingPlays);
  const Report again = play(small);
  fmt::print("with {} of its {} actions:\n", small.actions.size(), plan.actions.size());
  const auto& lines = again.trace;
  for (std::size_t i = lines.size() - std::min(lines.size(), kLastLines); i < lines.size(); ++i) {
    fmt::print("  {}\n", lines[i]);
  }
  fmt::print("again: dangol_simulate --on {} --seeds {}\n", to_string(plan.ground), plan.seed);
}

// With each promise switched off: how many seeds it takes until that is found.
int tell_mutations(const Asked& asked) {
  bool all = true;
  fmt::print("| switched off | meaning | seeds | found |\n| --- | --- | --- | --- |\n");
  for (const Mutation& mutation : mutations()) {
    switch_off(mutation.name);
    const Caught caught = catch_mutation(asked.grounds, asked.first, asked.last);
    all = all && caught.seeds > 0;
    fmt::print("| {} | {} | {} | {} |\n", mutation.name, mutation.meaning,
               caught.seeds > 0 ? std::to_string(caught.seeds) : "not found", caught.finding);
    std::fflush(stdout);
  }
  return all ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  if (!parse(argc, argv, asked)) return usage();
  if (asked.mutations) return tell_mutations(asked);
  std::signal(SIGALRM, does_not_end);
  const auto begun = std::chrono::steady_clock::now();
  const auto minutes = [&] {
    return std::chrono::duration<double, std::ratio<60>>(std::chrono::steady_clock::now() - begun)
        .count();
  };
  std::uint64_t played = 0, events = 0, records = 0, crashes = 0;
  for (std::uint64_t seed = asked.first; seed <= asked.last; ++seed) {
    if (asked.minutes > 0 && minutes() > asked.minutes) break;
    for (const Ground ground : asked.grounds) {
      const Plan plan = plan_of(seed, ground);
      fmt::format_to_n(playing, sizeof playing - 1, "seed {} on {}{}", seed, to_string(ground),
                       '\0');
      ::alarm(kLongestRunSeconds);
      const Report report = play(plan);
      ::alarm(0);
      ++played;
      events += report.events;
      records += report.records;
      crashes += report.crashes;
      if (asked.trace) {
        for (const std::string& line : report.trace) fmt::print("{}\n", line);
        fmt::print("digest {}\n", dangol::to_hex(report.digest.view()));
      }
      if (report.findings.empty()) continue;
      tell(plan, report);
      return 1;
    }
  }
  fmt::print("{} runs, {} events, {} records, {} crashes: nothing wrong ({:.1f} s)\n", played,
             events, records, crashes, minutes() * 60);
  return 0;
}
