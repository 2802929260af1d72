#include "events/record.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "events/hash.h"
#include "tests/support/hex.h"

namespace dangol {
namespace {

constexpr std::string_view kCore = "the facts of a record, in eights";
constexpr std::string_view kWords = "the sealed words";

StreamToken a_stream() { return StreamToken::from("0123456789abcdef"); }

Entry an_entry() {
  Entry entry = next_entry(a_stream(), Version(1), Hash{}, kCore, kWords);
  entry.recorded_at = Micros(1'700'000'000'000'001);
  return entry;
}

// These bytes are in every log. When this fails, it is the code that is wrong.
TEST(EntryTest, BytesAreFixed) {
  EXPECT_EQ(to_hex(encode_entry(an_entry())),
            "01"
            "30313233343536373839616263646566"
            "0000000000000001"
            "00060a24181e4001"
            "5e39f1fff048285f37f474290fd14afdeadb014a46ff15640ec3ec2bfe6b5eb1"
            "e83b5977707156a9c7a993504fbc4ab671e66e7c24e882ff0d0adf59cbf9a785"
            "a7e8c92990d63cf8eb79d8c71d6b3c3327458747eb245445ca5fcc3c94535967");
}

TEST(EntryTest, LeafIsTheRfc6962HashOfTheEntry) {
  const std::string bytes = encode_entry(an_entry());
  EXPECT_EQ(leaf_hash(bytes), sha256(std::string(1, '\0') + bytes));
  EXPECT_EQ(to_hex(leaf_hash(bytes).view()),
            "1fe676f0b93f905abc544a9953100e4196c4a6eec9c57c1acbe7b566e9b3baf3");
}

TEST(EntryTest, DecodesWhatItEncoded) {
  Entry entry = an_entry();
  entry.version = Version(0x0102030405060708);
  entry.recorded_at = Micros(-5);
  const auto decoded = decode_entry(encode_entry(entry));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value(), entry);
}

TEST(EntryTest, RefusesAnotherSizeOrFormat) {
  std::string bytes = encode_entry(an_entry());
  EXPECT_EQ(decode_entry(bytes + "x").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(decode_entry("").error().code, ErrorCode::kCorrupt);
  bytes[0] = 2;
  EXPECT_EQ(decode_entry(bytes).error().message, "entry format 2 is not known, only 1");
}

TEST(RecordTest, PartsThatBelongPass) {
  EXPECT_TRUE(verify_record(an_entry(), kCore, kWords).ok());
}

TEST(RecordTest, RemovedWordsPassSinceTheEntryKeepsTheirHash) {
  EXPECT_TRUE(verify_record(an_entry(), kCore, "").ok());
}

TEST(RecordTest, AFlippedByteOfCoreOrWordsIsFoundAndNamed) {
  std::string core(kCore), words(kWords);
  core[3] ^= 1;
  words[3] ^= 1;
  EXPECT_EQ(verify_record(an_entry(), core, kWords).error().message,
            "the core is not the one its entry names");
  EXPECT_EQ(verify_record(an_entry(), kCore, words).error().message,
            "the words are not the ones their entry names");
}

TEST(RecordTest, WordsWhereTheEntrySaysNoneAreFound) {
  const Entry entry = next_entry(a_stream(), Version(1), Hash{}, kCore, "");
  EXPECT_EQ(entry.words, Hash{});
  EXPECT_EQ(verify_record(entry, kCore, kWords).error().code, ErrorCode::kCorrupt);
}

TEST(ChainTest, TheNextRecordFollowsAndNoOtherDoes) {
  const Entry first = an_entry();
  const Entry second = next_entry(a_stream(), Version(2), first.chain, "other core", "");
  EXPECT_TRUE(verify_follows(second, a_stream(), Version(1), first.chain).ok());
  EXPECT_FALSE(verify_follows(second, a_stream(), Version(2), first.chain).ok());
  EXPECT_FALSE(verify_follows(second, a_stream(), Version(1), Hash{}).ok());
  EXPECT_FALSE(verify_follows(second, StreamToken{}, Version(1), first.chain).ok());
}

TEST(ChainTest, EveryByteOfAnEntryButTheStampIsBoundByTheChainOrTheStream) {
  const Entry first = an_entry();
  const std::string bytes =
      encode_entry(next_entry(a_stream(), Version(2), first.chain, "other core", "w"));
  for (std::size_t at = 0; at < kEntryBytes; ++at) {
    if (at >= 25 && at < 33) continue;  // recordedAt: bound by the leaf
    std::string flipped = bytes;
    flipped[at] ^= 0x40;
    const auto entry = decode_entry(flipped);
    EXPECT_FALSE(entry.ok() &&
                 verify_follows(entry.value(), a_stream(), Version(1), first.chain).ok())
        << "byte " << at;
  }
}

}  // namespace
}  // namespace dangol
