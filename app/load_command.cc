// `dangol load`: sends a load to a server and tells how it fared.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/load/http_load.h"
#include "app/load/presets.h"
#include "app/load/rpc_load.h"
#include "events/json_text.h"
#include "gateway/disclosure.h"

namespace dangol {

namespace {

struct LoadArguments {
  LoadPlan plan;
  double seconds = 10;
  bool rpc = false;
  std::string workload;
};

constexpr const char* kHttpServer = "127.0.0.1:7379";
constexpr const char* kRpcServer = "127.0.0.1:7381";

constexpr double kPercents[] = {50, 90, 99, 99.9, 100};

std::string latency_text(const char* what, const Latencies& all, double seconds) {
  if (all.count() == 0) return {};
  std::string text = fmt::format("{}: {} requests, {:.0f} a second; ms", what, all.count(),
                                 static_cast<double>(all.count()) / seconds);
  for (const double percent : kPercents) {
    text +=
        fmt::format("  p{} {:.3f}", percent, static_cast<double>(all.percentile(percent)) / 1e3);
  }
  return text + "\n";
}

std::string latency_json(const Latencies& all) {
  std::string json = fmt::format("{{\"requests\":{}", all.count());
  for (const double percent : kPercents) {
    json += fmt::format(",\"p{}Micros\":{}", percent, all.percentile(percent));
  }
  return json + "}";
}

std::string as_text(const LoadResult& result) {
  std::uint64_t done = 0;
  std::string outcomes;
  for (const auto& [name, count] : result.outcomes) {
    outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : ", ", count, name);
    if (name == "recorded" || name == "duplicate") done += count;
  }
  std::string text = fmt::format("{:.0f} events a second on disk, over {:.1f} s ({})\n",
                                 static_cast<double>(done) / result.seconds, result.seconds,
                                 outcomes.empty() ? "no events" : outcomes);
  text += latency_text("appends", result.appends, result.seconds);
  text += latency_text("reads", result.reads, result.seconds);
  if (result.feed_seconds > 0) {
    text += fmt::format("feeds: {} events, {:.0f} a second\n", result.fed,
                        static_cast<double>(result.fed) / result.feed_seconds);
  }
  for (const auto& [status, count] : result.statuses) {
    if (status >= 400) text += fmt::format("status {}: {} requests\n", status, count);
  }
  if (result.broken > 0) text += fmt::format("without an answer: {} requests\n", result.broken);
  return text;
}

std::string as_json(const LoadResult& result) {
  std::string json = fmt::format("{{\"seconds\":{:.3f},\"outcomes\":{{", result.seconds);
  for (auto it = result.outcomes.begin(); it != result.outcomes.end(); ++it) {
    json += fmt::format("{}{}:{}", it == result.outcomes.begin() ? "" : ",", json_text(it->first),
                        it->second);
  }
  json += "},\"statuses\":{";
  for (auto it = result.statuses.begin(); it != result.statuses.end(); ++it) {
    json +=
        fmt::format("{}\"{}\":{}", it == result.statuses.begin() ? "" : ",", it->first, it->second);
  }
  return json +
         fmt::format(
             "}},\"broken\":{},\"appends\":{},\"reads\":{},\"fed\":{},\"feedSeconds\":{:.3f}}}\n",
             result.broken, latency_json(result.appends), latency_json(result.reads), result.fed,
             result.feed_seconds);
}

ExitCode load(const GlobalOptions& global, LoadArguments arguments) {
  LoadPlan& plan = arguments.plan;
  plan.time = std::chrono::milliseconds(static_cast<std::int64_t>(arguments.seconds * 1000));
  if (plan.workload.run.empty()) plan.workload.run = random_event_id().substr(0, 8);
  if (plan.server.empty()) plan.server = arguments.rpc ? kRpcServer : kHttpServer;
  const auto result = arguments.rpc ? run_rpc_load(plan) : run_load(plan);
  if (!result.ok()) return fail(global, result.error());
  fmt::print("{}", global.json ? as_json(result.value()) : as_text(result.value()));
  return ExitCode::kOk;
}

std::string presets_text() {
  std::string text =
      "Workloads, as the neutral suite pyeventsourcing/eventstore-benchmarks names them:";
  for (const LoadPreset& preset : kLoadPresets) {
    text += fmt::format("\n  {:<20}{}", preset.name, preset.means);
  }
  return text;
}

}  // namespace

