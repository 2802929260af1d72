#include "replay/log_export.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "replay/export_files.h"
#include "store/format.h"
#include "store/merkle_note.h"
#include "store/proof_limits.h"
#include "store/tile_names.h"
#include "store/tile_tree.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

namespace fs = std::filesystem;

Error usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

Result<Checkpoint> checkpoint_of(std::string_view note) {
  Result<SignedNote> parsed = SignedNote::parse(note);
  if (!parsed.ok()) return parsed.error();
  return Checkpoint::parse(parsed.value().text);
}

// Writes one export.
class Exporting {
 public:
  Exporting(const LogReader& log, PartitionId partition, const fs::path& dir, LogTree tree)
      : log_(log),
        partition_(partition),
        dir_(dir),
        size_(tree.size()),
        files_(dir),
        tiles_(tiles_of(log, partition, std::move(tree))) {}

  Status write_tiles(const std::vector<Checkpoint>& checkpoints) {
    for (std::uint8_t level = 0; level < kTileLevels; ++level) {
      for (TileName name{level, 0}; tile_width(name, size_) == kTileHashes; ++name.index) {
        if (Status put = put_tile(name, kTileHashes); !put.ok()) return put;
      }
    }
    return each_partial(checkpoints,
                        [this](TileName name, std::size_t width) { return put_tile(name, width); });
  }

  Status write_records(const std::vector<Checkpoint>& checkpoints, const ReadProgress& progress) {
    std::vector<std::size_t> widths;  // of the last bundle, as checkpoints need it
    Status partial = each_partial(checkpoints, [&](TileName name, std::size_t width) -> Status {
      if (name.level == 0) widths.push_back(width);
      return Done{};
    });
    if (!partial.ok()) return partial;
    auto cursor = log_.read({partition_, Position()}, ReadWords::kYes);
    for (std::uint64_t first = 0; first < size_; first += kTileHashes) {
      const std::size_t count = tile_width({0, first / kTileHashes}, size_);
      std::string entries, records;
      for (std::size_t i = 1; i <= count; ++i) {
        LogCursor::Item item;
        Result<bool> more = cursor->next(item);
        if (!more.ok()) return more.error();
        if (!more.value()) return Error{ErrorCode::kCorrupt, "the log ends before its checkpoint"};
        add_to_bundle(entries, item.entry);
        format::put_u32(records, static_cast<std::uint32_t>(item.core.size()));
        format::put_u32(records, static_cast<std::uint32_t>(item.words.size()));
        records += item.core;
        records += item.words;
        const bool wanted =
            i == kTileHashes ||
            (count < kTileHashes && std::find(widths.begin(), widths.end(), i) != widths.end());
        if (!wanted) continue;
        Status put = files_.put(bundle_path(first / kTileHashes, i), entries);
        if (!put.ok()) return put;
      }
      Status put = files_.put(export_records_path(first / kTileHashes), records);
      if (!put.ok()) return put;
      if (progress) progress(first + count);
    }
    return Done{};
  }

  Status write_checkpoints(const std::vector<std::string>& notes,
                           const std::vector<Checkpoint>& checkpoints) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
      Status put =
          files_.put(fmt::format("{}/{}", kExportCheckpoints, checkpoints[i].size), notes[i]);
      if (!put.ok()) return put;
    }
    if (Status synced = files_.sync(); !synced.ok()) return synced;
    return write_whole_file(dir_ / kExportCheckpoint, notes.back());
  }

  std::uint64_t written() const { return files_.written(); }

 private:
  Status put_tile(TileName name, std::size_t width) {
    Result<std::string> hashes = tiles_(name, width);
    if (!hashes.ok()) return hashes.error();
    return files_.put(tile_path(name, width), hashes.value());
  }

  // Partial tiles that some checkpoint needs, and that are not full in the newest tree.
  template <class Take>
  Status each_partial(const std::vector<Checkpoint>& checkpoints, const Take& take) {
    for (const Checkpoint& checkpoint : checkpoints) {
      for (const TileName name : partial_tiles(checkpoint.size)) {
        if (tile_width(name, size_) == kTileHashes) continue;
        if (Status taken = take(name, tile_width(name, checkpoint.size)); !taken.ok()) return taken;
      }
    }
    return Done{};
  }

  const LogReader& log_;
  const PartitionId partition_;
  const fs::path& dir_;
  const std::uint64_t size_;
  ExportWriter files_;
  const ReadTile tiles_;
};

