// Frames and messages from a peer that may say anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/asking_capnp.h"
#include "gateway/limits.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

TEST(FrameHead, TellsTheLengthThatItWasMadeWith) {
  for (std::size_t words : {std::size_t{1}, std::size_t{1000}, kMaxRequestBytes / 8}) {
    EXPECT_EQ(frame_words(frame_head(words), kMaxRequestBytes).value(), words);
  }
}

TEST(FrameHead, OfAMessageOverTheLimitIsRefusedBeforeAnythingIsMadeForIt) {
  const auto refused = frame_words(frame_head(kMaxRequestBytes / 8 + 1), kMaxRequestBytes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRejected);
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(kMaxRequestBytes)));
}

TEST(FrameHead, OfAnythingElseIsRefused) {
  const std::uint64_t good = frame_head(1);
  for (std::uint64_t head : {std::uint64_t{0}, ~std::uint64_t{0}, good ^ 1, good & 0xffffffff,
                             good + (std::uint64_t{3} << 32), std::uint64_t{0x0a0d312e312f5054}}) {
    EXPECT_FALSE(frame_words(head, kMaxRequestBytes).ok()) << std::hex << head;
  }
}

TEST(FrameMessageTest, WithEveryByteFlippedIsReadOrRefusedButNeverRunsAway) {
  Asking request(7);
  auto history = request.root.initHistory();
  history.setSubject("customer/kim");
  history.initRights().initPurposes(3);
  const WireFrame good = request.frame();
  int read = 0;
  for (std::size_t at = kFrameHeadBytes; at < good.view().size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      WireFrame bad(good.view());
      reinterpret_cast<char*>(bad.data())[at] ^= static_cast<char>(1 << bit);
      try {
        FrameMessage message(std::move(bad));
        const auto root = message.root<wire::Request>();
        if (root.isHistory()) {
          std::string text(view_of(root.getHistory().getSubject()));
          for (const auto purpose : root.getHistory().getRights().getPurposes()) {
            text += static_cast<char>(purpose);
          }
          read += static_cast<int>(text.size() < 10'000);
        }
      } catch (const kj::Exception&) {
      }
    }
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace dangol::test
