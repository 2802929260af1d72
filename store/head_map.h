// The map of heads: for every stream the version and chain of its last record, under one hash. With it a
// person's records can be proved to be all that there are up to a size of the log.
//
// It is a Merkle prefix tree, as in CONIKS (Melara et al., USENIX Security 2015) and in the IETF's
// keytrans protocol (draft-ietf-keytrans-protocol): a key's bits are its path from the root, most
// significant first, and a leaf stands where nothing else has its prefix. So the root depends on what the
// map holds and not on how it came there, and whoever has the log's entries recomputes it.
//
//   key(stream)    := SHA-256("dangol head v1" | token:16)
//   leaf           := SHA-256(0x00 | key:32 | version:8 | chain:32)     version big-endian
//   node           := SHA-256(0x01 | left:32 | right:32)
//   hash of (keys) := 32 zero bytes for none; the leaf for one; else the node of those whose next bit is
//                     0 and those whose next bit is 1
//
// Pure: what is kept of it, and where, is somebody else's business. Do not change: the root is in records
// that are signed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "events/ids.h"

namespace dangol {

// What `heads.recorded` calls the form above.
inline constexpr std::uint16_t kHeadMapFormat = 1;

// Where a stream ends.
struct Head {
  Version version;
  Hash chain;
  auto operator<=>(const Head&) const = default;
};

struct HeadLeaf {
  Hash key;
  Head head;
};

Hash head_key(const StreamToken& stream);
Hash head_leaf_hash(const HeadLeaf& leaf);

// A place in the tree. That a leaf stands as high as it can is why its kind has to be known.
struct HeadNode {
  enum class Kind : std::uint8_t { kEmpty, kLeaf, kInner };
  Kind kind = Kind::kEmpty;
  Hash hash;  // zeros when empty
  bool operator==(const HeadNode&) const = default;
};

HeadNode join(const HeadNode& left, const HeadNode& right);
// Of leaves that share their first `depth` bits. REQUIRES: ascending by key, no key twice.
HeadNode head_subtree(std::span<const HeadLeaf> leaves, unsigned depth);

// That a key has this value: the siblings on its way, the root's child first. A head of version 0 says that
// the key is not in the map: its way ends where nothing is, or at the leaf of another key.
struct HeadProof {
  Head head;
  std::vector<Hash> siblings;
  std::optional<HeadLeaf> other =
      {};  // of version 0: the leaf at the way's end; nullopt: nothing is
};
// Never fails on any input. Version 0 proves that the stream has no record in the map.
bool proves_head(const Hash& root, const StreamToken& stream, const HeadProof& proof);

// The upper part of the tree: what it is made of are the subtrees of all keys with equal first sixteen
// bits, the buckets. A value; 4 MiB. One thread.
class HeadTree {
 public:
  static constexpr unsigned kBucketBits = 16;
  static constexpr std::uint32_t kBuckets = 1U << kBucketBits;
  static std::uint32_t bucket_of(const Hash& key) {
    return static_cast<std::uint32_t>(key.bytes[0]) << 8 | key.bytes[1];
  }

  HeadTree() : nodes_(std::size_t{2} * kBuckets) {}

  struct Bucket {
    std::uint32_t number = 0;
    HeadNode node;
  };
  // Costs a hash for every node above what changed. REQUIRES: ascending by number.
  void set(std::span<const Bucket> buckets);
  const HeadNode& bucket(std::uint32_t number) const { return nodes_[kBuckets + number]; }
  const Hash& root() const { return nodes_[1].hash; }

  // `leaves`: all of the key's bucket, ascending. nullopt: the key is not among them.
  std::optional<HeadProof> prove(const Hash& key, std::span<const HeadLeaf> leaves) const;
  // That the key is not in the map; nullopt: it is. `leaf_of` gives the one leaf of a bucket.
  std::optional<HeadProof> prove_absence(
      const Hash& key, std::span<const HeadLeaf> leaves,
      const std::function<std::optional<HeadLeaf>(std::uint32_t bucket)>& leaf_of) const;

 private:
  std::vector<HeadNode> nodes_;  // node n has the children 2n and 2n + 1; 1 is the root
};

}  // namespace dangol