// What stands in the folder must be an earlier export of this log, or nothing.
Status look_at(const fs::path& dir, const LogReader& log, PartitionId partition,
               const Checkpoint& newest, ExportRecords records) {
  std::error_code error;
  if (!fs::exists(dir, error)) return Done{};
  if (!fs::is_directory(dir, error)) return usage(dir.string() + " is no folder");
  for (const auto& entry : fs::directory_iterator(dir, error)) {
    const std::string name = entry.path().filename();
    const bool ours = name == kExportCheckpoint || name == kExportCheckpoints ||
                      name == kExportTiles || name == kExportRecords || name.ends_with(".new");
    if (!ours) return usage(fmt::format("{} holds {}, which no export has", dir.string(), name));
  }
  if (error) return Error{ErrorCode::kUnavailable, dir.string() + " cannot be read"};
  if (records == ExportRecords::kNo && fs::exists(dir / kExportRecords, error)) {
    return usage(dir.string() + " holds records, which would be left behind: say --with-records");
  }
  Result<std::string> note = read_export_file(dir, kExportCheckpoint, kMaxNoteBytes);
  if (!note.ok()) {
    return note.error().code == ErrorCode::kNotFound ? Status(Done{}) : Status(note.error());
  }
  Result<Checkpoint> there = checkpoint_of(note.value());
  if (!there.ok())
    return usage(fmt::format("{}: {}", (dir / kExportCheckpoint).string(), there.error().message));
  const Error other{
      ErrorCode::kConflict,
      fmt::format("{} holds an export of another log, or of another history of it", dir.string())};
  if (there.value().origin != newest.origin || there.value().size > newest.size) return other;
  Result<LogTree> tree = LogTree::at(log, partition, there.value().size);
  if (!tree.ok()) return tree.error();
  if (tree.value().root() != there.value().root) return other;
  return Done{};
}

}  // namespace

Result<LogExport> export_log(const LogReader& log, PartitionId partition,
                             const std::vector<std::string>& notes, const fs::path& dir,
                             ExportRecords records, const ReadProgress& progress) {
  if (notes.empty()) return usage("no checkpoint was signed yet: run `dangol log checkpoint`");
  std::vector<Checkpoint> checkpoints;
  for (const std::string& note : notes) {
    Result<Checkpoint> checkpoint = checkpoint_of(note);
    if (!checkpoint.ok()) return Error{ErrorCode::kCorrupt, checkpoint.error().message};
    checkpoints.push_back(std::move(checkpoint).value());
  }
  const Checkpoint& newest = checkpoints.back();
  Result<LogTree> tree = LogTree::at(log, partition, newest.size);
  if (!tree.ok()) return tree.error();
  if (tree.value().root() != newest.root) {
    return Error{
        ErrorCode::kCorrupt,
        fmt::format("the first {} records are not those that the newest checkpoint speaks of",
                    newest.size)};
  }
  Status fits = look_at(dir, log, partition, newest, records);
  if (!fits.ok()) return fits.error();
  std::error_code error;
  fs::create_directories(dir, error);
  if (error)
    return Error{ErrorCode::kUnavailable, fmt::format("{}: {}", dir.string(), error.message())};

  Exporting exporting(log, partition, dir, std::move(tree).value());
  Status done = exporting.write_tiles(checkpoints);
  if (done.ok() && records == ExportRecords::kYes) {
    done = exporting.write_records(checkpoints, progress);
  }
  if (done.ok()) done = exporting.write_checkpoints(notes, checkpoints);
  if (!done.ok()) return done.error();
  return LogExport{newest.size, checkpoints.size(), exporting.written()};
}

}  // namespace dangol
