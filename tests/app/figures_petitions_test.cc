// The petitions of ../shared/data: all of them in writing, nearly all of them without an answer.
#include <gtest/gtest.h>

#include "tests/app/figure_data.h"

namespace dangol::test {
namespace {

TEST(PetitionFigures, NearlyAllEndWithoutAnyAnswer) {
  const auto store = import_petitions();
  if (store == nullptr) return;
  // 17 were answered (10 + 4 + 3); days only, so nothing is said of how soon.
  EXPECT_EQ(value_in(store->ask("responses.unanswered")), ratio(1'780 - 17, 1'780));
  const FigureAnswer median = store->ask("responses.median");
  EXPECT_FALSE(value_in(median).has_value());
  EXPECT_EQ(median.groups[0].tally.excluded[static_cast<std::size_t>(Exclusion::kNoTime)], 17u);
  EXPECT_EQ(value_in(store->ask("contacts.begun")), ratio(1'780, 1));
}

}  // namespace
}  // namespace dangol::test
