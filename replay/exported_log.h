// An exported log (replay/log_export.h), read like any other. Nothing of it is believed: whoever reads it
// compares.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/event_log.h"
#include "store/tile_tree.h"

namespace dangol {

// Hashes of a folder's tiles. Errors name the file.
ReadTile tiles_in(std::filesystem::path dir);

// The entries of a bundle of `width`, one after the other. Errors name the file.
Result<std::vector<std::string>> read_entries(const std::filesystem::path& dir,
                                              std::uint64_t bundle, std::size_t width);

class ExportedLog final : public LogReader {
 public:
  // The first `size` records of the folder; it has entries and records.
  ExportedLog(std::filesystem::path dir, Position size) : dir_(std::move(dir)), size_(size) {}
  Result<Position> size(PartitionId) const override { return size_; }
  std::unique_ptr<LogCursor> read(Place from, ReadWords words) const override;
  Result<std::string> tile(PartitionId partition, TileName name) const override;
  // None: an export has no frames.
  Result<std::vector<FrameHeader>> frames(PartitionId partition, FrameIndex from,
                                          std::size_t limit) const override;

 private:
  const std::filesystem::path dir_;
  const Position size_;
};

}  // namespace dangol