void add_load_command(Program& program) {
  auto arguments = std::make_shared<LoadArguments>();
  LoadPlan& plan = arguments->plan;
  CLI::App* command = program.app.add_subcommand(
      "load", "Send a load to a running server and tell how fast it was, and how even");
  command->add_option(
      "SERVER", plan.server,
      fmt::format("Address and port. Default: {}, over RPC {}", kHttpServer, kRpcServer));
  command->add_flag("--rpc", arguments->rpc,
                    "Over Cap'n Proto RPC, by the C++ client: what senders send at once shares "
                    "requests");
  std::vector<std::string> names;
  for (const LoadPreset& preset : kLoadPresets) names.emplace_back(preset.name);
  command
      ->add_option("--workload", arguments->workload,
                   "A load that has a name; what else is given goes before what it says")
      ->check(CLI::IsMember(names));
  command->add_option("--token", plan.token, "Token to send")->envname("DANGOL_TOKEN");
  CLI::Option* connections =
      command
          ->add_option("--connections", plan.connections,
                       "Senders, each with one request at a time; 0 with --feeds: only those")
          ->capture_default_str()
          ->check(CLI::Range(0, 100'000));
  command->add_option("--threads", plan.threads, "Threads that send; over RPC: connections")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  command->add_option("--batch", plan.batch, "Events a request")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, kMaxBatchEvents));
  command->add_option("--rate", plan.rate,
                      "Events a second, sent at their times whatever the answers do. Without it "
                      "each sender waits for its answer");
  CLI::Option* reads = command
                           ->add_option("--reads", plan.reads,
                                        "Part of the requests that read one customer's events")
                           ->check(CLI::Range(0.0, 1.0));
  CLI::Option* feeds =
      command
          ->add_option("--feeds", plan.feeds,
                       "Over RPC: so many readers take everything from the log's begin")
          ->check(CLI::Range(0, 256));
  command->add_option("--seconds", arguments->seconds, "How long")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 86'400.0));
  command->add_option("--events", plan.events, "Ends when so many were sent; 0: it does not");
  CLI::Option* customers =
      command->add_option("--customers", plan.workload.customers, "Whose events they are")
          ->capture_default_str()
          ->check(CLI::Range(1, 100'000'000));
  CLI::Option* zipf =
      command->add_option("--zipf", plan.workload.zipf,
                          "Exponent of how unlike customers are: 0.99 is usual; 0: all alike");
  CLI::Option* event_bytes =
      command->add_option("--event-bytes", plan.workload.event_bytes, "Of a message as JSON")
          ->capture_default_str()
          ->check(CLI::Range(std::size_t{1}, kMaxEventJsonBytes / 2));
  command->add_option("--seed", plan.workload.seed, "One seed sends the same events")
      ->capture_default_str();
  command->add_option("--run", plan.workload.run,
                      "Begins the ids; the same run again is all duplicates. Default: random");
  command->footer(
      "With --rate, what is answered late is measured from when it was due, so that a server which "
      "stands\nstill does not look fast. Times are of whole requests, from here.\n"
      "  dangol load --connections 64 --seconds 30\n"
      "  dangol load --connections 4 --batch 500 --zipf 0.99\n"
      "  dangol load --rate 5000 --reads 0.2\n"
      "  dangol load --rpc --connections 8 --batch 500\n"
      "  dangol load --rpc --connections 0 --feeds 1 --seconds 60\n" +
      presets_text());
  command->callback([=, &program] {
    if (const LoadPreset* preset = find_preset(arguments->workload)) {
      const auto set = [](const CLI::Option* given, auto& value, auto named) {
        if (given->count() == 0) value = named;
      };
      LoadPlan& plan = arguments->plan;
      set(connections, plan.connections, preset->connections);
      set(reads, plan.reads, preset->reads);
      set(feeds, plan.feeds, preset->feeds);
      set(customers, plan.workload.customers, preset->customers);
      set(zipf, plan.workload.zipf, preset->zipf);
      set(event_bytes, plan.workload.event_bytes, preset->event_bytes);
    }
    program.run = [&program, arguments] { return load(program.options, *arguments); };
  });
}

}  // namespace dangol
