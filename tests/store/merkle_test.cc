// The tree against the published test vectors of certificate transparency, and its proofs against
// every pair of sizes.
#include "store/merkle.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/hash.h"
#include "tests/support/hex.h"

namespace dangol {
namespace {

Hash leaf_of(std::string_view entry) { return sha256({std::string_view("\0", 1), entry}); }

// A tree that remembers every node.
struct Grown {
  explicit Grown(std::uint64_t size) {
    roots.push_back(edge.root());
    for (std::uint64_t i = 0; i < size; ++i) {
      leaves.push_back(leaf_of("entry " + std::to_string(i)));
      edge.add(leaves.back(), [this](MerkleNode node, const Hash& hash) { nodes[node] = hash; });
      roots.push_back(edge.root());
    }
  }
  ReadNode read() {
    return [this](MerkleNode node) -> Result<Hash> {
      const auto found = nodes.find(node);
      if (found == nodes.end()) return Error{ErrorCode::kNotFound, "no such node"};
      return found->second;
    };
  }
  MerkleEdge edge;
  std::vector<Hash> leaves;
  std::vector<Hash> roots;  // by size
  std::map<MerkleNode, Hash> nodes;
};

TEST(Merkle, RootsAreThoseOfThePublishedVectors) {
  const std::vector<std::string> entries = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleEdge edge;
  EXPECT_EQ(to_hex(edge.root().view()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    edge.add(leaf_of(test::from_hex(entries[i])));
    EXPECT_EQ(to_hex(edge.root().view()), roots[i]) << "of " << i + 1 << " leaves";
  }
}

TEST(Merkle, AnEdgeGoesOnWhereItsBytesEnd) {
  Grown grown(40);
  for (std::uint64_t size = 0; size <= 40; ++size) {
    Grown before(size);
    auto edge = MerkleEdge::decode(size, before.edge.encode());
    ASSERT_TRUE(edge.ok());
    for (std::uint64_t i = size; i < 40; ++i) edge.value().add(grown.leaves[i]);
    EXPECT_EQ(edge.value().root(), grown.edge.root());
  }
  EXPECT_FALSE(MerkleEdge::decode(3, std::string(32, 'x')).ok());
  EXPECT_FALSE(MerkleEdge::decode(3, std::string(65, 'x')).ok());
}

TEST(Merkle, EveryLeafOfEveryTreeIsProvedToBeIn) {
  Grown grown(40);
  for (std::uint64_t size = 1; size <= 40; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      auto proof = inclusion_proof(index, size, grown.read());
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(
          proves_inclusion(grown.leaves[index], index, size, proof.value(), grown.roots[size]));
      // Another leaf, another place, another root, a hash too few or changed: no proof.
      EXPECT_FALSE(
          proves_inclusion(leaf_of("other"), index, size, proof.value(), grown.roots[size]));
      EXPECT_FALSE(
          proves_inclusion(grown.leaves[index], index, size, proof.value(), grown.roots[size - 1]));
      if (size > 1) {
        EXPECT_FALSE(proves_inclusion(grown.leaves[index], (index + 1) % size, size, proof.value(),
                                      grown.roots[size]));
        auto shorter = proof.value();
        shorter.pop_back();
        EXPECT_FALSE(
            proves_inclusion(grown.leaves[index], index, size, shorter, grown.roots[size]));
        auto longer = proof.value();
        longer.push_back(longer.back());
        EXPECT_FALSE(proves_inclusion(grown.leaves[index], index, size, longer, grown.roots[size]));
      }
    }
  }
  EXPECT_EQ(inclusion_proof(5, 5, grown.read()).error().code, ErrorCode::kUsage);
}

TEST(Merkle, EveryTreeIsProvedToBeginWithEveryEarlierOne) {
  Grown grown(40);
  for (std::uint64_t size = 1; size <= 40; ++size) {
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      auto proof = consistency_proof(old_size, size, grown.read());
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(proves_consistency(old_size, grown.roots[old_size], size, grown.roots[size],
                                     proof.value()))
          << old_size << " in " << size;
      EXPECT_FALSE(
          proves_consistency(old_size, leaf_of("other"), size, grown.roots[size], proof.value()));
      EXPECT_FALSE(proves_consistency(old_size, grown.roots[old_size], size, leaf_of("other"),
                                      proof.value()));
      for (std::size_t i = 0; i < proof.value().size(); ++i) {
        auto changed = proof.value();
        changed[i].bytes[7] ^= 1;
        EXPECT_FALSE(
            proves_consistency(old_size, grown.roots[old_size], size, grown.roots[size], changed));
      }
    }
  }
  EXPECT_EQ(consistency_proof(0, 5, grown.read()).error().code, ErrorCode::kUsage);
  EXPECT_EQ(consistency_proof(6, 5, grown.read()).error().code, ErrorCode::kUsage);
}

TEST(Merkle, AProofReadsAsManyNodesAsTheTreeIsHigh) {
  Grown grown(40);
  std::size_t reads = 0;
  const ReadNode counting = [&](MerkleNode node) {
    ++reads;
    return grown.read()(node);
  };
  ASSERT_TRUE(inclusion_proof(0, 40, counting).ok());
  EXPECT_LE(reads, 7u);
}

}  // namespace
}  // namespace dangol
