// The retailer's invoices: repeat purchase by every reading, against the README of ../shared/data.
#include <gtest/gtest.h>

#include "tests/app/figure_data.h"

namespace dangol::test {
namespace {

std::uint64_t excluded(const FigureGroup& group, Exclusion reason) {
  return group.tally.excluded[static_cast<std::size_t>(reason)];
}

TEST(RetailFigures, RepeatPurchaseIsWhatTheReadmeCounts) {
  const auto store = import_retail();
  if (!store) return;

  const FigureAnswer by_orders = store->ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(by_orders), ratio(2'171, 3'616));  // 0.6004
  // Cancellations here never name their order.
  EXPECT_EQ(value_in(store->ask("purchases.repeat-by-dates")), ratio(2'121, 3'616));    // 0.5866
  EXPECT_EQ(value_in(store->ask("purchases.returning-orders")), ratio(9'555, 13'171));  // 0.7255

  // Of 18,786 invoices 2,887 are cancellations, which never name their order, and 1,023 have nothing but
  // a line of a negative quantity; 1,705 are of nobody known.
  const FigureGroup& group = by_orders.groups[0];
  EXPECT_EQ(excluded(group, Exclusion::kIrregular), 2'887u + 1'023u);
  EXPECT_EQ(excluded(group, Exclusion::kUnidentified), 1'705u);
  EXPECT_EQ(18'786u, 2'887u + 1'023u + 1'705u + 13'171u);
  EXPECT_EQ(value_in(store->ask("purchases.guests")), ratio(1'705, 1'705 + 13'171));

  // 4,627,768.881 of 6,192,078.944 pounds, added up from the lines apart from the product.
  const FigureAnswer amount = store->ask("purchases.returning-amount");
  ASSERT_EQ(amount.groups.size(), 1u);
  constexpr std::int64_t kThousandthsOfAPound = 100'000;  // in 10^-6 pence
  EXPECT_EQ(amount.groups[0].tally.sum, __int128{4'627'768'881} * kThousandthsOfAPound);
  EXPECT_EQ(amount.groups[0].tally.sum_of_all, __int128{6'192'078'944} * kThousandthsOfAPound);
  const FigureAnswer countries =
      store->ask_by("purchases.returning-orders", "label",
                    [](Question& question) { question.label = text_key("country"); });
  EXPECT_EQ(countries.groups.size(), 37u);
}

}  // namespace
}  // namespace dangol::test
