// `dangol log verify`: the log against itself, its checkpoints, its anchor, and checkpoints that were kept
// elsewhere; or, with --offline, what was handed out, with nothing but the file and what is known.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/log_evidence.h"
#include "app/log_trust.h"
#include "app/log_verify_history.h"
#include "app/progress.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "replay/export_check.h"
#include "replay/heads_check.h"
#include "replay/proof_check.h"
#include "store/proof_limits.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct VerifyArguments {
  std::string bundle;  // empty: the store
  bool heads = false;
  std::vector<std::string> auditors;  // keys
  TrustArguments trust;
};

void print_check(const LogCheck& done) {
  fmt::print("{} records of {} streams: every entry, core, words, chain and version agrees\n",
             done.records, done.streams);
  if (done.words_removed > 0) fmt::print("words of {} records removed\n", done.words_removed);
}

void print_heads(const HeadsChecked& heads) {
  if (!heads.last) {
    fmt::print("no record says where the streams end\n");
    return;
  }
  fmt::print("{} records say where the streams ended, and each root is what the entries make\n",
             heads.heads);
  fmt::print("the newest, at {}, covers {} records\n",
             to_string(Place{kPartition, heads.last->position}), heads.last->map.size);
}

ExitCode verify_store(const GlobalOptions& global, const VerifyArguments& arguments) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<LogEvidence> evidence = store.value()->evidence();
  if (!evidence.ok()) return fail(global, evidence.error());
  Result<KnownHistory> known = known_history(global, arguments.trust, evidence.value());
  if (!known.ok()) return fail(global, known.error());
  const LogReader& log = store.value()->log();
  Result<Position> size = log.size(kPartition);
  if (!size.ok()) return fail(global, size.error());
  Progress progress("records", size.value().value());
  LogCheckOptions options = known.value().options();
  options.tiles = options.frames = true;
  Result<LogCheck> checked = check_log(
      log, kPartition, [&](std::uint64_t count) { progress.at(count); }, options);
  if (!checked.ok()) return fail(global, checked.error());
  HeadsChecked heads;
  if (arguments.heads) {
    Progress again("records", size.value().value());
    Result<HeadsChecked> made =
        check_heads(log, kPartition, [&](std::uint64_t count) { again.at(count); });
    if (!made.ok()) return fail(global, made.error());
    heads = made.value();
  }
  Result<bool> files = store.value()->check_files();
  if (!files.ok()) return fail(global, files.error());
  const LogCheck& done = checked.value();
  if (global.json) {
    const std::string recomputed =
        arguments.heads ? fmt::format("\"headsRecomputed\":{},", heads.heads) : "";
    fmt::print(
        "{{\"records\":{},\"streams\":{},\"wordsRemoved\":{},\"lastEntry\":\"{}\",\"treeRoot\":\"{}"
        "\",\"tiles\":{},\"frames\":{},{},{}\"filesChecked\":{},\"seconds\":{:.3f}}}\n",
        done.records, done.streams, done.words_removed, to_hex(done.last_entry.view()),
        to_base64(done.tree_root.view()), done.tiles, done.frames, known.value().json(done.records),
        recomputed, files.value(), progress.seconds());
    return ExitCode::kOk;
  }
  print_check(done);
  fmt::print("{} tiles and {} frames hold the Merkle tree of these entries\n", done.tiles,
             done.frames);
  fmt::print("{}", known.value().text(done.records));
  if (arguments.heads) print_heads(heads);
  fmt::print("{}", files.value()
                       ? "every block of the store's files is as it was written\n"
                       : "a writer is running: its files were not looked at by themselves\n");
  fmt::print("last entry {}\n", to_hex(done.last_entry.view()));
  fmt::print("Merkle root {}\n", to_base64(done.tree_root.view()));
  fmt::print("{:.2f} s, {} records/s\n", progress.seconds(), progress.rate());
  return ExitCode::kOk;
}

ExitCode verify_export(const GlobalOptions& global, const std::string& dir, const LogTrust& trust,
                       const std::vector<KeptCheckpoint>& kept) {
  std::vector<KnownRoot> roots;
  for (const KeptCheckpoint& one : kept) roots.push_back(one.root);
  Progress progress("records", 0);
  Result<ExportCheck> checked =
      check_export(dir, trust, roots, [&](std::uint64_t count) { progress.at(count); });
  if (!checked.ok()) return fail(global, checked.error());
  const ExportCheck& done = checked.value();
  if (global.json) {
    fmt::print(
        "{{{},\"checkpoints\":{},\"tiles\":{},\"withRecords\":{},\"records\":{},\"streams\":{}}}\n",
        describe_json(done.newest), done.checkpoints, done.tiles, done.with_records,
        done.log.records, done.log.streams);
    return ExitCode::kOk;
  }
  fmt::print("{} records of the log {}\n{}\n", done.newest.checkpoint.size,
             done.newest.checkpoint.origin, describe(done.newest));
  fmt::print("{} checkpoints and {} tiles are of this history\n", done.checkpoints, done.tiles);
  for (const KeptCheckpoint& one : kept) fmt::print("{} is of this history\n", one.root.who);
  if (done.with_records) {
    print_check(done.log);
  } else {
    fmt::print("hashes only: no entry was there to be looked at\n");
  }
  return ExitCode::kOk;
}

