#include "replay/export_check.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "replay/export_files.h"
#include "replay/exported_log.h"
#include "store/log_tree.h"
#include "store/proof_limits.h"
#include "store/tile_names.h"

namespace dangol {

namespace {

namespace fs = std::filesystem;
constexpr PartitionId kPartition{0};

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

// Names of the files in `checkpoints/`, by size; nullopt of a file that is none.
Result<std::vector<std::uint64_t>> kept_sizes(const fs::path& dir) {
  std::vector<std::uint64_t> sizes;
  std::error_code error;
  const fs::path folder = dir / kExportCheckpoints;
  if (!fs::exists(folder, error)) return corrupt("checkpoints is missing");
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (name.ends_with(".new")) continue;  // of an export that was cut short
    std::uint64_t size = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), size);
    if (wrong != std::errc() || std::to_string(size) != name) {
      return corrupt(fmt::format("checkpoints/{} is no size", name));
    }
    sizes.push_back(size);
  }
  if (error) return Error{ErrorCode::kUnavailable, "checkpoints cannot be read"};
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

// Walks over the leaves' hashes, and compares every other tile with what they make.
class TileWalk {
 public:
  TileWalk(const fs::path& dir, std::uint64_t size, std::vector<KnownRoot> roots)
      : dir_(dir), size_(size), roots_(std::move(roots)), read_(tiles_in(dir)) {
    std::stable_sort(roots_.begin(), roots_.end(),
                     [](const auto& a, const auto& b) { return a.size < b.size; });
  }

  Status run(const ReadProgress& progress) {
    if (!roots_.empty() && roots_.back().size > size_) {
      return corrupt(fmt::format("the export has {} records, but {} is of {}", size_,
                                 roots_.back().who, roots_.back().size));
    }
    if (Status same = compare_roots(); !same.ok()) return same;
    std::vector<Tile> full;
    for (TileName name{0, 0}; tile_width(name, size_) > 0; ++name.index) {
      Result<std::string> hashes = read_(name, tile_width(name, size_));
      if (!hashes.ok()) return hashes.error();
      ++tiles_;
      std::string_view rest = hashes.value();
      for (; !rest.empty(); rest.remove_prefix(kTileHashBytes)) {
        tree_.add_leaf(Hash::from(rest.substr(0, kTileHashBytes)), full);
        for (const Tile& tile : std::exchange(full, {})) {
          if (tile.name.level == 0) continue;
          if (Status same = compare(tile.name, tile.hashes); !same.ok()) return same;
        }
        if (Status same = compare_roots(); !same.ok()) return same;
      }
      if (progress) progress(tree_.size());
    }
    return Done{};
  }
  std::uint64_t tiles() const { return tiles_; }

 private:
  Status compare(TileName name, std::string_view hashes) {
    const std::size_t width = hashes.size() / kTileHashBytes;
    Result<std::string> there = read_(name, width);
    if (!there.ok()) return there.error();
    if (there.value() != hashes) {
      return corrupt(fmt::format("{} is not what the tiles below it make", tile_path(name, width)));
    }
    ++tiles_;
    return Done{};
  }

  // The roots known of this size, and the partial tiles that its checkpoint needs.
  Status compare_roots() {
    bool partial = false;
    for (; next_ < roots_.size() && roots_[next_].size == tree_.size(); ++next_) {
      if (tree_.root() != roots_[next_].root) {
        return corrupt(
            fmt::format("the tiles of the first {} records are not those that {} speaks of",
                        tree_.size(), roots_[next_].who));
      }
      partial = true;
    }
    if (!partial) return Done{};
    for (const TileName name : partial_tiles(tree_.size())) {
      const std::string_view hashes = tree_.growing(name.level);
      const bool full_later = tile_width(name, size_) == kTileHashes;
      std::error_code error;
      const std::string path = tile_path(name, hashes.size() / kTileHashBytes);
      if (full_later && !fs::exists(dir_ / path, error)) continue;
      if (Status same = compare(name, hashes); !same.ok()) return same;
      if (Status same = compare_bundle(name, hashes); !same.ok()) return same;
    }
    return Done{};
  }

  // The entries of a partial tile, where they are there.
  Status compare_bundle(TileName name, std::string_view hashes) {
    const std::size_t width = hashes.size() / kTileHashBytes;
    std::error_code error;
    if (name.level > 0 || !fs::exists(dir_ / bundle_path(name.index, width), error)) return Done{};
    auto entries = read_entries(dir_, name.index, width);
    if (!entries.ok()) return entries.error();
    for (std::size_t i = 0; i < width; ++i) {
      if (leaf_hash(entries.value()[i]).view() !=
          hashes.substr(i * kTileHashBytes, kTileHashBytes)) {
        return corrupt(fmt::format("entry {} in {} is not the one that its tile names",
                                   name.index * kTileHashes + i, bundle_path(name.index, width)));
      }
    }
    return Done{};
  }

  const fs::path& dir_;
  const std::uint64_t size_;
  std::vector<KnownRoot> roots_;  // by size
  std::size_t next_ = 0;
  const ReadTile read_;
  LogTree tree_;
  std::uint64_t tiles_ = 0;
};

}  // namespace

Result<ExportCheck> check_export(const fs::path& dir, const LogTrust& trust,
                                 const std::vector<KnownRoot>& known,
                                 const ReadProgress& progress) {
  Result<std::string> note = read_export_file(dir, kExportCheckpoint, kMaxNoteBytes);
  if (!note.ok()) return note.error();
  Result<TrustedCheckpoint> newest = check_checkpoint(note.value(), trust);
  if (!newest.ok()) return newest.error();
  ExportCheck check;
  check.newest = std::move(newest).value();
  const std::uint64_t size = check.newest.checkpoint.size;

  std::vector<KnownRoot> roots = known;
  roots.push_back({size, check.newest.checkpoint.root, kExportCheckpoint});
  Result<std::vector<std::uint64_t>> sizes = kept_sizes(dir);
  if (!sizes.ok()) return sizes.error();
  // Witnesses are asked for the newest: earlier ones are proved by its tree.
  const LogTrust keys{trust.origin, trust.keys, std::nullopt};
  for (const std::uint64_t kept : sizes.value()) {
    const std::string name = fmt::format("{}/{}", kExportCheckpoints, kept);
    Result<std::string> bytes = read_export_file(dir, name, kMaxNoteBytes);
    if (!bytes.ok()) return corrupt(bytes.error().message);
    Result<TrustedCheckpoint> one = check_checkpoint(bytes.value(), keys);
    if (!one.ok()) return corrupt(fmt::format("{}: {}", name, one.error().message));
    if (one.value().checkpoint.size != kept) return corrupt(name + " is of another size");
    roots.push_back({kept, one.value().checkpoint.root, name});
    ++check.checkpoints;
  }

  std::error_code error;
  check.with_records =
      fs::exists(dir / kExportEntries, error) || fs::exists(dir / kExportRecords, error);
  TileWalk walk(dir, size, roots);
  if (Status walked = walk.run(check.with_records ? ReadProgress() : progress); !walked.ok()) {
    return walked.error();
  }
  check.tiles = walk.tiles();
  if (!check.with_records) return check;
  LogCheckOptions options;
  options.tiles = true;
  options.roots = std::move(roots);
  const ExportedLog log(dir, Position(size));
  Result<LogCheck> checked = check_log(log, kPartition, progress, options);
  if (!checked.ok()) return checked.error();
  check.log = checked.value();
  return check;
}

}  // namespace dangol
