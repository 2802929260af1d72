// The bank's calls of ../shared/data: the figures of its README, exactly.
#include <gtest/gtest.h>

#include "tests/app/figure_data.h"

namespace dangol::test {
namespace {

TEST(BankFigures, AreThoseOfTheReadme) {
  const auto store = import_bank();
  if (store == nullptr) return;
  EXPECT_EQ(value_in(store->ask("waits.abandonment")), ratio(3'086, 13'906));
}

}  // namespace
}  // namespace dangol::test
