#include "store/head_map.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "events/hash.h"
#include "store/merkle.h"

namespace dangol {
namespace {

StreamToken token(std::uint32_t number) {
  return StreamToken::from(sha256("stream " + std::to_string(number)).view().substr(0, 16));
}
Head head(std::uint32_t number) {
  return {Version(number % 5 + 1), sha256("chain " + std::to_string(number))};
}

// A map as the specification says it, and nothing kept.
struct Written {
  std::vector<HeadLeaf> leaves;  // ascending

  void put(const StreamToken& stream, const Head& at) {
    const HeadLeaf leaf{head_key(stream), at};
    auto place = std::lower_bound(leaves.begin(), leaves.end(), leaf.key,
                                  [](const HeadLeaf& l, const Hash& key) { return l.key < key; });
    if (place != leaves.end() && place->key == leaf.key)
      *place = leaf;
    else
      leaves.insert(place, leaf);
  }
  std::vector<HeadLeaf> bucket(std::uint32_t number) const {
    std::vector<HeadLeaf> some;
    for (const HeadLeaf& leaf : leaves) {
      if (HeadTree::bucket_of(leaf.key) == number) some.push_back(leaf);
    }
    return some;
  }
  HeadTree tree() const {
    std::vector<HeadTree::Bucket> buckets;
    for (const HeadLeaf& leaf : leaves) {
      const std::uint32_t number = HeadTree::bucket_of(leaf.key);
      if (!buckets.empty() && buckets.back().number == number) continue;
      buckets.push_back({number, head_subtree(bucket(number), HeadTree::kBucketBits)});
    }
    HeadTree tree;
    tree.set(buckets);
    return tree;
  }
  Hash root() const { return head_subtree(leaves, 0).hash; }
};

Written map_of(std::uint32_t streams) {
  Written map;
  for (std::uint32_t n = 0; n < streams; ++n) map.put(token(n), head(n));
  return map;
}

TEST(HeadMap, OfNothingIsZeros) {
  EXPECT_EQ(HeadTree().root(), Hash{});
  EXPECT_EQ(head_subtree({}, 0).hash, Hash{});
}

TEST(HeadMap, OfOneStreamIsItsLeaf) {
  const Written map = map_of(1);
  EXPECT_EQ(map.tree().root(), head_leaf_hash(map.leaves[0]));
  EXPECT_EQ(map.root(), head_leaf_hash(map.leaves[0]));
}

// Whoever changes these makes every proof that was given out worthless.
TEST(HeadMap, BytesAreFixed) {
  EXPECT_EQ(to_hex(head_key(StreamToken{}).view()),
            "ee6c8c6f1a6e4d8caf1fe4f44d1095eab8c3e03d2f50a44bf25eca4f03baa0ee");
  EXPECT_EQ(to_hex(map_of(3).root().view()),
            "c9c44366d322b942dff3a53c7bee86b57be3e7f6ca2a1434531cd7bc2128b83f");
}

TEST(HeadMap, TreeOverBucketsIsTheOneOfTheSpecification) {
  for (const std::uint32_t streams : {2U, 3U, 17U, 500U, 3000U}) {
    const Written map = map_of(streams);
    EXPECT_EQ(map.tree().root(), map.root()) << streams;
  }
}

TEST(HeadMap, KnowsNotHowItCameToBe) {
  const Written map = map_of(400);
  std::vector<std::uint32_t> order(400);
  for (std::uint32_t n = 0; n < 400; ++n) order[n] = n;
  std::shuffle(order.begin(), order.end(), std::mt19937(7));
  Written other;
  HeadTree tree;
  for (const std::uint32_t n : order) {
    other.put(token(n), {Version(9), Hash{}});  // not the last yet
    other.put(token(n), head(n));
    const std::uint32_t number = HeadTree::bucket_of(head_key(token(n)));
    const HeadTree::Bucket bucket{number,
                                  head_subtree(other.bucket(number), HeadTree::kBucketBits)};
    tree.set({&bucket, 1});
  }
  EXPECT_EQ(tree.root(), map.tree().root());
}

class HeadProofs : public testing::TestWithParam<std::uint32_t> {};

TEST_P(HeadProofs, HoldForEveryStreamAndForNothingElse) {
  const Written map = map_of(GetParam());
  const HeadTree tree = map.tree();
  for (std::uint32_t n = 0; n < GetParam(); n += std::max(1U, GetParam() / 50)) {
    const Hash key = head_key(token(n));
    const auto leaves = map.bucket(HeadTree::bucket_of(key));
    const auto proof = tree.prove(key, leaves);
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->head, head(n));
    EXPECT_TRUE(proves_head(tree.root(), token(n), *proof));

    EXPECT_FALSE(proves_head(tree.root(), token(n + 1), *proof)) << "another stream";
    HeadProof earlier = *proof;
    earlier.head.version = Version(earlier.head.version.value() + 1);
    EXPECT_FALSE(proves_head(tree.root(), token(n), earlier));
    HeadProof changed = *proof;
    changed.head.chain.bytes[31] ^= 1;
    EXPECT_FALSE(proves_head(tree.root(), token(n), changed));
    HeadProof longer = *proof;
    longer.siblings.push_back(Hash{});
    EXPECT_FALSE(proves_head(tree.root(), token(n), longer));
    if (proof->siblings.empty()) continue;
    HeadProof shorter = *proof;
    shorter.siblings.pop_back();
    EXPECT_FALSE(proves_head(tree.root(), token(n), shorter));
    HeadProof turned = *proof;
    turned.siblings.front().bytes[0] ^= 1;
    EXPECT_FALSE(proves_head(tree.root(), token(n), turned));
  }
  EXPECT_FALSE(tree.prove(head_key(token(999'999)), map.leaves));
}

std::optional<HeadProof> absence(const Written& map, const HeadTree& tree,
                                 const StreamToken& stream) {
  const Hash key = head_key(stream);
  return tree.prove_absence(key, map.bucket(HeadTree::bucket_of(key)), [&](std::uint32_t number) {
    const auto leaves = map.bucket(number);
    EXPECT_EQ(leaves.size(), 1U);
    return std::optional(leaves.front());
  });
}

TEST_P(HeadProofs, OfAbsenceHoldForWhoIsNotThereAndForNobodyElse) {
  const Written map = map_of(GetParam());
  const HeadTree tree = map.tree();
  std::size_t at_nothing = 0, at_another = 0;
  for (std::uint32_t n = 0; n < 200; ++n) {
    const StreamToken stranger = token(1'000'000 + n);
    const auto proof = absence(map, tree, stranger);
    ASSERT_TRUE(proof);
    EXPECT_TRUE(proves_head(tree.root(), stranger, *proof));
    ++(proof->other ? at_another : at_nothing);
    // No proof of absence says anything of who is there.
    for (std::uint32_t there = 0; there < std::min(GetParam(), 40U); ++there) {
      EXPECT_FALSE(proves_head(tree.root(), token(there), *proof));
    }
    HeadProof changed = *proof;
    if (changed.other) {
      changed.other->head.version = changed.other->head.version.next();
    } else {
      changed.siblings.front().bytes[3] ^= 1;
    }
    EXPECT_FALSE(proves_head(tree.root(), stranger, changed));
    HeadProof emptier = *proof;
    if (emptier.other) {
      emptier.other.reset();
      EXPECT_FALSE(proves_head(tree.root(), stranger, emptier));
    }
    HeadProof deeper = *proof;
    deeper.siblings.push_back(sha256("x"));
    EXPECT_FALSE(proves_head(tree.root(), stranger, deeper));
    HeadProof with_chain = *proof;
    with_chain.head.chain.bytes[0] = 1;
    EXPECT_FALSE(proves_head(tree.root(), stranger, with_chain));
  }
  EXPECT_GT(at_another, 0U);
  EXPECT_TRUE(at_nothing > 0 || GetParam() < 40) << "few leaves fill all ways";
  for (std::uint32_t n = 0; n < std::min(GetParam(), 40U); ++n) {
    EXPECT_FALSE(absence(map, tree, token(n))) << "it is there";
    // The leaf that stands there, called another's.
    HeadProof lie =
        *tree.prove(head_key(token(n)), map.bucket(HeadTree::bucket_of(head_key(token(n)))));
    lie.other = HeadLeaf{head_key(token(n)), lie.head};
    lie.head = {};
    EXPECT_FALSE(proves_head(tree.root(), token(n), lie));
  }
}

TEST(HeadMap, OfNothingHasNobody) {
  const auto proof = absence({}, HeadTree(), token(1));
  ASSERT_TRUE(proof);
  EXPECT_TRUE(proves_head(Hash{}, token(1), *proof));
  EXPECT_FALSE(proves_head(map_of(1).root(), token(1), *proof));
}

INSTANTIATE_TEST_SUITE_P(Sizes, HeadProofs, testing::Values(1, 2, 3, 40, 2500));

// Two keys that share more than a bucket's bits: the way goes on below.
TEST(HeadMap, StreamsOfOneBucketAreToldApartBelowIt) {
  std::vector<HeadLeaf> leaves(3);
  leaves[1].key.bytes[2] = 0x01;
  leaves[2].key.bytes[2] = 0x80;
  const HeadNode zeros = head_subtree(std::span(leaves).first(2), 17);
  EXPECT_EQ(head_subtree(leaves, 16).hash, node_hash(zeros.hash, head_leaf_hash(leaves[2])));
  // Six more bits are equal: each is a node beside nothing.
  Hash deep = node_hash(head_leaf_hash(leaves[0]), head_leaf_hash(leaves[1]));
  for (int depth = 0; depth < 6; ++depth) deep = node_hash(deep, Hash{});
  EXPECT_EQ(zeros.hash, deep);
}

TEST(HeadMap, TakesNoProofOfMoreSiblingsThanAKeyHasBits) {
  HeadProof proof;
  proof.siblings.resize(257, sha256("x"));
  EXPECT_FALSE(proves_head(Hash{}, token(1), proof));
}

}  // namespace
}  // namespace dangol
