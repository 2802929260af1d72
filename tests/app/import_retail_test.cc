// The retailer's invoices of ../shared/data: what its README counts is counted again over the events.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

struct Purchase {
  std::int64_t at;
  std::string invoice, day;
};

struct Counts {
  int placed = 0, cancelled = 0, lines = 0, free_lines = 0, negative_orders = 0, bad_debts = 0;
  std::set<std::string> people, cancellers, countries;
  std::map<std::string, std::vector<Purchase>> purchases;
  std::string first = "9", last;
};

void count(const FlatEvent& event, Counts& counts) {
  const bool placed = event.type() == "order.placed";
  ++(placed ? counts.placed : counts.cancelled);
  const std::string subject(event["subject"]);
  const bool known = subject.starts_with("customer/");
  if (known) counts.people.insert(subject);
  if (known && !placed) counts.cancellers.insert(subject);
  counts.countries.insert(std::string(event.label("country")));
  EXPECT_EQ(event["data.priceDigits"], "1");
  bool positive = false, negative = false;
  const std::size_t lines = event.size("data.lines");
  for (std::size_t i = 0; i < lines; ++i) {
    const std::string line = "data.lines." + std::to_string(i);
    const int quantity = std::stoi(std::string(event[line + ".quantity"]));
    positive |= quantity > 0;
    negative |= quantity < 0;
    const std::string_view price = event[line + ".unitPrice"];
    counts.free_lines += price == "0";
    counts.bad_debts += price.ends_with("11062060");
  }
  counts.lines += static_cast<int>(lines);
  counts.negative_orders += placed && negative;
  const std::string time(event["time"].substr(0, 16));
  counts.first = std::min(counts.first, time);
  counts.last = std::max(counts.last, time);
  if (placed && positive && known) {
    counts.purchases[subject].push_back(
        {event.seconds(), std::string(event["data.orderId"]), time.substr(0, 10)});
  }
}

TEST(OnlineRetail, GivesTheFiguresOfItsReadme) {
  const auto file = data_file("online-retail/online_retail_2010-12-01_to_2011-09-30.csv.gz");
  if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  Counts counts;
  const auto rows = import_data("online-retail.toml", {*file},
                                [&](const FlatEvent& event) { count(event, counts); });
  EXPECT_EQ(rows.rows, 370'931U);
  EXPECT_EQ(counts.lines, 370'931) << "no line is lost";
  EXPECT_EQ(counts.placed + counts.cancelled, 18'786);
  EXPECT_EQ(counts.cancelled, 2'887);
  EXPECT_EQ(counts.people.size(), 3'658U);
  EXPECT_EQ(counts.countries.size(), 37U);
  EXPECT_EQ(counts.free_lines, 1'957);
  EXPECT_EQ(counts.negative_orders, 1'023);
  EXPECT_EQ(counts.bad_debts, 3);
  EXPECT_EQ(counts.first, "2010-12-01T08:26");
  EXPECT_EQ(counts.last, "2011-09-30T17:22");
  EXPECT_EQ(counts.cancellers.size(), 1'293U);
  EXPECT_EQ(std::ranges::count_if(counts.cancellers,
                                  [&](const auto& p) { return !counts.purchases.contains(p); }),
            42);

  int repeaters = 0, by_date = 0, purchases = 0, returning = 0;
  for (const auto& [person, list] : counts.purchases) {
    std::set<std::string> days;
    for (const Purchase& purchase : list) days.insert(purchase.day);
    repeaters += list.size() >= 2;
    by_date += days.size() >= 2;
    purchases += static_cast<int>(list.size());
    returning += static_cast<int>(list.size()) - 1;  // ties are broken by the invoice's number
  }
  EXPECT_EQ(counts.purchases.size(), 3'616U);
  EXPECT_EQ(repeaters, 2'171);  // 0.6004
  EXPECT_EQ(by_date, 2'121);    // 0.5866
  EXPECT_EQ(purchases, 13'171);
  EXPECT_EQ(returning, 9'555);  // 0.7255
}

}  // namespace
}  // namespace dangol::test
