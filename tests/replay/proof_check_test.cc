// Proofs checked by whoever has only the text and what is known from outside.
#include "replay/proof_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_log.h"
#include "store/tile_tree.h"
#include "tests/support/grown_log.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;
constexpr PartitionId kPartition{0};

class ProofCheckTest : public testing::Test {
 protected:
  std::string note(std::uint64_t size, const NoteSigner& by) const {
    const std::string text = Checkpoint{"example.com/log", size, grown.roots.at(size)}.text();
    return text + "\n" + by.sign(text);
  }
  std::string note(std::uint64_t size) const { return note(size, signer); }
  ReadNode nodes(std::uint64_t size) const {
    return nodes_of_tiles(tiles_of(log, kPartition, LogTree::at(log, kPartition, size).value()),
                          size);
  }
  std::string entry(std::uint64_t at) const {
    return log.get(kPartition, {Position(at)}, ReadWords::kNo).value()[0].entry;
  }
  InclusionProof inclusion(std::uint64_t at, std::uint64_t size) const {
    return {entry(at), at, inclusion_proof(at, size, nodes(size)).value(), note(size)};
  }
  ConsistencyProof consistency(std::uint64_t old, std::uint64_t size) const {
    return {old, consistency_proof(old, size, nodes(size)).value(), note(size)};
  }
  const LogTrust& trust() const { return trust_; }

  MemoryLog log;
  GrownLog grown{log, 7};
  SeededEntropy entropy{5};
  const NoteSigner signer =
      NoteSigner::make("example.com/log", NoteKeyType::kNote, entropy).value();
  const NoteSigner stranger =
      NoteSigner::make("example.com/log", NoteKeyType::kNote, entropy).value();
  const LogTrust trust_{"example.com/log", {signer.verifier()}, std::nullopt};
};

TEST_F(ProofCheckTest, AnEntryIsInTheLog) {
  for (const std::uint64_t at : {0, 255, 256, 599}) {
    const auto checked = check_inclusion(inclusion(at, 600).text(), trust());
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    EXPECT_EQ(checked.value().position, Position(at));
    EXPECT_EQ(encode_entry(checked.value().entry), entry(at));
    EXPECT_EQ(checked.value().checkpoint.checkpoint.size, 600U);
  }
}

TEST_F(ProofCheckTest, NoByteOfAProofCanChange) {
  for (const std::string& text : {inclusion(300, 700).text(), consistency(300, 700).text()}) {
    const auto holds = [&](const std::string& bytes) {
      return text.starts_with("old ") ? check_consistency(bytes, note(300), trust()).ok()
                                      : check_inclusion(bytes, trust()).ok();
    };
    ASSERT_TRUE(holds(text));
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      EXPECT_FALSE(holds(changed)) << "byte " << at << " of " << text;
    }
  }
}

TEST_F(ProofCheckTest, AnotherPlaceAnotherEntryOrAnotherKeyIsRefused) {
  InclusionProof proof = inclusion(300, 700);
  proof.index = 301;
  EXPECT_THAT(check_inclusion(proof.text(), trust()).error().message, HasSubstr("do not lead"));
  proof = inclusion(300, 700);
  proof.extra = entry(301);
  EXPECT_THAT(check_inclusion(proof.text(), trust()).error().message, HasSubstr("do not lead"));
  proof.extra.clear();
  EXPECT_THAT(check_inclusion(proof.text(), trust()).error().message, HasSubstr("no entry"));
  proof = inclusion(300, 700);
  proof.checkpoint = note(700, stranger);
  EXPECT_THAT(check_inclusion(proof.text(), trust()).error().message, HasSubstr("not signed"));
}

TEST_F(ProofCheckTest, ALogGoesOnFromAnOlderOne) {
  for (const std::uint64_t old : {100, 500, 700}) {
    const auto checked = check_consistency(consistency(old, 700).text(), note(old), trust());
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    EXPECT_EQ(checked.value().older.checkpoint.size, old);
    EXPECT_EQ(checked.value().newer.checkpoint.size, 700U);
  }
}

TEST_F(ProofCheckTest, TwoHistoriesAreToldApart) {
  MemoryLog other;
  const GrownLog others(other, 3, {}, 1);
  const std::string text = Checkpoint{"example.com/log", 300, others.roots.at(300)}.text();
  const auto checked =
      check_consistency(consistency(300, 700).text(), text + "\n" + signer.sign(text), trust());
  EXPECT_THAT(checked.error().message, HasSubstr("two histories"));
  EXPECT_THAT(check_consistency(consistency(300, 700).text(), note(200), trust()).error().message,
              HasSubstr("of 300 records, the checkpoint of 200"));
  EXPECT_THAT(
      check_consistency(consistency(300, 700).text(), note(300, stranger), trust()).error().message,
      HasSubstr("the older checkpoint"));
}

}  // namespace
}  // namespace dangol::test
