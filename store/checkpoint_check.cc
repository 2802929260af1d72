#include "store/checkpoint_check.h"

#include <utility>

#include <fmt/format.h>

#include "store/log_tree.h"
#include "store/merkle.h"
#include "store/tile_tree.h"

namespace dangol {

namespace {

Error lost(std::uint64_t has, std::uint64_t said) {
  return {ErrorCode::kCorrupt,
          fmt::format("the log has {} records, but a checkpoint was signed over {}", has, said)};
}

Error changed(std::uint64_t size) {
  return {
      ErrorCode::kCorrupt,
      fmt::format("the first {} records are not those that a checkpoint was signed over", size)};
}

}  // namespace

Result<Checkpoint> current_checkpoint(EventLog& log, PartitionId partition, std::string origin) {
  auto tail = log.resolve(partition);
  if (!tail.ok()) return tail.error();
  Checkpoint now;
  now.origin = std::move(origin);
  if (!tail.value()) {
    now.root = MerkleEdge().root();
    return now;
  }
  now.size = tail.value()->first.value() + tail.value()->count;
  const std::string& root = tail.value()->tree_root;
  if (root.size() != now.root.bytes.size()) {
    return Error{ErrorCode::kUnavailable,
                 "the log has no Merkle tree yet: it gets one when somebody writes to it"};
  }
  now.root = Hash::from(root);
  return now;
}

Status holds(EventLog& log, PartitionId partition, const Checkpoint& said) {
  Result<Position> size = log.size(partition);
  if (!size.ok()) return size.error();
  if (size.value().value() < said.size) return lost(size.value().value(), said.size);
  Result<Checkpoint> now = current_checkpoint(log, partition, said.origin);
  if (now.ok() && now.value().size == said.size) {
    return now.value().root == said.root ? Status(Done{}) : changed(said.size);
  }
  Result<LogTree> tree = LogTree::at(log, partition, said.size);
  if (!tree.ok()) return tree.error();
  return tree.value().root() == said.root ? Status(Done{}) : changed(said.size);
}

Result<std::vector<Hash>> proof_between(const EventLog& log, PartitionId partition,
                                        std::uint64_t old_size, std::uint64_t size) {
  Result<LogTree> tree = LogTree::at(log, partition, size);
  if (!tree.ok()) return tree.error();
  return consistency_proof(old_size, size,
                           nodes_of_tiles(tiles_of(log, partition, std::move(tree).value()), size));
}

Status goes_on(const EventLog& log, PartitionId partition, const Checkpoint& older,
               const Checkpoint& newer) {
  if (newer.size < older.size) return lost(newer.size, older.size);
  Result<LogTree> tree = LogTree::at(log, partition, newer.size);
  if (!tree.ok()) return tree.error();
  if (tree.value().root() != newer.root) return changed(newer.size);
  if (older.size == 0) return Done{};
  auto proof = consistency_proof(
      older.size, newer.size,
      nodes_of_tiles(tiles_of(log, partition, std::move(tree).value()), newer.size));
  if (!proof.ok()) return proof.error();
  if (proves_consistency(older.size, older.root, newer.size, newer.root, proof.value())) {
    return Done{};
  }
  return changed(older.size);
}

}  // namespace dangol
