#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/progress.h"
#include "app/rebuild_command.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "replay/verify.h"

namespace dangol {

namespace {

struct ReplayArguments {
  bool verify = false;
  std::string projection;
  bool roll_back = false;
  unsigned threads = 0;
};

void print_text(const Verification& result, double seconds, std::uint64_t rate, bool compared) {
  fmt::print("replayed {} records of {} streams in {:.2f} s, {} records/s\n", result.records,
             result.streams, seconds, rate);
  fmt::print("every entry, core, words, chain and version agrees");
  if (result.words_removed > 0) {
    fmt::print("; the words of {} records have been removed", result.words_removed);
  }
  fmt::print("\nstate digest {}\n", to_hex(result.digest.view()));
  if (!compared) return;
  if (result.different == 0) {
    fmt::print("live state of {} streams and {} snapshots: all equal to the replay\n",
               result.streams, result.snapshots);
    return;
  }
  fmt::print("{} of {} streams differ from the replay\n", result.different, result.streams);
  for (const Difference& difference : result.differences) {
    fmt::print("  stream {} {}\n", to_hex(difference.stream.view()), difference.what);
  }
}

void print_json(const Verification& result, double seconds, std::uint64_t rate) {
  fmt::print(
      "{{\"records\":{},\"streams\":{},\"snapshots\":{},\"wordsRemoved\":{},\"digest\":\"{}\","
      "\"different\":{},\"seconds\":{:.3f},\"recordsPerSecond\":{}}}\n",
      result.records, result.streams, result.snapshots, result.words_removed,
      to_hex(result.digest.view()), result.different, seconds, rate);
}

ExitCode replay(const GlobalOptions& global, const ReplayArguments& arguments) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<Position> size = store.value()->log().size(PartitionId(0));
  if (!size.ok()) return fail(global, size.error());

  FoldOptions options;
  options.threads =
      arguments.threads > 0 ? arguments.threads : std::max(1u, std::thread::hardware_concurrency());
  double seconds = 0;
  std::uint64_t rate = 0;
  Result<Fold> fold = Fold{};
  {
    Progress progress("records", size.value().value());
    options.progress = [&](std::uint64_t count) { progress.at(count); };
    fold = fold_log(store.value()->log(), PartitionId(0), options);
    if (!fold.ok()) return fail(global, fold.error());
    progress.at(fold.value().records);
    seconds = progress.seconds();
    rate = progress.rate();
  }
  Verification result;
  if (arguments.verify) {
    std::uint64_t streams = 0;
    for (const FoldedStreams& part : fold.value().parts) streams += part.size();
    Progress progress("streams compared", streams);
    const auto live = store.value()->live_states(Position(fold.value().records));
    auto verified =
        verify_live_state(*live, fold.value(), [&](std::uint64_t count) { progress.at(count); });
    if (!verified.ok()) return fail(global, verified.error());
    result = std::move(verified).value();
  } else {
    result.records = fold.value().records;
    result.words_removed = fold.value().words_removed;
    result.digest = digest_of(fold.value());
    for (const FoldedStreams& part : fold.value().parts) result.streams += part.size();
  }
  if (global.json) {
    print_json(result, seconds, rate);
  } else {
    print_text(result, seconds, rate, arguments.verify);
  }
  return result.different == 0 ? ExitCode::kOk : ExitCode::kSoftware;
}

}  // namespace

void add_replay_command(Program& program) {
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* command = program.app.add_subcommand(
      "replay", "Rebuild every stream's state from the log alone, checking each record");
  command->add_flag("--verify", arguments->verify,
                    "Compare with the live state and the snapshots, byte for byte");
  command->add_option("--threads", arguments->threads, "Folding threads; default: one a core")
      ->check(CLI::Range(1, 64));
  auto* projection = command->add_option(
      "--projection", arguments->projection,
      "Make this read model anew from the log instead, or `all`; questions are answered meanwhile");
  projection->type_name("NAME");
  command
      ->add_flag("--rollback", arguments->roll_back,
                 "Let the read model from before the last rebuild answer again")
      ->needs(projection);
  projection->excludes("--verify");
  command->footer(
      "The digest is one hash over all streams and their states: two stores with the same records\n"
      "have the same digest. Exit status 70 when something differs or is damaged.");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] {
      if (arguments->projection.empty()) return replay(program.options, *arguments);
      return rebuild_projections(
          program.options, arguments->projection,
          arguments->roll_back ? RebuildOrBack::kRollBack : RebuildOrBack::kRebuild);
    };
  });
}

}  // namespace dangol
