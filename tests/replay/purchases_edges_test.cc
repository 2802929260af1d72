// The edges of what counts as a purchase, whose it is, and what it is worth.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

const Desk kim("customer/kim"), lee("customer/lee"), guest("contact/guest");

// `when` is a day of March 2016, noon in Korea, or a full time.
std::string moment(const std::string& when) {
  return when.size() > 2 ? when : "2016-03-" + when + "T12:00:00+09:00";
}
SentEvent buys(const Desk& desk, const std::string& order, const std::string& when,
               const std::string& lines = R"({"item":"boot","quantity":2,"unitPrice":"1000"})",
               const std::string& more = "") {
  return desk.event(
      "buys-" + order, "order.placed",
      R"({"orderId":")" + order + R"(","currency":"KRW","lines":[)" + lines + "]" + more + "}",
      {{"time", quoted(moment(when))}});
}
SentEvent cancels(const Desk& desk, const std::string& id, const std::string& data) {
  return desk.event("cancels-" + id, "order.cancelled", "{" + data + "}",
                    {{"time", quoted(moment("20"))}});
}
SentEvent sends_back(const Desk& desk, const std::string& back, const std::string& data) {
  return desk.event("back-" + back, "return.received",
                    R"({"returnId":")" + back + "\"" + data + "}",
                    {{"time", quoted(moment("21"))}});
}
SentEvent asks_to_return(const Desk& desk, const std::string& back, const std::string& order) {
  return desk.event("asks-" + back, "return.requested",
                    R"({"returnId":")" + back + R"(","orderId":")" + order + R"("})",
                    {{"time", quoted(moment("20"))}});
}
SentEvent paid_back(const Desk& desk, const std::string& id, const std::string& data) {
  return desk.event("refund-" + id, "refund.paid", "{" + data + "}",
                    {{"time", quoted(moment("22"))}});
}

std::uint64_t excluded(const FigureAnswer& answer, Exclusion reason) {
  std::uint64_t all = 0;
  for (const FigureGroup& group : answer.groups) {
    all += group.tally.excluded[static_cast<std::size_t>(reason)];
  }
  return all;
}

TEST(PurchaseEdges, ThreeReadingsOfRepeatPurchaseAreThreeFigures) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "01"), buys(kim, "k2", "01"), buys(lee, "l1", "01"),
                        buys(lee, "l2", "05"), buys(Desk("customer/once"), "o1", "02")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(2, 3));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-dates")), ratio(1, 3));
  EXPECT_EQ(value_in(store.ask("purchases.returning-orders")), ratio(2, 5));
  EXPECT_EQ(value_in(store.ask("purchases.returning-amount")), ratio(2, 5));
}

TEST(PurchaseEdges, TheDateIsTheOneThatTheSendersClockShowed) {
  FigureStore store;
  // The same day in Korea, two days in UTC.
  store.append(together(buys(kim, "k1", "2016-03-02T08:00:00+09:00"),
                        buys(kim, "k2", "2016-03-02T10:00:00+09:00")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-dates")), ratio(0, 1));
}

TEST(PurchaseEdges, WhoBoughtInThePeriodIsJudgedByAllThatTheyBoughtUntilItsEnd) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "01"), buys(kim, "k2", "10")));
  store.append(together(buys(lee, "l1", "10"), buys(lee, "l2", "20"),
                        buys(Desk("customer/early"), "e1", "01")));
  const auto second_week = [](Question& question) {
    question.period = {Micros(1'457'362'800'000'000), Micros(1'457'967'600'000'000)};  // 8 to 15
  };
  const FigureAnswer answer = store.ask("purchases.repeat-by-orders", second_week);
  EXPECT_EQ(value_in(answer), ratio(1, 2)) << "kim bought again, lee for the first time";
  EXPECT_EQ(answer.groups[0].members[0].deciding,
            (std::array{Position(0), Position(1), kNoPosition}));
  EXPECT_EQ(value_in(store.ask("purchases.returning-orders", second_week)), ratio(1, 2));
}

