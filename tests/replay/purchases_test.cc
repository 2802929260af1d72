// What people bought, and whether they came back to buy.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

// One piece for 10.00 a piece.
SentEvent order(const Desk& desk, const std::string& id, int pieces = 1,
                const std::string& time = "2016-07-27T11:07:00+09:00") {
  return desk.event(
      "order-" + id, "order.placed",
      R"({"orderId":")" + id +
          R"(","currency":"USD","lines":[{"item":"shoe","unitPrice":"1000","quantity":)" +
          std::to_string(pieces) + "}]}",
      {{"time", quoted(time)}});
}
SentEvent cancelled(const Desk& desk, const std::string& id, const std::string& data) {
  return desk.event("cancel-" + id, "order.cancelled", data);
}
std::uint64_t left_out(const FigureAnswer& answer, Exclusion reason) {
  return answer.groups.at(0).tally.excluded[static_cast<std::size_t>(reason)];
}

TEST(PurchaseFigures, TwoOrdersOnOneDateAreARepeatByOrdersAndNotByDates) {
  FigureStore store;
  const Desk kim("customer/kim"), lee("customer/lee");
  store.append(together(order(kim, "o1"), order(kim, "o2"), order(lee, "o1")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(1, 2));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-dates")), ratio(0, 2));
  EXPECT_EQ(value_in(store.ask("purchases.returning-orders")), ratio(1, 3));
  EXPECT_EQ(value_in(store.ask("purchases.returning-amount")), ratio(1, 3));
}

TEST(PurchaseFigures, TheDateIsThatOfTheSendersClock) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(order(kim, "o1", 1, "2016-07-27T23:59:00+09:00"),
                        order(kim, "o2", 1, "2016-07-28T00:01:00+09:00")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-dates")), ratio(1, 1));
}

TEST(PurchaseFigures, ACancellationThatNamesItsOrderTakesItOutAndOneThatDoesNotIsShown) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(order(kim, "o1"), order(kim, "o2"), order(kim, "o3"),
                        cancelled(kim, "1", R"({"orderId":"o2"})"),
                        cancelled(kim, "2", R"({"cancellationId":"C9"})")));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(value_in(answer), ratio(1, 2));
  EXPECT_EQ(left_out(answer, Exclusion::kWithdrawn), 1U);
  EXPECT_EQ(left_out(answer, Exclusion::kIrregular), 1U);
}

TEST(PurchaseFigures, NothingButNegativePiecesIsNoPurchase) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(order(kim, "o1", -5), order(kim, "o2")));
  const FigureAnswer answer = store.ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(answer), ratio(0, 1));
  EXPECT_EQ(left_out(answer, Exclusion::kIrregular), 1U);
}

TEST(PurchaseFigures, AReturnDoesNotUndoAPurchaseButTheNetViewShowsIt) {
  FigureStore store;
  const Desk kim("customer/kim");
  store.append(together(order(kim, "o1"), order(kim, "o2"),
                        kim.event("r1", "return.received", R"({"returnId":"r1","orderId":"o2"})")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("purchases.net-repeat-by-orders")), ratio(0, 1));
}

TEST(PurchaseFigures, GuestsAreNoOneUntilTheirOrderIsPutDownToAPerson) {
  FigureStore store;
  const Desk kim("customer/kim"), guest("contact/o9");
  store.append(together(order(kim, "o1"), order(guest, "o9")));
  const FigureAnswer before = store.ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(before), ratio(0, 1));
  EXPECT_EQ(left_out(before, Exclusion::kUnidentified), 1U);
  EXPECT_EQ(value_in(store.ask("purchases.guests")), ratio(1, 2));

  store.append(together(guest.attributed_to("known", "customer/kim", "o9")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("purchases.guests")), ratio(0, 2));
}

TEST(PurchaseFigures, TheSourcesOrderDecidesBetweenPurchasesOfOneMoment) {
  FigureStore store;
  const Desk kim("customer/kim");
  const auto placed = [&](const char* id, const char* hint) {
    return kim.event(
        std::string("order-") + id, "order.placed",
        std::string(R"({"orderId":")") + id + R"(","lines":[{"item":"shoe","quantity":1}]})",
        {{"orderhint", hint}});
  };
  store.append(together(placed("later", "2"), placed("earlier", "1")));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(value_in(answer), ratio(1, 2));
  EXPECT_EQ(answer.groups[0].members[0].deciding[0], Position(0)) << "the later one returned";
}

}  // namespace
}  // namespace dangol::test
