// Where the tiles and the entries of a log stand for others, as C2SP tlog-tiles says: the paths below a
// folder or a URL, how wide each tile is in a tree of some size, and the bytes of an entry bundle. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {

inline constexpr int kTileLevels = 8;  // more hold no tree of 64-bit positions
inline constexpr std::size_t kTileHashBytes = 32;
inline constexpr std::size_t kMaxBundleEntryBytes = 65'535;  // its length is two bytes

// Hashes of a tile in the tree of `size` leaves: 256 when it is full; 0: that tree has no such tile.
std::size_t tile_width(TileName name, std::uint64_t size);

// `tile/1/x001/234`, with `.p/12` behind it for a tile of 12 hashes. REQUIRES: 0 < width <= 256.
std::string tile_path(TileName name, std::size_t width);
// `tile/entries/x001/234`, the entries of the leaves in tile (0, index).
std::string bundle_path(std::uint64_t index, std::size_t width);
// `x001/x234/067`, an index as a path.
std::string index_path(std::uint64_t index);

// Tiles of the tree of `size` that are not full: at most one a level, the lowest first.
std::vector<TileName> partial_tiles(std::uint64_t size);

// A bundle: each entry behind its length, two bytes, big-endian. REQUIRES: entry.size() fits.
void add_to_bundle(std::string& bundle, std::string_view entry);
// Calls `take` with each entry. kRejected: the bytes are no bundle; the first error of `take` ends it.
Status read_bundle(std::string_view bundle, const std::function<Status(std::string_view)>& take);

}  // namespace dangol
