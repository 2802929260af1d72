// The Merkle tree of a log, kept as tiles (C2SP tlog-tiles): tile (level, index) holds the 256 hashes of
// the subtrees of 256^level leaves from number 256 * index on. Only full tiles are stored, in the frame
// of the entry that completes them; what is beyond them follows from the tiles below and the entries
// since.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/merkle.h"

namespace dangol {

// The tree of a partition as it grows. A value: a copy stays as it is. One thread.
class LogTree {
 public:
  LogTree() = default;  // of the empty log

  // The tree of the partition as it stands. kCorrupt when its root is not the one that the last frame
  // names, or a tile is missing. A log that was written without a tree gets its tiles first, in
  // frames without records. REQUIRES: nobody else appends under the claim; the log is claimed.
  static Result<LogTree> open(EventLog& log, const Claim& claim);

  std::uint64_t size() const { return edge_.size(); }
  Hash root() const { return edge_.root(); }
  // Appends an encoded entry; tiles that it completes are appended to `full`.
  void add(std::string_view entry, std::vector<Tile>& full);
  void add_leaf(const Hash& leaf, std::vector<Tile>& full);
  // The hashes of a level's last tile, which is not full.
  std::string_view growing(std::uint8_t level) const;

  // The tree of the partition's first `size` records, as tiles and entries have it: compare its root with
  // one that is known. Reads up to 255 tiles a level. REQUIRES: size <= the log's; its tiles are stored.
  // kCorrupt: a tile is missing. Any thread.
  static Result<LogTree> at(const LogReader& log, PartitionId partition, std::uint64_t size);

 private:
  MerkleEdge edge_;
  std::vector<std::string> growing_;  // by tile level
};

}  // namespace dangol
