// How often somebody may ask.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "gateway/http/limits.h"
#include "gateway/http/rates.h"

namespace dangol::test {
namespace {

constexpr Micros at(double seconds) { return Micros(static_cast<std::int64_t>(seconds * 1e6)); }

TEST(TokenBucketTest, GivesWhatItHoldsAndThenWhatComes) {
  TokenBucket bucket(2, 3, at(10));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(at(10)));
  EXPECT_FALSE(bucket.take(at(10)));
  EXPECT_EQ(bucket.seconds_to_wait(), 1U);
  EXPECT_FALSE(bucket.take(at(10.4)));
  EXPECT_TRUE(bucket.take(at(10.5)));
  EXPECT_FALSE(bucket.take(at(10.5)));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(at(1000)));
  EXPECT_FALSE(bucket.take(at(1000)));
}

TEST(TokenBucketTest, GainsNothingFromAClockThatGoesBack) {
  TokenBucket bucket(1, 1, at(10));
  EXPECT_TRUE(bucket.take(at(10)));
  EXPECT_FALSE(bucket.take(at(5)));
  EXPECT_FALSE(bucket.take(at(5.9)));
  EXPECT_TRUE(bucket.take(at(6.1)));
}

TEST(AddressGroup, IsWhatOneHostHasOfAddresses) {
  EXPECT_EQ(address_group("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_group("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_group("2001:db8:1:2:3:4:5:6"), address_group("2001:db8:1:2::9"));
  EXPECT_NE(address_group("2001:db8:1:2::9"), address_group("2001:db8:1:3::9"));
  EXPECT_EQ(address_group("network"), "network");
}

TEST(RefusedAddressesTest, AreCountedEachForItself) {
  RefusedAddresses refused(1, 2, 10);
  EXPECT_TRUE(refused.take("192.0.2.1", at(1)));
  EXPECT_TRUE(refused.take("192.0.2.1", at(1)));
  EXPECT_FALSE(refused.take("192.0.2.1", at(1)));
  EXPECT_TRUE(refused.take("192.0.2.2", at(1)));
  EXPECT_TRUE(refused.take("192.0.2.1", at(2)));
}

TEST(RefusedAddressesTest, RememberSoManyAndForgetTheLongestSilent) {
  RefusedAddresses refused(1, 1, kRefusedAddresses);
  const auto name = [](std::size_t i) { return fmt::format("10.{}.{}.1", i / 256, i % 256); };
  for (std::size_t i = 0; i < kRefusedAddresses; ++i) EXPECT_TRUE(refused.take(name(i), at(1)));
  EXPECT_FALSE(refused.take(name(0), at(1)));
  EXPECT_TRUE(refused.take("192.0.2.1", at(1)));  // instead of the second
  EXPECT_EQ(refused.size(), kRefusedAddresses);
  EXPECT_FALSE(refused.take(name(0), at(1)));
  EXPECT_TRUE(refused.take(name(1), at(1)));
}

}  // namespace
}  // namespace dangol::test