TEST(PurchaseEdges, OfPurchasesAtTheSameMomentTheSendersOrderDecides) {
  FigureStore store;
  SentEvent second = buys(kim, "second", "01"), first = buys(kim, "first", "01");
  second.order_hint = 2;
  first.order_hint = 1;
  store.append(together(std::move(second), std::move(first)));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(answer.groups[0].members[0].deciding[0], Position(0)) << "the later one returned";
  EXPECT_EQ(answer.groups[0].members[0].deciding[1], Position(1));
}

TEST(PurchaseEdges, AnOrderIsAsOldAsItsPlacingHoweverLateItWasTold) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "10"),
                        buys(kim, "k2", "20", R"({"item":"boot","quantity":1,"unitPrice":"1"})",
                             R"(,"placedAt":"2016-03-02T12:00+09:00")")));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(answer.groups[0].members[0].deciding[0], Position(0)) << "k1 came second";
}

TEST(PurchaseEdges, AnOrderToldTwiceIsOnePurchase) {
  FigureStore store;
  SentEvent again = kim.event("again", "order.placed",
                              R"({"orderId":"k1","lines":[{"quantity":1,"unitPrice":"5"}]})",
                              {{"time", quoted(moment("03"))}});
  store.append(together(std::move(again), buys(kim, "k1", "01")));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(value_in(answer), ratio(0, 1));
  EXPECT_EQ(answer.groups[0].members[0].deciding[0], Position(1)) << "the earlier word";
}

TEST(PurchaseEdges, ACancellationThatNamesItsOrderTakesItOut) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "01"), buys(kim, "k2", "02"),
                        cancels(kim, "1", R"("orderId":"k1")")));
  store.append(
      together(buys(lee, "l1", "01"), buys(lee, "l2", "02"),
               cancels(lee, "2", R"("orderId":"l1","lines":[{"item":"boot","quantity":2}])")));
  const FigureAnswer answer = store.ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(answer), ratio(0, 2));
  EXPECT_EQ(excluded(answer, Exclusion::kWithdrawn), 2u);
  EXPECT_EQ(answer.groups[0].members.back().deciding[1], Position(5)) << "the cancellation";
}

TEST(PurchaseEdges, ACancellationOfAPartLeavesThePurchase) {
  FigureStore store;
  store.append(
      together(buys(kim, "k1", "01"), buys(kim, "k2", "02"),
               cancels(kim, "1", R"("orderId":"k1","lines":[{"item":"boot","quantity":1}])")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("purchases.net-repeat-by-orders")), ratio(1, 1));
}

TEST(PurchaseEdges, ACancellationThatNamesNoOrderOrAnUnknownOneIsIrregularAndChangesNothing) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "01"), buys(kim, "k2", "02"),
                        cancels(kim, "1", R"("cancellationId":"C1")"),
                        cancels(kim, "2", R"("orderId":"never")")));
  const FigureAnswer answer = store.ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(answer), ratio(1, 1));
  EXPECT_EQ(excluded(answer, Exclusion::kIrregular), 2u);
}

TEST(PurchaseEdges, AnOrderWithoutAPositiveQuantityIsIrregular) {
  FigureStore store;
  store.append(together(
      buys(kim, "k1", "01", R"({"item":"lost","quantity":-3,"unitPrice":"5"})"),
      buys(kim, "k2", "02", R"({"item":"none","quantity":0,"unitPrice":"5"})"),
      buys(kim, "k3", "03",
           R"({"item":"lost","quantity":-3,"unitPrice":"5"},{"item":"gift","quantity":1})")));
  const FigureAnswer answer = store.ask("purchases.repeat-by-orders");
  EXPECT_EQ(value_in(answer), ratio(0, 1)) << "a line given for nothing is bought";
  EXPECT_EQ(excluded(answer, Exclusion::kIrregular), 2u);
}

TEST(PurchaseEdges, PurchasesOfNobodyKnownAreLeftOutAndTheirShareIsShown) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "01"), buys(guest, "g1", "01"), buys(guest, "g2", "02"),
                        buys(guest, "g3", "02", R"({"item":"lost","quantity":-1})")));
  const FigureAnswer answer = store.ask("purchases.returning-orders");
  EXPECT_EQ(value_in(answer), ratio(0, 1));
  EXPECT_EQ(excluded(answer, Exclusion::kUnidentified), 2u);
  EXPECT_EQ(excluded(answer, Exclusion::kIrregular), 1u);
  EXPECT_EQ(value_in(store.ask("purchases.guests")), ratio(2, 3));
}

