#include "store/head_map.h"

#include <algorithm>
#include <string_view>

#include "events/hash.h"
#include "store/merkle.h"

namespace dangol {

namespace {

constexpr std::string_view kKeyPrefix = "dangol head v1";
constexpr std::string_view kLeafPrefix{"\0", 1};
constexpr unsigned kKeyBits = 256;

bool bit(const Hash& key, unsigned depth) {
  return (key.bytes[depth / 8] >> (7 - depth % 8) & 1) != 0;
}

// Where the leaves with this bit set begin.
std::size_t split(std::span<const HeadLeaf> leaves, unsigned depth) {
  const auto ones = std::partition_point(
      leaves.begin(), leaves.end(), [&](const HeadLeaf& leaf) { return !bit(leaf.key, depth); });
  return static_cast<std::size_t>(ones - leaves.begin());
}

}  // namespace

Hash head_key(const StreamToken& stream) { return sha256({kKeyPrefix, stream.view()}); }

Hash head_leaf_hash(const HeadLeaf& leaf) {
  std::uint8_t version[8];
  for (int i = 0; i < 8; ++i) {
    version[i] = static_cast<std::uint8_t>(leaf.head.version.value() >> (56 - 8 * i));
  }
  return sha256({kLeafPrefix,
                 leaf.key.view(),
                 {reinterpret_cast<const char*>(version), sizeof version},
                 leaf.head.chain.view()});
}

HeadNode join(const HeadNode& left, const HeadNode& right) {
  using Kind = HeadNode::Kind;
  if (left.kind == Kind::kEmpty && right.kind != Kind::kInner) return right;
  if (right.kind == Kind::kEmpty && left.kind == Kind::kLeaf) return left;
  return {Kind::kInner, node_hash(left.hash, right.hash)};
}

HeadNode head_subtree(std::span<const HeadLeaf> leaves, unsigned depth) {
  if (leaves.empty()) return {};
  if (leaves.size() == 1) return {HeadNode::Kind::kLeaf, head_leaf_hash(leaves.front())};
  const std::size_t ones = split(leaves, depth);
  return join(head_subtree(leaves.first(ones), depth + 1),
              head_subtree(leaves.subspan(ones), depth + 1));
}

bool proves_head(const Hash& root, const StreamToken& stream, const HeadProof& proof) {
  if (proof.siblings.size() > kKeyBits) return false;
  // A leaf beside nothing would stand higher: of each map there is one proof.
  if (!proof.siblings.empty() && proof.siblings.back() == Hash{}) return false;
  const Hash key = head_key(stream);
  Hash hash;  // zeros: nothing is there
  if (proof.head.version != Version()) {
    if (proof.other) return false;
    hash = head_leaf_hash({key, proof.head});
  } else if (proof.head.chain != Hash{}) {
    return false;
  } else if (proof.other) {
    // The leaf must stand on the key's own way, and be another one's.
    if (proof.other->key == key) return false;
    for (unsigned depth = 0; depth < proof.siblings.size(); ++depth) {
      if (bit(proof.other->key, depth) != bit(key, depth)) return false;
    }
    hash = head_leaf_hash(*proof.other);
  }
  for (std::size_t depth = proof.siblings.size(); depth-- > 0;) {
    const Hash& sibling = proof.siblings[depth];
    hash = bit(key, static_cast<unsigned>(depth)) ? node_hash(sibling, hash)
                                                  : node_hash(hash, sibling);
  }
  return hash == root;
}

void HeadTree::set(std::span<const Bucket> buckets) {
  std::vector<std::size_t> changed;
  changed.reserve(buckets.size());
  for (const Bucket& bucket : buckets) {
    nodes_[kBuckets + bucket.number] = bucket.node;
    changed.push_back(kBuckets + bucket.number);
  }
  // A level at a time, each parent once: they are in order, so equal ones are neighbours.
  while (!changed.empty() && changed.front() > 1) {
    for (std::size_t& at : changed) at /= 2;
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    for (const std::size_t at : changed) nodes_[at] = join(nodes_[2 * at], nodes_[2 * at + 1]);
  }
}

namespace {

// From a bucket down to where the key is alone, or would be: adds what stands beside, and gives what is
// left of the bucket's leaves.
std::span<const HeadLeaf> go_down(const Hash& key, std::span<const HeadLeaf> leaves,
                                  std::vector<Hash>& siblings) {
  for (unsigned depth = HeadTree::kBucketBits; leaves.size() > 1; ++depth) {
    const std::size_t ones = split(leaves, depth);
    const auto zeros_part = leaves.first(ones);
    const auto ones_part = leaves.subspan(ones);
    const bool goes_right = bit(key, depth);
    siblings.push_back(head_subtree(goes_right ? zeros_part : ones_part, depth + 1).hash);
    leaves = goes_right ? ones_part : zeros_part;
  }
  return leaves;
}

}  // namespace

std::optional<HeadProof> HeadTree::prove(const Hash& key, std::span<const HeadLeaf> leaves) const {
  const auto at =
      std::lower_bound(leaves.begin(), leaves.end(), key,
                       [](const HeadLeaf& leaf, const Hash& wanted) { return leaf.key < wanted; });
  if (at == leaves.end() || at->key != key) return std::nullopt;
  HeadProof proof{at->head, {}};
  // Down to where the key is alone.
  std::size_t node = 1;
  for (unsigned depth = 0; depth < kBucketBits; ++depth) {
    if (nodes_[node].kind == HeadNode::Kind::kLeaf) return proof;
    const std::size_t child = 2 * node + (bit(key, depth) ? 1 : 0);
    proof.siblings.push_back(nodes_[child ^ 1].hash);
    node = child;
  }
  go_down(key, leaves, proof.siblings);
  return proof;
}

std::optional<HeadProof> HeadTree::prove_absence(
    const Hash& key, std::span<const HeadLeaf> leaves,
    const std::function<std::optional<HeadLeaf>(std::uint32_t bucket)>& leaf_of) const {
  HeadProof proof;
  std::size_t node = 1;
  for (unsigned depth = 0; depth < kBucketBits; ++depth) {
    if (nodes_[node].kind == HeadNode::Kind::kEmpty) return proof;
    if (nodes_[node].kind == HeadNode::Kind::kLeaf) {
      // Down to the bucket that it is of: a leaf stands beside nothing.
      while (node < kBuckets) {
        node = 2 * node + (nodes_[2 * node].kind == HeadNode::Kind::kEmpty ? 1 : 0);
      }
      proof.other = leaf_of(static_cast<std::uint32_t>(node - kBuckets));
      if (!proof.other || proof.other->key == key) return std::nullopt;
      return proof;
    }
    const std::size_t child = 2 * node + (bit(key, depth) ? 1 : 0);
    proof.siblings.push_back(nodes_[child ^ 1].hash);
    node = child;
  }
  leaves = go_down(key, leaves, proof.siblings);
  if (leaves.empty()) return proof;
  if (leaves.front().key == key) return std::nullopt;
  proof.other = leaves.front();
  return proof;
}

}  // namespace dangol
