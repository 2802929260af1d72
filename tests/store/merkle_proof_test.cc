// Proofs as texts: given the published example or one of our own, then the same text again, and a
// sentence that names the line for anything else.
#include "store/merkle_proof.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/hash.h"
#include "store/merkle_note.h"
#include "store/proof_limits.h"

namespace dangol {
namespace {

using testing::HasSubstr;

// The example of C2SP tlog-proof; its extra data is not of whole base64, so another stands here.
constexpr const char* kPublished =
    "c2sp.org/tlog-proof@v1\n"
    "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\n"
    "index 73894\n"
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
    "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
    "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n"
    "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
    "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n"
    "\n"
    "example.com/fancylog\n"
    "109482\n"
    "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
    "\n"
    "\u2014 example.com/fancylog hI2DJw==\n";

TEST(InclusionProof, ThePublishedExampleIsRead) {
  const auto proof = InclusionProof::parse(kPublished);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof.value().index, 73'894U);
  EXPECT_EQ(proof.value().extra, "age-v1.2.1-darwin-arm64.tar.gz");
  EXPECT_EQ(proof.value().hashes.size(), 5U);
  EXPECT_THAT(proof.value().checkpoint, testing::StartsWith("example.com/fancylog\n109482\n"));
  EXPECT_EQ(proof.value().text(), kPublished);
}

TEST(InclusionProof, WithoutExtraDataTheLineIsLeftOut) {
  const InclusionProof proof{{}, 0, {}, "checkpoint\n"};
  EXPECT_EQ(proof.text(), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
  EXPECT_EQ(InclusionProof::parse(proof.text()).value().index, 0U);
}

std::string refusal(const std::string& text) {
  const auto proof = InclusionProof::parse(text);
  return proof.ok() ? "taken" : proof.error().message;
}

TEST(InclusionProof, WhatIsNoProofIsRefusedByLine) {
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  EXPECT_THAT(refusal(""), HasSubstr("does not begin"));
  EXPECT_THAT(refusal("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n"), HasSubstr("does not begin"));
  EXPECT_THAT(refusal(head + "extra !\nindex 0\n\nx\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal(head + "index 00\n\nx\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal(head + "index -1\n\nx\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal(head + "index 18446744073709551616\n\nx\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal(head + "extra QQ==\nQQ==\n\nx\n"), HasSubstr("line 3"));
  EXPECT_THAT(refusal(head + "index 0\nQQ==\n\nx\n"), HasSubstr("line 3"));
  EXPECT_THAT(refusal(head + "index 0\n"), HasSubstr("ends before"));
  EXPECT_THAT(refusal(head + "index 0\n\n"), HasSubstr("no checkpoint"));
}

TEST(InclusionProof, MoreThanSixtyThreeHashesAreRefused) {
  InclusionProof proof{{}, 0, std::vector<Hash>(kMaxProofHashes, sha256("x")), "checkpoint\n"};
  EXPECT_TRUE(InclusionProof::parse(proof.text()).ok());
  proof.hashes.push_back(Hash{});
  EXPECT_THAT(refusal(proof.text()), HasSubstr("too many"));
}

TEST(InclusionProof, ExtraDataAndTheWholeAreBounded) {
  InclusionProof proof{std::string(kMaxProofExtraBytes, 'x'), 0, {}, "checkpoint\n"};
  EXPECT_TRUE(InclusionProof::parse(proof.text()).ok());
  proof.extra += 'x';
  EXPECT_THAT(refusal(proof.text()), HasSubstr("too much extra"));
  proof.extra.clear();
  proof.checkpoint = std::string(kMaxProofBytes, 'x');
  EXPECT_THAT(refusal(proof.text()), HasSubstr("too long"));
}

TEST(ConsistencyProof, IsTheBodyThatWitnessesTake) {
  const ConsistencyProof proof{20'852'014, {sha256("a"), sha256("b")}, "checkpoint\n"};
  EXPECT_EQ(proof.text(), "old 20852014\n" + to_base64(sha256("a").view()) + "\n" +
                              to_base64(sha256("b").view()) + "\n\ncheckpoint\n");
  const auto again = ConsistencyProof::parse(proof.text());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().old_size, proof.old_size);
  EXPECT_EQ(again.value().hashes, proof.hashes);
  EXPECT_EQ(again.value().checkpoint, proof.checkpoint);
}

TEST(ConsistencyProof, WhatIsNoProofIsRefused) {
  for (const char* text : {"", "old\n\nx\n", "old 01\n\nx\n", "old 1 \n\nx\n", "old 1\nx\n\nx\n",
                           "old 1\n", "old 1\n\n", "new 1\n\nx\n"}) {
    EXPECT_FALSE(ConsistencyProof::parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace dangol
