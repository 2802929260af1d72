#include "events/hash.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace dangol {
namespace {

using test::from_hex;

std::string hex(const Hash& hash) { return to_hex(hash.view()); }

TEST(Sha256Test, GivesTheValuesOfFips180) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256Test, PartsAndPiecesGiveTheSameAsTheWhole) {
  const std::string text(1000, 'x');
  const Hash whole = sha256(text);
  const std::string_view view = text;
  EXPECT_EQ(sha256({view.substr(0, 1), view.substr(1, 63), view.substr(64)}), whole);
  Sha256 pieces;
  for (std::size_t at = 0; at < text.size(); at += 7) pieces.update(view.substr(at, 7));
  EXPECT_EQ(pieces.finish(), whole);
}

TEST(HmacTest, GivesTheValuesOfRfc4231) {
  struct Vector {
    std::string key, text, mac;
  };
  const Vector vectors[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Vector& vector : vectors) {
    EXPECT_EQ(hex(hmac(HmacKey(vector.key), vector.text)), vector.mac) << vector.text;
  }
}

TEST(HmacTest, PartsGiveTheSameAsTheWhole) {
  const HmacKey key("Jefe");
  EXPECT_EQ(hmac(key, {"what do ya ", "", "want for nothing?"}),
            hmac(key, "what do ya want for nothing?"));
}

TEST(HkdfTest, ExpandGivesTheValuesOfRfc5869) {
  std::array<std::uint8_t, 42> out;
  const std::string_view view(reinterpret_cast<const char*>(out.data()), out.size());
  hkdf_expand(HmacKey(from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")),
              from_hex("f0f1f2f3f4f5f6f7f8f9"), out);
  EXPECT_EQ(to_hex(view),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  hkdf_expand(HmacKey(from_hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04")),
              "", out);
  EXPECT_EQ(to_hex(view),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HkdfTest, SubkeysOfDifferentNamesDiffer) {
  const HmacKey key(std::string(32, 'k'));
  EXPECT_EQ(hkdf_expand(key, "a").bytes, hkdf_expand(key, "a").bytes);
  EXPECT_NE(hkdf_expand(key, "a").bytes, hkdf_expand(key, "b").bytes);
}

TEST(CompareTest, EqualInConstantTimeSeesLengthAndEveryByte) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace dangol
