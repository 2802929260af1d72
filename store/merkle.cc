#include "store/merkle.h"

#include <bit>
#include <cstring>

#include "events/hash.h"

namespace dangol {

namespace {

constexpr std::string_view kNodePrefix{"\x01", 1};

Error usage(const char* message) { return {ErrorCode::kUsage, message}; }

// The largest power of two below `size`. REQUIRES: size > 1.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

// The root over the leaves [first, first + count): a node, or built of several. REQUIRES: count > 0,
// and first is a multiple of the power of two that covers count.
Result<Hash> range_root(std::uint64_t first, std::uint64_t count, const ReadNode& read) {
  if (std::has_single_bit(count)) {
    const auto level = static_cast<std::uint8_t>(std::countr_zero(count));
    return read({level, first >> level});
  }
  const std::uint64_t left_count = split(count);
  Result<Hash> left = range_root(first, left_count, read);
  if (!left.ok()) return left;
  Result<Hash> right = range_root(first + left_count, count - left_count, read);
  if (!right.ok()) return right;
  return node_hash(left.value(), right.value());
}

}  // namespace

Hash node_hash(const Hash& left, const Hash& right) {
  return sha256({kNodePrefix, left.view(), right.view()});
}

Hash subtree_root(std::string_view hashes) {
  std::vector<Hash> level;
  level.reserve(hashes.size() / sizeof(Hash::bytes));
  for (; !hashes.empty(); hashes.remove_prefix(sizeof(Hash::bytes))) {
    level.push_back(Hash::from(hashes.substr(0, sizeof(Hash::bytes))));
  }
  for (; level.size() > 1; level.resize(level.size() / 2)) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    }
  }
  return level.front();
}

Result<MerkleEdge> MerkleEdge::decode(std::uint64_t size, std::string_view bytes) {
  const auto count = static_cast<std::size_t>(std::popcount(size));
  if (bytes.size() != count * sizeof(Hash::bytes)) {
    return Error{ErrorCode::kCorrupt, "the edge does not fit the tree's size"};
  }
  MerkleEdge edge;
  edge.size_ = size;
  for (std::size_t i = 0; i < count; ++i) {
    edge.subtrees_.push_back(Hash::from(bytes.substr(i * 32, 32)));
  }
  return edge;
}

std::string MerkleEdge::encode() const {
  std::string bytes;
  bytes.reserve(subtrees_.size() * 32);
  for (const Hash& hash : subtrees_) bytes += hash.view();
  return bytes;
}

void MerkleEdge::add(const Hash& leaf,
                     const std::function<void(MerkleNode, const Hash&)>& complete) {
  MerkleNode node{0, size_};
  Hash hash = leaf;
  if (complete) complete(node, hash);
  // Two subtrees of one size become one of the next, as digits are carried.
  for (std::uint64_t carried = size_; (carried & 1) != 0; carried >>= 1) {
    hash = node_hash(subtrees_.back(), hash);
    subtrees_.pop_back();
    node = {static_cast<std::uint8_t>(node.level + 1), node.index >> 1};
    if (complete) complete(node, hash);
  }
  subtrees_.push_back(hash);
  ++size_;
}

Hash MerkleEdge::root() const {
  if (subtrees_.empty()) return sha256("");
  Hash root = subtrees_.back();
  for (std::size_t i = subtrees_.size() - 1; i > 0; --i) root = node_hash(subtrees_[i - 1], root);
  return root;
}

Result<Hash> tree_root(std::uint64_t size, const ReadNode& read) {
  if (size == 0) return MerkleEdge().root();
  return range_root(0, size, read);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const ReadNode& read) {
  if (index >= size) return usage("the leaf is not in a tree of that size");
  std::vector<Hash> from_root;
  std::uint64_t first = 0;
  for (std::uint64_t count = size; count > 1;) {
    const std::uint64_t left = split(count);
    const bool goes_left = index < first + left;
    Result<Hash> other =
        goes_left ? range_root(first + left, count - left, read) : range_root(first, left, read);
    if (!other.ok()) return other.error();
    from_root.push_back(other.value());
    if (!goes_left) first += left;
    count = goes_left ? left : count - left;
  }
  return std::vector<Hash>(from_root.rbegin(), from_root.rend());
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                            const ReadNode& read) {
  if (old_size == 0 || old_size > size)
    return usage("the earlier tree must not be empty or larger");
  std::vector<Hash> from_root;
  std::uint64_t first = 0;
  std::uint64_t known = old_size;  // leaves of the earlier tree in what is looked at
  bool whole = true;               // all that is looked at was the earlier tree's from its start
  std::uint64_t count = size;
  while (known != count) {
    const std::uint64_t left = split(count);
    if (known <= left) {
      Result<Hash> right = range_root(first + left, count - left, read);
      if (!right.ok()) return right.error();
      from_root.push_back(right.value());
      count = left;
    } else {
      Result<Hash> done = range_root(first, left, read);
      if (!done.ok()) return done.error();
      from_root.push_back(done.value());
      first += left;
      known -= left;
      count -= left;
      whole = false;
    }
  }
  if (!whole) {
    Result<Hash> rest = range_root(first, count, read);
    if (!rest.ok()) return rest.error();
    from_root.push_back(rest.value());
  }
  return std::vector<Hash>(from_root.rbegin(), from_root.rend());
}

bool proves_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& other : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(other, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool proves_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                        const Hash& root, const std::vector<Hash>& proof) {
  if (old_size == 0 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  std::vector<Hash> hashes = proof;
  // A tree of a power of two is a node of the later one, and the proof leaves it out.
  if (std::has_single_bit(old_size)) hashes.insert(hashes.begin(), old_root);
  if (hashes.empty()) return false;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  Hash earlier = hashes.front();
  Hash later = hashes.front();
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      earlier = node_hash(hashes[i], earlier);
      later = node_hash(hashes[i], later);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      later = node_hash(later, hashes[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && earlier == old_root && later == root;
}

}  // namespace dangol
