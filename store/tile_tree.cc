#include "store/tile_tree.h"

#include <array>
#include <bit>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "store/tile_names.h"

namespace dangol {

namespace {

struct KeptTile {
  TileName name;
  std::size_t width = 0;
  std::string hashes;
};

}  // namespace

ReadNode nodes_of_tiles(ReadTile read, std::uint64_t size) {
  auto kept = std::make_shared<std::array<KeptTile, kTileLevels>>();
  return [read = std::move(read), size, kept](MerkleNode node) -> Result<Hash> {
    const TileName name{static_cast<std::uint8_t>(node.level / 8),
                        (node.index << node.level % 8) / kTileHashes};
    const std::size_t first = (node.index << node.level % 8) % kTileHashes;
    const std::size_t count = std::size_t{1} << node.level % 8;
    const std::size_t width = tile_width(name, size);
    if (first + count > width) return Error{ErrorCode::kUsage, "the tree is not that large"};
    KeptTile& tile = (*kept)[name.level];
    if (tile.width != width || tile.name != name) {
      Result<std::string> hashes = read(name, width);
      if (!hashes.ok()) return hashes.error();
      if (hashes.value().size() != width * kTileHashBytes) {
        return Error{
            ErrorCode::kCorrupt,
            fmt::format("the tile {} has {} bytes", tile_path(name, width), hashes.value().size())};
      }
      tile = {name, width, std::move(hashes).value()};
    }
    return subtree_root(
        std::string_view(tile.hashes).substr(first * kTileHashBytes, count * kTileHashBytes));
  };
}

Result<Hash> root_of_tiles(const ReadTile& read, std::uint64_t size) {
  return tree_root(size, nodes_of_tiles(read, size));
}

ReadTile tiles_of(const LogReader& log, PartitionId partition, LogTree tree) {
  return [&log, partition, tree = std::make_shared<const LogTree>(std::move(tree))](
             TileName name, std::size_t width) -> Result<std::string> {
    const std::size_t there = tile_width(name, tree->size());
    if (width == 0 || width > there) return no_such_tile(name);
    if (there < kTileHashes) {
      return std::string(tree->growing(name.level).substr(0, width * kTileHashBytes));
    }
    Result<std::string> hashes = log.tile(partition, name);
    if (!hashes.ok()) return Error{ErrorCode::kCorrupt, hashes.error().message};
    hashes.value().resize(width * kTileHashBytes);
    return hashes;
  };
}

}  // namespace dangol
