#include "events/sealing_cipher.h"

#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/ids.h"
#include "tests/support/hex.h"

namespace dangol {
namespace {

using test::from_hex;

std::string ctr(const Secret& key, std::string_view iv, std::string_view text) {
  std::string out(text.size(), '\0');
  aes_ctr(key, iv, text, reinterpret_cast<std::uint8_t*>(out.data()));
  return out;
}

std::string seal(const Secret& key, std::string_view nonce, std::string_view associated,
                 std::string_view text) {
  GcmNonce bytes;
  std::memcpy(bytes.data(), nonce.data(), bytes.size());
  std::string out(text.size() + kGcmTagBytes, '\0');
  gcm_seal(key, bytes, associated, text, reinterpret_cast<std::uint8_t*>(out.data()));
  return out;
}

TEST(AesCtrTest, GivesTheValuesOfSp800_38A) {
  const Secret key =
      Secret::from(from_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"));
  EXPECT_EQ(
      to_hex(ctr(key, from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
                 from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                          "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"))),
      "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
      "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
}

TEST(AesCtrTest, IsItsOwnInverseForEveryLengthAndWhenTheCounterWraps) {
  const Secret key = Secret::from(std::string(32, 'k'));
  const std::string iv(16, '\xff');
  for (std::size_t length = 0; length < 600; ++length) {
    const std::string text(length, 't');
    EXPECT_EQ(ctr(key, iv, ctr(key, iv, text)), text);
  }
}

TEST(AesCtrTest, AnotherKeyInBetweenChangesNothing) {
  const Secret one = Secret::from(std::string(32, '1')), two = Secret::from(std::string(32, '2'));
  const std::string iv(16, 'i'), text = "contact-77";
  const std::string before = ctr(one, iv, text);
  EXPECT_NE(ctr(two, iv, text), before);
  EXPECT_EQ(ctr(one, iv, text), before);
}

TEST(AesGcmTest, GivesTheValuesOfItsSpecification) {
  const Secret zero;
  EXPECT_EQ(to_hex(seal(zero, std::string(12, '\0'), "", std::string(16, '\0'))),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  EXPECT_EQ(to_hex(seal(zero, std::string(12, '\0'), "", "")), "530f8afbc74536b9a963b4f1c4cb738b");
  const Secret key =
      Secret::from(from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  EXPECT_EQ(to_hex(seal(key, from_hex("cafebabefacedbaddecaf888"),
                        from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                        from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"))),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(AesGcmTest, OpensWhatWasSealedAndNothingElse) {
  const Secret key = Secret::from(std::string(32, 'k')), other = Secret::from(std::string(32, 'o'));
  const GcmNonce nonce{};
  const std::string sealed = seal(key, std::string(12, '\0'), "about", "words");
  std::vector<std::uint8_t> out(5, 0xee);
  ASSERT_TRUE(gcm_open(key, nonce, "about", sealed, out.data()));
  EXPECT_EQ(std::string(out.begin(), out.end()), "words");
  EXPECT_FALSE(gcm_open(key, nonce, "above", sealed, out.data()));
  EXPECT_EQ(out, std::vector<std::uint8_t>(5, 0)) << "nothing unproved is left behind";
  EXPECT_FALSE(gcm_open(other, nonce, "about", sealed, out.data()));
  EXPECT_FALSE(gcm_open(key, nonce, "about", sealed.substr(0, 15), out.data()));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string flipped = sealed;
    flipped[at] ^= 1;
    EXPECT_FALSE(gcm_open(key, nonce, "about", flipped, out.data())) << "byte " << at;
  }
  EXPECT_TRUE(gcm_open(key, nonce, "about", sealed, out.data()));
}

}  // namespace
}  // namespace dangol
