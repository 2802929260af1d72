#include "store/log_tree.h"

#include <utility>

#include <fmt/format.h>

#include "events/record.h"

namespace dangol {

namespace {

constexpr std::size_t kHashBytes = sizeof(Hash::bytes);
constexpr std::uint8_t kTileHeight = 8;  // 256 hashes
// Tiles that one frame without records brings: 8 MiB.
constexpr std::size_t kTilesAtOnce = 1024;

// Writes the tiles of a log that has none.
Result<LogTree> plant(EventLog& log, const Claim& claim, Position size) {
  LogTree tree;
  Frame frame;
  frame.first = size;
  const auto write = [&]() -> Status {
    if (append_and_wait(log, claim, frame) != Append::kStored) {
      return Error{ErrorCode::kUnavailable, "the log did not take the tiles of its Merkle tree"};
    }
    frame.tiles.clear();
    return Done{};
  };
  auto cursor = log.read({claim.partition, Position()}, ReadWords::kNo);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) break;
    tree.add(item.entry, frame.tiles);
    if (frame.tiles.size() < kTilesAtOnce) continue;
    if (Status written = write(); !written.ok()) return written.error();
  }
  if (!frame.tiles.empty()) {
    if (Status written = write(); !written.ok()) return written.error();
  }
  return tree;
}

}  // namespace

void LogTree::add(std::string_view entry, std::vector<Tile>& full) {
  add_leaf(leaf_hash(entry), full);
}

void LogTree::add_leaf(const Hash& leaf, std::vector<Tile>& full) {
  edge_.add(leaf, [&](MerkleNode node, const Hash& hash) {
    if (node.level % kTileHeight != 0) return;
    const std::size_t level = node.level / kTileHeight;
    if (growing_.size() <= level) growing_.resize(level + 1);
    std::string& tile = growing_[level];
    tile += hash.view();
    if (tile.size() < kTileHashes * kHashBytes) return;
    full.push_back({{static_cast<std::uint8_t>(level), node.index / kTileHashes}, tile});
    tile.clear();
  });
}

std::string_view LogTree::growing(std::uint8_t level) const {
  return level < growing_.size() ? std::string_view(growing_[level]) : std::string_view();
}

Result<LogTree> LogTree::at(const LogReader& log, PartitionId partition, std::uint64_t size) {
  LogTree tree;
  std::string edge;
  for (std::uint8_t level = 0; size >> (kTileHeight * level) > 0; ++level) {
    // So many nodes of this level are complete; those beyond the full tiles grow.
    const std::uint64_t nodes = size >> (kTileHeight * level);
    std::string& growing = tree.growing_.emplace_back();
    if (level == 0) {
      auto cursor = log.read({partition, Position(nodes - nodes % kTileHashes)}, ReadWords::kNo);
      LogCursor::Item item;
      for (std::uint64_t left = nodes % kTileHashes; left > 0; --left) {
        Result<bool> more = cursor->next(item);
        if (!more.ok()) return more.error();
        if (!more.value()) {
          return Error{ErrorCode::kUsage, fmt::format("the log has fewer than {} records", size)};
        }
        growing += leaf_hash(item.entry).view();
      }
    } else {
      for (std::uint64_t at = nodes - nodes % kTileHashes; at < nodes; ++at) {
        auto below = log.tile(partition, {static_cast<std::uint8_t>(level - 1), at});
        if (!below.ok()) return Error{ErrorCode::kCorrupt, below.error().message};
        growing += subtree_root(below.value()).view();
      }
    }
    // The edge has one subtree for each set bit of the size, the smallest last.
    std::string subtrees;
    std::string_view rest = growing;
    for (int bit = kTileHeight - 1; bit >= 0; --bit) {
      if ((nodes >> bit & 1) == 0) continue;
      const std::size_t bytes = (std::size_t{1} << bit) * kHashBytes;
      subtrees += subtree_root(rest.substr(0, bytes)).view();
      rest.remove_prefix(bytes);
    }
    edge = subtrees + edge;
  }
  Result<MerkleEdge> decoded = MerkleEdge::decode(size, edge);
  if (!decoded.ok()) return decoded.error();
  tree.edge_ = std::move(decoded).value();
  return tree;
}

Result<LogTree> LogTree::open(EventLog& log, const Claim& claim) {
  Result<Position> size = log.size(claim.partition);
  if (!size.ok()) return size.error();
  if (size.value() == Position()) return LogTree();
  auto tail = log.resolve(claim.partition);
  if (!tail.ok()) return tail.error();
  if (!tail.value() || tail.value()->tree_root.empty()) return plant(log, claim, size.value());
  Result<LogTree> tree = at(log, claim.partition, size.value().value());
  if (!tree.ok()) return tree;
  if (tree.value().root().view() != tail.value()->tree_root) {
    return Error{
        ErrorCode::kCorrupt,
        fmt::format("the Merkle tree of the {} records is not the one that frame {} names: "
                    "an entry or a tile was changed",
                    size.value().value(), tail.value()->index.value())};
  }
  return tree;
}

}  // namespace dangol
