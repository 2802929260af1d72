// The Merkle tree over a log's entries, as RFC 6962 and RFC 9162 define it: leaf hashes SHA-256(0x00 |
// entry), node hashes SHA-256(0x01 | left | right), and the largest power of two below the size to the
// left. Pure: what is stored of the tree, and where, is somebody else's business.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

Hash node_hash(const Hash& left, const Hash& right);
// The root over the hashes of 2^n complete subtrees of one size, 32 bytes each. REQUIRES: n >= 0, and so
// many bytes.
Hash subtree_root(std::string_view hashes);

// A complete subtree: of 2^level leaves, the index-th of its level from 0.
struct MerkleNode {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const MerkleNode&) const = default;
};

// The right edge of a tree: the roots of its complete subtrees, the largest first, one a set bit of
// the size. Enough to go on with the tree and to tell its root.
class MerkleEdge {
 public:
  MerkleEdge() = default;  // of the empty tree
  // kCorrupt when the bytes are no edge of a tree of that size.
  static Result<MerkleEdge> decode(std::uint64_t size, std::string_view bytes);
  std::string encode() const;  // the hashes, one after the other

  std::uint64_t size() const { return size_; }
  // Appends a leaf. `complete` is told every node that this completes, the leaf first.
  void add(const Hash& leaf, const std::function<void(MerkleNode, const Hash&)>& complete = {});
  // Of the empty tree: SHA-256 of nothing.
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

// Gives the hash of a complete subtree.
using ReadNode = std::function<Result<Hash>(MerkleNode)>;

// The root of the tree of `size` leaves.
Result<Hash> tree_root(std::uint64_t size, const ReadNode& read);

// The hashes that prove that the leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1), the
// nearest to the leaf first. kUsage unless index < size.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const ReadNode& read);
// The hashes that prove that the tree of `size` leaves begins with that of `old_size` (2.1.2).
// kUsage unless 0 < old_size <= size.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                            const ReadNode& read);

// Whether a proof holds (RFC 9162, 2.1.3.2 and 2.1.4.2). Never fails on any input.
bool proves_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      const std::vector<Hash>& proof, const Hash& root);
bool proves_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                        const Hash& root, const std::vector<Hash>& proof);

}  // namespace dangol
