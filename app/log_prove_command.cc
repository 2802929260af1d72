// `dangol log prove`: texts that others check without this program (store/merkle_proof.h).
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.h"
#include "app/log_trust.h"
#include "app/store_access.h"
#include "events/json_text.h"
#include "store/anchor.h"
#include "store/merkle_proof.h"
#include "store/proof_limits.h"
#include "store/tile_tree.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

struct ProveArguments {
  std::string what;                 // a record's place; an older size or checkpoint
  std::optional<std::uint64_t> at;  // records of the checkpoint; nullopt: the newest
  std::string output;               // empty: standard output
};

Error usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `0:42`, `#42` or `42`.
Result<std::uint64_t> position_of(const std::string& place) {
  std::string_view digits = place;
  if (digits.starts_with("0:"))
    digits.remove_prefix(2);
  else if (digits.starts_with('#'))
    digits.remove_prefix(1);
  const auto position = number(digits);
  if (!position) return usage(fmt::format("{} is no place in the log, such as 0:42", place));
  return *position;
}

// The checkpoint that a proof is about, and the tree that it speaks of.
struct Proved {
  std::string note;
  Checkpoint said;
  LogTree tree;
};

Result<Proved> proved(StoreAccess& store, const std::optional<std::uint64_t>& at) {
  Result<LogEvidence> evidence = store.evidence();
  if (!evidence.ok()) return evidence.error();
  const std::vector<std::string>& notes = evidence.value().checkpoints;
  if (notes.empty()) return usage("no checkpoint was signed yet: run `dangol log checkpoint`");
  std::optional<Proved> found;
  for (auto note = notes.rbegin(); note != notes.rend() && !found; ++note) {
    Result<Checkpoint> said = checkpoint_in(*note);
    if (!said.ok()) return Error{ErrorCode::kCorrupt, said.error().message};
    if (!at || said.value().size == *at) found = Proved{*note, said.value(), LogTree()};
  }
  if (!found) return usage(fmt::format("there is no checkpoint of {} records", *at));
  Result<LogTree> tree = LogTree::at(store.log(), kPartition, found->said.size);
  if (!tree.ok()) return tree.error();
  if (tree.value().root() != found->said.root) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the first {} records are not those that their checkpoint speaks of",
                             found->said.size)};
  }
  found->tree = std::move(tree).value();
  return std::move(*found);
}

ReadNode nodes(StoreAccess& store, const Proved& proved) {
  return nodes_of_tiles(tiles_of(store.log(), kPartition, proved.tree), proved.said.size);
}

Result<std::string> inclusion(StoreAccess& store, const ProveArguments& arguments) {
  Result<std::uint64_t> position = position_of(arguments.what);
  if (!position.ok()) return position.error();
  Result<Proved> about = proved(store, arguments.at);
  if (!about.ok()) return about.error();
  if (position.value() >= about.value().said.size) {
    return usage(fmt::format(
        "record {} is not in the checkpoint of {} records: sign a newer one with "
        "`dangol log checkpoint`",
        to_string(Place{kPartition, Position(position.value())}), about.value().said.size));
  }
  auto cursor = store.log().read({kPartition, Position(position.value())}, ReadWords::kNo);
  LogCursor::Item item;
  Result<bool> there = cursor->next(item);
  if (!there.ok()) return there.error();
  auto hashes =
      inclusion_proof(position.value(), about.value().said.size, nodes(store, about.value()));
  if (!hashes.ok()) return hashes.error();
  return InclusionProof{std::string(item.entry), position.value(), std::move(hashes).value(),
                        about.value().note}
      .text();
}

Result<std::string> consistency(StoreAccess& store, const ProveArguments& arguments) {
  std::optional<std::uint64_t> old = number(arguments.what);
  std::error_code error;
  if (std::filesystem::exists(arguments.what, error)) {
    Result<std::string> text = read_small_file(arguments.what, kMaxNoteBytes);
    if (!text.ok()) return text.error();
    Result<Checkpoint> older = checkpoint_in(text.value());
    if (!older.ok()) return usage(fmt::format("{}: {}", arguments.what, older.error().message));
    old = older.value().size;
  }
  if (!old) {
    return usage(fmt::format("{} is neither a number of records nor a file", arguments.what));
  }
  Result<Proved> about = proved(store, arguments.at);
  if (!about.ok()) return about.error();
  if (*old > about.value().said.size) {
    return usage(fmt::format("the checkpoint is of {} records, fewer than {}",
                             about.value().said.size, *old));
  }
  Result<std::vector<Hash>> hashes = std::vector<Hash>();
  // Every log goes on from the empty one: nothing is to be proved.
  if (*old > 0)
    hashes = consistency_proof(*old, about.value().said.size, nodes(store, about.value()));
  if (!hashes.ok()) return hashes.error();
  return ConsistencyProof{*old, std::move(hashes).value(), about.value().note}.text();
}

using Prove = Result<std::string> (*)(StoreAccess&, const ProveArguments&);

ExitCode run_prove(const GlobalOptions& global, const ProveArguments& arguments, Prove prove) {
  auto store = open_store(global);
  if (!store.ok()) return fail(global, store.error());
  Result<std::string> text = prove(*store.value(), arguments);
  if (!text.ok()) return fail(global, text.error());
  if (!arguments.output.empty()) {
    const auto path = std::filesystem::absolute(arguments.output);
    Status written = write_whole_file(path, text.value());
    if (!written.ok()) {
      fail(global, written.error());
      return ExitCode::kCantCreate;
    }
  } else if (global.json) {
    fmt::print("{{\"proof\":{}}}\n", json_text(text.value()));
  } else {
    fmt::print("{}", text.value());
  }
  return ExitCode::kOk;
}

void add_prove(Program& program, CLI::App& prove, const char* name, const char* says,
               const char* argument, const char* describes, Prove run) {
  auto arguments = std::make_shared<ProveArguments>();
  CLI::App* command = prove.add_subcommand(name, says);
  command->add_option(argument, arguments->what, describes)->required();
  command->add_option("--at", arguments->at,
                      "Prove it of the stored checkpoint of so many records; default: the newest");
  command->add_option("--output", arguments->output, "File to write; default: standard output");
  command->callback([&program, arguments, run] {
    program.run = [&program, arguments, run] {
      return run_prove(program.options, *arguments, run);
    };
  });
}

}  // namespace

CLI::App& add_log_prove_commands(Program& program, CLI::App& log) {
  CLI::App* prove = log.add_subcommand("prove", "Write what proves to others what the log holds");
  prove->require_subcommand(1);
  prove->footer(
      "A proof speaks of one signed checkpoint. Whoever has the log's name and public key checks "
      "it\n"
      "without the store: `dangol log verify --offline FILE`, or any program for the same "
      "formats.");
  add_prove(program, *prove, "inclusion", "That a record is in the log (C2SP tlog-proof)", "PLACE",
            "The record's place, such as 0:42", inclusion);
  add_prove(program, *prove, "consistency",
            "That the log goes on from an older one (as C2SP tlog-witness takes it)", "OLDER",
            "The older checkpoint's file, or its number of records", consistency);
  return *prove;
}

}  // namespace dangol
