// A tree read from its tiles, wherever these stand: in a log, behind a socket, in an exported folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/log_tree.h"
#include "store/merkle.h"

namespace dangol {

// Gives the first `width` hashes of a tile (store/tile_names.h).
using ReadTile = std::function<Result<std::string>(TileName name, std::size_t width)>;

// Nodes of the tree of `size` leaves. Keeps the last tile of each level, so that a proof reads each
// tile once. One thread.
ReadNode nodes_of_tiles(ReadTile read, std::uint64_t size);

// The root that the tiles make. Errors are those of `read`, or kCorrupt: a tile of another width.
Result<Hash> root_of_tiles(const ReadTile& read, std::uint64_t size);

// The tiles of a partition's tree as it was at tree.size(). `log` outlives the result.
ReadTile tiles_of(const LogReader& log, PartitionId partition, LogTree tree);

}  // namespace dangol
