// The forms of docs/FORMAT.md against values that another implementation computed from that page
// (Python's hmac, hashlib and cryptography). When this fails, it is the code that is wrong.
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "events/sealing_tokens.h"
#include "events/sealing_words.h"
#include "tests/support/hex.h"

namespace dangol {
namespace {

// The bytes 0, 1, 2 ... are every secret and every nonce.
class Counting final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override { std::iota(out.begin(), out.end(), 0); }
};

HmacKey counting_key() {
  Secret secret;
  Counting().fill(secret.bytes);
  return HmacKey(secret.view());
}

class OneKey final : public KeyStore {
 public:
  Result<KeySet> keys_of(StreamToken) override {
    KeySet keys;
    keys.live.push_back({{Purpose::kIdentity, KeyId(1)}, counting_key()});
    return keys;
  }
  Result<DataKey> current_key(StreamToken, Purpose) override {
    return Error{ErrorCode::kUnavailable, "not in this test"};
  }
};

class FormsTest : public testing::Test {
 protected:
  OneKey store_;
  StreamToken stream_ = StreamToken::from("0123456789abcdef");
  StreamKeys keys_ = StreamKeys::open(stream_, store_, StreamKeys::Lacking::kLeave).value();
  const IdentityKeys& identity_ = *keys_.identity();
  IdToken event_ = id_token(identity_, "urn:desk", "event-1");
};

TEST_F(FormsTest, AnIdOfTheStream) {
  EXPECT_EQ(to_hex(seal_id(identity_, "contact-77").view()),
            "cebfa3d7b082629b94752fc29613106f2b2771d956847050a7f5");
}

TEST_F(FormsTest, AnEventsId) {
  EXPECT_EQ(to_hex(event_.view()), "07cf0799b5bce4ad9b6f37365c5b3219");
  EXPECT_EQ(to_hex(seal_event_id(identity_, event_, "event-1").view()),
            "07cf0799b5bce4ad9b6f37365c5b3219fe3f6b3fdac7ee");
}

TEST_F(FormsTest, TheContentDigest) {
  EXPECT_EQ(content_digest(identity_, "canonical"), ContentDigest(0xeee11f59ef9206e5));
}

TEST_F(FormsTest, OnePrivateValue) {
  const DataKey key{{Purpose::kCare, KeyId(0x0102030405060708)}, counting_key()};
  const WordsPlace place{.stream = stream_, .event = event_, .type = 14, .path = 4, .place = 0};
  Counting entropy;
  const SealedWords sealed = seal_words(place, key, "words", entropy);
  EXPECT_EQ(to_hex(sealed.commitment.view()),
            "17ae26afe7e2ce2a374060576fdf99ba21ca9bb4283f84074e000c8fb9c4367f");
  EXPECT_EQ(to_hex(sealed.ciphertext), "6b47b0c43db781f0522b7694c0b771d8a1559024f5");
  EXPECT_EQ(open_words(place, key, view(sealed.nonce), sealed.commitment.view(), sealed.ciphertext),
            "words");
}

TEST_F(FormsTest, APrivateValueOpensOnlyAtItsPlace) {
  const DataKey key{{Purpose::kCare, KeyId(5)}, counting_key()};
  const WordsPlace place{.stream = stream_, .event = event_, .type = 14, .path = 4, .place = 1};
  Counting entropy;
  const SealedWords sealed = seal_words(place, key, "words", entropy);
  const auto opens = [&](const WordsPlace& at, const DataKey& with) {
    return open_words(at, with, view(sealed.nonce), sealed.commitment.view(), sealed.ciphertext)
        .has_value();
  };
  EXPECT_TRUE(opens(place, key));
  WordsPlace other = place;
  other.stream.bytes[0] ^= 1;
  EXPECT_FALSE(opens(other, key));
  other = place;
  other.event.bytes[0] ^= 1;
  EXPECT_FALSE(opens(other, key));
  other = place;
  other.type = 15;
  EXPECT_FALSE(opens(other, key));
  other = place;
  other.path = 5;
  EXPECT_FALSE(opens(other, key));
  other = place;
  other.place = 0;
  EXPECT_FALSE(opens(other, key));
  EXPECT_FALSE(opens(place, {{Purpose::kSurvey, KeyId(5)}, counting_key()}));
  EXPECT_FALSE(opens(place, {{Purpose::kCare, KeyId(6)}, counting_key()}));
}

}  // namespace
}  // namespace dangol
