#include <limits>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/progress.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "events/time_text.h"
#include "replay/core_view.h"
#include "replay/log_stat.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

std::string utc(std::optional<Micros> at) {
  return at ? format_full_time({*at, 0, TimePrecision::kMicro}) : "-";
}

void print_stat(const LogStat& stat) {
  fmt::print("{} records of {} streams\n", stat.records, stat.streams);
  fmt::print("{} bytes of entries and cores, {} of sealed words\n", stat.entry_and_core_bytes,
             stat.words_bytes);
  fmt::print("recorded {} to {}\n", utc(stat.first_recorded), utc(stat.last_recorded));
  fmt::print("occurred {} to {}\n", utc(stat.first_occurred), utc(stat.last_occurred));
  for (const auto& [type, count] : stat.types) fmt::print("{:>12}  {}\n", count, type);
}

void print_stat_json(const LogStat& stat) {
  std::string types;
  for (const auto& [type, count] : stat.types) {
    types += fmt::format("{}{}:{}", types.empty() ? "" : ",", json_text(type), count);
  }
  fmt::print(
      "{{\"records\":{},\"streams\":{},\"entryAndCoreBytes\":{},\"wordsBytes\":{},"
      "\"firstRecorded\":\"{}\",\"lastRecorded\":\"{}\",\"firstOccurred\":\"{}\","
      "\"lastOccurred\":\"{}\",\"types\":{{{}}}}}\n",
      stat.records, stat.streams, stat.entry_and_core_bytes, stat.words_bytes,
      utc(stat.first_recorded), utc(stat.last_recorded), utc(stat.first_occurred),
      utc(stat.last_occurred), types);
}

std::uint64_t size_of(StoreAccess& store) {
  Result<Position> size = store.log().size(kPartition);
  return size.ok() ? size.value().value() : 0;
}

ExitCode stat(const GlobalOptions& global) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Progress progress("records", size_of(*store.value()));
  auto result =
      stat_log(store.value()->log(), kPartition, [&](std::uint64_t count) { progress.at(count); });
  if (!result.ok()) return fail(global, result.error());
  global.json ? print_stat_json(result.value()) : print_stat(result.value());
  return ExitCode::kOk;
}

struct DumpArguments {
  std::uint64_t from = 0;
  std::uint64_t count = 0;  // 0: to the end
};

ExitCode dump(const GlobalOptions& global, const DumpArguments& arguments) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  auto cursor = store.value()->log().read({kPartition, Position(arguments.from)}, ReadWords::kNo);
  CoreView view;
  std::uint64_t shown = 0;
  for (LogCursor::Item item; arguments.count == 0 || shown < arguments.count; ++shown) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return fail(global, more.error());
    if (!more.value()) break;
    const Place place{kPartition, item.position};
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return fail(global, at(place, entry.error()));
    if (Status read = view.read(item.core); !read.ok())
      return fail(global, at(place, read.error()));
    Result<std::string> json = view.json(place, entry.value());
    if (!json.ok()) return fail(global, at(place, json.error()));
    fmt::print("{{\"place\":\"{}\",\"leaf\":\"{}\",\"entry\":\"{}\",\"event\":{}}}\n",
               to_string(place), to_hex(leaf_hash(item.entry).view()), to_hex(item.entry),
               json.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void add_log_commands(Program& program) {
  CLI::App* log = program.app.add_subcommand("log", "Look at the log itself, and sign what it is");
  log->require_subcommand(1);
  log->fallthrough();

  log->add_subcommand("stat", "Count records, streams, bytes, and events by type")
      ->callback([&program] { program.run = [&program] { return stat(program.options); }; });

  add_log_verify_command(program, *log);

  auto arguments = std::make_shared<DumpArguments>();
  CLI::App* command =
      log->add_subcommand("dump", "Print records as JSON lines; ids and words stay sealed");
  command->add_option("--from", arguments->from, "First position")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  command->add_option("--count", arguments->count, "Number of records; 0: to the end")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  command->callback([&program, arguments] {
    program.run = [&program, arguments] { return dump(program.options, *arguments); };
  });
  add_log_checkpoint_commands(program, *log);
  add_log_export_command(program, *log);
  add_log_prove_history_command(program, add_log_prove_commands(program, *log));
  add_log_audit_command(program, *log);
  add_log_audit_directory_command(program, *log);
}

}  // namespace dangol