TEST(PurchaseEdges, AGuestsOrderThatIsPutDownToAPersonIsThatPersons) {
  FigureStore store;
  store.append(together(buys(kim, "k1", "05"), buys(guest, "g1", "01"),
                        guest.event("learnt", "contact.attributed",
                                    R"({"contactId":"g1","reason":"personLearnt",)"
                                    R"("from":"contact/guest","to":"customer/kim"})")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("purchases.guests")), ratio(0, 2));
}

TEST(PurchaseEdges, ReturnsDoNotUndoAPurchaseAndTheNetViewStandsBeside) {
  FigureStore store;
  store.append(together(
      buys(kim, "k1", "01"), buys(kim, "k2", "02"), sends_back(kim, "r1", R"(,"orderId":"k1")"),
      buys(lee, "l1", "01"), buys(lee, "l2", "02"),
      sends_back(lee, "r2", R"(,"orderId":"l1","lines":[{"item":"boot","quantity":1}])"),
      sends_back(lee, "r3", "")));
  EXPECT_EQ(value_in(store.ask("purchases.repeat-by-orders")), ratio(2, 2));
  const FigureAnswer net = store.ask("purchases.net-repeat-by-orders");
  EXPECT_EQ(value_in(net), ratio(1, 2)) << "one of two boots came back of l1, both of k1";
  EXPECT_EQ(excluded(net, Exclusion::kWithdrawn), 1u);
  EXPECT_EQ(excluded(net, Exclusion::kIrregular), 1u) << "r3 is of no known order";
}

TEST(PurchaseEdges, AnArrivalIsOfTheOrderThatItsRequestNamed) {
  FigureStore store;
  // The request may be told after the arrival.
  store.append(together(buys(kim, "k1", "01"), buys(kim, "k2", "02"), sends_back(kim, "r1", ""),
                        asks_to_return(kim, "r1", "k2")));
  EXPECT_EQ(value_in(store.ask("purchases.net-repeat-by-orders")), ratio(0, 1));
}

TEST(PurchaseEdges, AReturnThatNamesSeveralOrdersIsOfTheOneThatItNamedFirst) {
  // Keys of ids differ from store to store.
  for (int store_number = 0; store_number < 4; ++store_number) {
    FigureStore store;
    store.append(
        together(buys(kim, "k1", "01"), buys(kim, "k2", "02"), asks_to_return(kim, "r1", "k1"),
                 kim.event("again", "return.requested", R"({"returnId":"r1","orderId":"k2"})",
                           {{"time", quoted(moment("21"))}}),
                 sends_back(kim, "r1", "")));
    const FigureAnswer net = store.ask("purchases.net-returning-orders");
    EXPECT_EQ(net.groups[0].members[0].deciding[0], Position(1)) << "k2 stays";
  }
}

