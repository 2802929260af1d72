// Signed notes and checkpoints, against the published examples of others and against forgery.
#include "store/merkle_note.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/sealing_seams.h"
#include "store/proof_limits.h"
#include "tests/support/seeded_entropy.h"

namespace dangol {
namespace {

using testing::HasSubstr;

// The example of golang.org/x/mod/sumdb/note.
constexpr const char* kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kPetersSecret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr const char* kPetersLine =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(SignedNote, ThePublishedExampleHolds) {
  const NoteVerifier peter = NoteVerifier::parse(kPeter).value();
  EXPECT_EQ(peter.text(), kPeter);
  const auto note = SignedNote::parse(std::string(kText) + "\n" + kPetersLine);
  ASSERT_TRUE(note.ok()) << note.error().message;
  EXPECT_EQ(note.value().text, kText);
  EXPECT_TRUE(verify(note.value(), peter).ok());
}

TEST(SignedNote, ThePublishedKeySignsAsPublished) {
  const NoteSigner peter = NoteSigner::parse(kPetersSecret).value();
  EXPECT_EQ(peter.verifier().text(), kPeter);
  EXPECT_EQ(peter.text(), kPetersSecret);
  EXPECT_EQ(peter.sign(kText), kPetersLine);
}

class Signing : public testing::Test {
 protected:
  test::SeededEntropy entropy{1};
  const NoteSigner log = NoteSigner::make("example.com/log", NoteKeyType::kNote, entropy).value();
  const NoteSigner witness =
      NoteSigner::make("witness.example", NoteKeyType::kCosignature, entropy).value();
  const Checkpoint checkpoint{"example.com/log", 20'852'163, sha256("root")};

  std::string signed_text() const {
    return checkpoint.text() + "\n" + log.sign(checkpoint.text()) +
           witness.sign(checkpoint.text(), 1'700'000'000);
  }
};

TEST_F(Signing, ACheckpointIsSignedAndCosigned) {
  const auto note = SignedNote::parse(signed_text());
  ASSERT_TRUE(note.ok()) << note.error().message;
  EXPECT_TRUE(verify(note.value(), log.verifier()).ok());
  EXPECT_EQ(verify(note.value(), witness.verifier()).value(), 1'700'000'000U);
  EXPECT_EQ(Checkpoint::parse(note.value().text).value(), checkpoint);
}

TEST_F(Signing, AnyChangedByteIsNoticed) {
  const std::string whole = signed_text();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto note = SignedNote::parse(changed);
    const bool believed = note.ok() && verify(note.value(), log.verifier()).ok() &&
                          verify(note.value(), witness.verifier()).ok();
    EXPECT_FALSE(believed) << "byte " << at;
  }
}

TEST_F(Signing, WhoDidNotSignIsNotFound) {
  const auto note = SignedNote::parse(signed_text()).value();
  const NoteSigner other = NoteSigner::make("example.com/log", NoteKeyType::kNote, entropy).value();
  EXPECT_EQ(verify(note, other.verifier()).error().code, ErrorCode::kNotFound);
}

TEST_F(Signing, ASignatureOfAnotherTextDoesNotHold) {
  const auto note =
      SignedNote::parse(checkpoint.text() + "\n" + log.sign("example.com/log\n1\nx\n")).value();
  const auto verified = verify(note, log.verifier());
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error().code, ErrorCode::kRejected);
  EXPECT_THAT(verified.error().message, HasSubstr("example.com/log does not hold"));
}

TEST_F(Signing, KeysAreReadBackAndNothingElseIs) {
  EXPECT_EQ(NoteVerifier::parse(witness.verifier().text()).value(), witness.verifier());
  EXPECT_EQ(NoteSigner::parse(witness.text()).value().verifier(), witness.verifier());
  std::string other_name = log.verifier().text();
  other_name[0] = 'x';
  EXPECT_FALSE(NoteVerifier::parse(other_name).ok()) << "the id binds the name";
  EXPECT_FALSE(NoteVerifier::parse("name+00000000").ok());
  EXPECT_FALSE(NoteVerifier::parse("").ok());
  EXPECT_FALSE(NoteSigner::parse(kPeter).ok());
  for (const char* name : {"", "two words", "a+b", "tab\t", "wide\u3000space"}) {
    EXPECT_FALSE(NoteSigner::make(name, NoteKeyType::kNote, entropy).ok()) << name;
  }
}

TEST(SignedNote, WhatIsNoneIsRefused) {
  const std::string line = kPetersLine;
  for (const std::string& bytes :
       {std::string(), std::string("text"), std::string("text\n"), std::string("text\n\n"),
        std::string("\n\n") + line, std::string("text\n\n") + line.substr(0, line.size() - 1),
        std::string("text\n\n- name AAAAAAAA\n"), std::string("text\n\n\u2014 name\n"),
        std::string("text\n\n\u2014 name AAAA\n"), std::string("text\r\n\n") + line,
        std::string("te\xffxt\n\n") + line}) {
    EXPECT_FALSE(SignedNote::parse(bytes).ok()) << bytes;
  }
}

TEST(SignedNote, ItsSizeAndItsSignaturesAreBounded) {
  std::string note = std::string(kText) + "\n";
  for (std::size_t i = 0; i < kMaxNoteSignatures; ++i) note += kPetersLine;
  EXPECT_TRUE(SignedNote::parse(note).ok());
  EXPECT_THAT(SignedNote::parse(note + kPetersLine).error().message, HasSubstr("too many"));
  const std::string long_text(kMaxNoteBytes - std::string(kPetersLine).size() - 2, 'x');
  EXPECT_TRUE(SignedNote::parse(long_text + "\n\n" + kPetersLine).ok());
  EXPECT_THAT(SignedNote::parse("x" + long_text + "\n\n" + kPetersLine).error().message,
              HasSubstr("too long"));
}

TEST(Checkpoint, IsThreeLines) {
  const std::string root = to_base64(sha256("root").view());
  EXPECT_TRUE(Checkpoint::parse("o\n0\n" + root + "\n").ok());
  for (const std::string& text :
       {std::string(), std::string("o\n1\n"), "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n",
        std::string("o\n1\nAAAA\n"), "\n1\n" + root + "\n", "o\n1\n" + root + "\nextension\n",
        "o\n18446744073709551616\n" + root + "\n", "o\n1\n" + root}) {
    EXPECT_FALSE(Checkpoint::parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace dangol
