// What the vault keeps of subjects in memory is bounded: given more of them than that, then those used
// lately stay.
#include "store/vault_cache.h"

#include <string>

#include <gtest/gtest.h>

namespace dangol {
namespace {

TEST(VaultCache, holds_at_most_twice_its_limit_and_what_was_used_lately) {
  constexpr std::size_t kLimit = 4;
  RecentMap<std::string, std::size_t, TextHasher> cache(kLimit);
  for (std::size_t n = 0; n < 100; ++n) {
    cache.insert(std::to_string(n), n);
    ASSERT_LE(cache.size(), 2 * kLimit);
    ASSERT_NE(cache.find(std::string_view("0")), nullptr) << "asked for each time";
  }
  EXPECT_EQ(*cache.find(std::string_view("99")), 99U);
  EXPECT_EQ(cache.find(std::string_view("50")), nullptr);
}

}  // namespace
}  // namespace dangol