TEST(PurchaseEdges, WhatWasPaidBackIsTakenOffTheNetAmount) {
  FigureStore store;
  store.append(together(
      buys(kim, "k1", "01"), buys(kim, "k2", "02"), asks_to_return(kim, "r1", "k2"),
      paid_back(kim, "1",
                R"("returnId":"r1","amount":{"minor":"7505","currency":"KRW","extraDigits":1})"),
      paid_back(kim, "2", R"("orderId":"k1","amount":{"minor":"1","currency":"USD"})"),
      buys(lee, "l1", "01"),
      paid_back(lee, "3", R"("orderId":"l1","amount":{"minor":"9999","currency":"KRW"})")));
  // 2,000 won each; 750.5 were paid back of k2, more than all of l1; dollars pay no won back.
  const FigureAnswer gross = store.ask("purchases.returning-amount");
  EXPECT_EQ(value_in(gross), ratio(1, 3));
  const FigureAnswer net = store.ask("purchases.net-returning-amount");
  EXPECT_EQ(net.groups[0].tally.sum, __int128{1'249'500'000});
  EXPECT_EQ(net.groups[0].tally.sum_of_all, __int128{3'249'500'000});
  EXPECT_EQ(value_in(net), ratio(2'499, 6'499));
}

TEST(PurchaseEdges, EachCurrencyIsABarOfItsOwn) {
  FigureStore store;
  const auto in_dollars = [](const std::string& id, const std::string& when) {
    return kim.event("buys-" + id, "order.placed",
                     R"({"orderId":")" + id +
                         R"(","currency":"USD","lines":[{"quantity":1,"unitPrice":"500"}]})",
                     {{"time", quoted(moment(when))}});
  };
  store.append(together(buys(kim, "k1", "01"), in_dollars("k2", "02"), in_dollars("k3", "03"),
                        kim.event("none", "order.placed",
                                  R"({"orderId":"k4","lines":[{"quantity":1,"unitPrice":"5"}]})")));
  const FigureAnswer answer = store.ask("purchases.returning-amount");
  ASSERT_EQ(answer.groups.size(), 3u);
  for (const FigureGroup& group : answer.groups) {
    if (group.bar == text_key("KRW")) {
      EXPECT_EQ(group.value, ratio(0, 1));
    }
    if (group.bar == text_key("USD")) {
      EXPECT_EQ(group.value, ratio(1, 1));
    }
    if (group.bar == 0) {
      EXPECT_EQ(group.value, std::nullopt) << "no currency was given";
    }
  }
  EXPECT_EQ(excluded(answer, Exclusion::kUnknown), 1u);
}

TEST(PurchaseEdges, AnAmountBeyondSixtyFourBitsOrBelowNothingIsIrregularAndTheOrderCounts) {
  FigureStore store;
  store.append(together(
      buys(kim, "k1", "01", R"({"quantity":2147483647,"unitPrice":"9223372036854775807"})"),
      buys(kim, "k2", "02", R"({"quantity":1,"unitPrice":"-1106206"})"),
      // The largest there is: ten thousand million won, twice.
      buys(kim, "k3", "03", R"({"quantity":1,"unitPrice":"9223372036854775807"})"),
      buys(kim, "k4", "04", R"({"quantity":1,"unitPrice":"9223372036854775807"})")));
  EXPECT_EQ(value_in(store.ask("purchases.returning-orders")), ratio(3, 4));
  const FigureAnswer answer = store.ask("purchases.returning-amount");
  EXPECT_EQ(excluded(answer, Exclusion::kIrregular), 2u);
  EXPECT_EQ(answer.groups[0].tally.sum, __int128{INT64_MAX} * 2'000'000);
  EXPECT_EQ(value_in(answer), ratio(1, 1));
}

TEST(PurchaseEdges, AreDividedByLabelsAndMonths) {
  FigureStore store;
  const auto in = [](const Desk& desk, const std::string& id, const std::string& when,
                     const std::string& country) {
    return buys(desk, id, when, R"({"quantity":1,"unitPrice":"1"})",
                R"(,"labels":[{"name":"shop","value":"x"},{"name":"country","value":")" + country +
                    R"("}])");
  };
  store.append(together(in(kim, "k1", "01", "Korea"), in(kim, "k2", "02", "Norway"),
                        in(lee, "l1", "2016-02-29T23:30:00-08:00", "Norway")));
  const auto country = [](Question& question) { question.label = text_key("country"); };
  for (const FigureGroup& group :
       store.ask_by("purchases.returning-orders", "label", country).groups) {
    EXPECT_EQ(group.value, group.group == text_key("Korea") ? ratio(0, 1) : ratio(1, 2));
  }
  const FigureAnswer cohorts = store.ask_by("purchases.repeat-by-orders", "first-month");
  ASSERT_EQ(cohorts.groups.size(), 2u);
  EXPECT_EQ(cohorts.groups[0].group, 46u * 12 + 1) << "February 2016, as the sender's clock says";
  EXPECT_EQ(cohorts.groups[0].value, ratio(0, 1));
  EXPECT_EQ(cohorts.groups[1].value, ratio(1, 1));
}

}  // namespace
}  // namespace dangol::test
