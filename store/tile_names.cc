#include "store/tile_names.h"

#include <algorithm>

#include <fmt/format.h>

namespace dangol {

namespace {

std::string with_width(std::string path, std::size_t width) {
  if (width < kTileHashes) path += fmt::format(".p/{}", width);
  return path;
}

}  // namespace

std::size_t tile_width(TileName name, std::uint64_t size) {
  if (name.level >= kTileLevels) return 0;
  const std::uint64_t in_level = size >> (8 * name.level);
  if (name.index > in_level / kTileHashes) return 0;
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(in_level - name.index * kTileHashes, kTileHashes));
}

std::string index_path(std::uint64_t index) {
  std::string path = fmt::format("{:03}", index % 1000);
  while ((index /= 1000) > 0) path = fmt::format("x{:03}/", index % 1000) + path;
  return path;
}

std::string tile_path(TileName name, std::size_t width) {
  return with_width(fmt::format("tile/{}/{}", name.level, index_path(name.index)), width);
}

std::string bundle_path(std::uint64_t index, std::size_t width) {
  return with_width("tile/entries/" + index_path(index), width);
}

std::vector<TileName> partial_tiles(std::uint64_t size) {
  std::vector<TileName> tiles;
  for (std::uint8_t level = 0; level < kTileLevels; ++level) {
    const std::uint64_t in_level = size >> (8 * level);
    if (in_level == 0) break;
    if (in_level % kTileHashes > 0) tiles.push_back({level, in_level / kTileHashes});
  }
  return tiles;
}

void add_to_bundle(std::string& bundle, std::string_view entry) {
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
}

Status read_bundle(std::string_view bundle, const std::function<Status(std::string_view)>& take) {
  while (!bundle.empty()) {
    if (bundle.size() < 2) return Error{ErrorCode::kRejected, "the bundle ends inside a length"};
    const std::size_t size =
        static_cast<unsigned char>(bundle[0]) << 8 | static_cast<unsigned char>(bundle[1]);
    bundle.remove_prefix(2);
    if (bundle.size() < size) {
      return Error{ErrorCode::kRejected, "the bundle ends inside an entry"};
    }
    if (Status taken = take(bundle.substr(0, size)); !taken.ok()) return taken;
    bundle.remove_prefix(size);
  }
  return Done{};
}

}  // namespace dangol