ExitCode verify_inclusion(const GlobalOptions& global, const std::string& text,
                          const LogTrust& trust) {
  Result<InclusionCheck> checked = check_inclusion(text, trust);
  if (!checked.ok()) return fail(global, checked.error());
  const InclusionCheck& done = checked.value();
  const std::string place = to_string(Place{kPartition, done.position});
  const std::string stream = to_hex(done.entry.stream.view());
  if (global.json) {
    fmt::print("{{{},\"place\":\"{}\",\"stream\":\"{}\",\"version\":{}}}\n",
               describe_json(done.checkpoint), place, stream, done.entry.version.value());
    return ExitCode::kOk;
  }
  fmt::print(
      "record {}, version {} of stream {}, is one of the first {} records of the log {}\n{}\n",
      place, done.entry.version.value(), stream, done.checkpoint.checkpoint.size,
      done.checkpoint.checkpoint.origin, describe(done.checkpoint));
  return ExitCode::kOk;
}

ExitCode verify_consistency(const GlobalOptions& global, const std::string& text,
                            const LogTrust& trust, const std::vector<KeptCheckpoint>& kept) {
  if (kept.size() != 1) {
    return fail(global,
                {ErrorCode::kUsage,
                 "this proves that a log goes on from an older one: say --against FILE, the "
                 "older checkpoint that you kept"});
  }
  Result<ConsistencyCheck> checked = check_consistency(text, kept.front().note, trust);
  if (!checked.ok()) return fail(global, checked.error());
  const ConsistencyCheck& done = checked.value();
  if (global.json) {
    fmt::print("{{{},\"older\":{}}}\n", describe_json(done.newer), done.older.checkpoint.size);
    return ExitCode::kOk;
  }
  fmt::print("the {} records of {} are the beginning of the {} records of the log {}\n{}\n",
             done.older.checkpoint.size, kept.front().root.who, done.newer.checkpoint.size,
             done.newer.checkpoint.origin, describe(done.newer));
  return ExitCode::kOk;
}

ExitCode verify_checkpoint(const GlobalOptions& global, const std::string& text,
                           const LogTrust& trust) {
  Result<TrustedCheckpoint> checked = check_checkpoint(text, trust);
  if (!checked.ok()) return fail(global, checked.error());
  if (global.json) {
    fmt::print("{{{}}}\n", describe_json(checked.value()));
    return ExitCode::kOk;
  }
  fmt::print(
      "a checkpoint of {} records of the log {}, and nothing of the records themselves\n{}\n",
      checked.value().checkpoint.size, checked.value().checkpoint.origin,
      describe(checked.value()));
  return ExitCode::kOk;
}

ExitCode verify_offline(const GlobalOptions& global, const VerifyArguments& arguments) {
  Result<LogTrust> trust = read_trust(arguments.trust);
  if (!trust.ok()) return fail(global, trust.error());
  if (trust.value().origin.empty() || trust.value().keys.empty()) {
    return fail(global,
                {ErrorCode::kUsage,
                 "--offline needs --origin and --key, or a policy with that log: a key that "
                 "comes with a proof proves nothing"});
  }
  auto kept = read_kept(arguments.trust.against, trust.value());
  if (!kept.ok()) return fail(global, kept.error());
  std::error_code error;
  if (std::filesystem::is_directory(arguments.bundle, error)) {
    return verify_export(global, arguments.bundle, trust.value(), kept.value());
  }
  if (is_history_proof(arguments.bundle)) {
    return verify_history(global, arguments.bundle, trust.value(), arguments.auditors);
  }
  Result<std::string> text = read_small_file(arguments.bundle, kMaxProofBytes);
  if (!text.ok()) return fail(global, text.error());
  if (text.value().starts_with(kInclusionProofLine)) {
    return verify_inclusion(global, text.value(), trust.value());
  }
  if (text.value().starts_with(kConsistencyProofStart)) {
    return verify_consistency(global, text.value(), trust.value(), kept.value());
  }
  return verify_checkpoint(global, text.value(), trust.value());
}

}  // namespace

void add_log_verify_command(Program& program, CLI::App& log) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = log.add_subcommand(
      "verify", "Check every hash, chain, tile and checkpoint; exit status 70 for damage");
  command->alias("check");
  command->add_option("--offline", arguments->bundle,
                      "Check this instead: an exported folder, a proof, or a checkpoint");
  add_trust_options(*command, arguments->trust);
  command->add_flag("--heads", arguments->heads,
                    "Also make anew, from the entries, every root of where the streams ended");
  command->add_option("--auditor", arguments->auditors,
                      "Public key of who made these roots anew, for the proof of a history");
  command->footer(
      "Without --offline: every entry, core and words of the store against their hashes, every "
      "stream's\n"
      "chain, every tile and frame of the Merkle tree, every stored checkpoint, the anchor, and "
      "the\n"
      "checkpoints that you kept. Who can write to the store and can sign is found out only "
      "against a\n"
      "checkpoint kept elsewhere.\n"
      "  dangol log verify --against /media/auditor/2026-11-22.checkpoint\n"
      "With --offline no store is needed. Origin, key and policy come from you: what the file "
      "says\n"
      "of them counts for nothing.\n"
      "  dangol log verify --offline export --origin example.com/log --key example.com/log+1a2b..");
  command->callback([&program, arguments] {
    program.run = [&program, arguments] {
      return arguments->bundle.empty() ? verify_store(program.options, *arguments)
                                       : verify_offline(program.options, *arguments);
    };
  });
}

}  // namespace dangol
