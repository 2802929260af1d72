#include "replay/figures/purchases_definitions.h"

namespace dangol {

namespace {

constexpr std::string_view kSource =
    "the essays' \"75 % of orders come back\", which does not say of what: three readings, each "
    "under its own name; for Zappos it is told of orders";

constexpr std::string_view kPurchaseIs =
    "A purchase is an order with at least one line of a positive quantity; one with none, as a "
    "write-off of stock is, is irregular.";
constexpr std::string_view kCancelled =
    "A cancellation that names its order and takes all its pieces takes the purchase out "
    "(withdrawn); one that names no order, or one that was never placed, changes nothing and is "
    "counted as irregular.";
constexpr std::string_view kGuests =
    "Purchases of nobody known are left out as unidentified, one member an order, since nobody can "
    "say how many people they are; purchases.guests is their share.";
constexpr std::string_view kCensored =
    "What was bought before the first recorded event is not known: people who had bought before it "
    "look new, so the figure is a lower bound near the log's beginning.";
constexpr std::string_view kReturnsStay =
    "Goods sent back do not undo a purchase, since free returns are part of the offer; the net "
    "figure of the same name stands beside.";
constexpr std::string_view kNet =
    "A purchase of which nothing stayed, because all its pieces were cancelled or came back, is "
    "left out (withdrawn); a return that names no lines brings all of them back.";
constexpr std::string_view kNetUnknown =
    "What came back of an order that is not known is irregular, and changes nothing.";
constexpr std::string_view kTies =
    "Of purchases at the same moment the sender's order decides which was earlier, then the order "
    "of "
    "recording.";
constexpr std::string_view kTold =
    "An order that was told twice is one purchase, at the earlier time.";

std::vector<std::string_view> edges(bool net, std::vector<std::string_view> more) {
  std::vector<std::string_view> all = {kPurchaseIs, kCancelled, kTold};
  if (net) {
    all.push_back(kNet);
    all.push_back(kNetUnknown);
  } else {
    all.push_back(kReturnsStay);
  }
  all.insert(all.end(), more.begin(), more.end());
  all.push_back(kGuests);
  all.push_back(kCensored);
  return all;
}

struct Words {
  std::string_view name;
  Bilingual title;
  Bilingual sentence;
};

// The net figures differ by these, and by their edge cases.
constexpr Words kByOrders[2] = {
    {"purchases.repeat-by-orders",
     {"Repeat customers, by orders", "재구매 고객 비율(주문 기준)"},
     {"Of the people who bought in the period, the share that has bought at least twice by its "
      "end.",
      "기간 안에 구매한 사람 가운데 기간 끝까지 두 번 이상 구매한 사람의 비율."}},
    {"purchases.net-repeat-by-orders",
     {"Repeat customers, by orders kept", "재구매 고객 비율(주문 기준, 반품 제외)"},
     {"Of the people who bought in the period and kept something of it, the share that has done so "
      "at least twice by its end.",
      "기간 안에 구매하고 반품하지 않은 것이 남은 사람 가운데 그런 구매가 기간 끝까지 두 번 이상인 "
      "사람의 비율."}}};
constexpr Words kByDates[2] = {
    {"purchases.repeat-by-dates",
     {"Repeat customers, by dates", "재구매 고객 비율(날짜 기준)"},
     {"Of the people who bought in the period, the share that has bought on at least two different "
      "dates by its end.",
      "기간 안에 구매한 사람 가운데 기간 끝까지 서로 다른 두 날 이상 구매한 사람의 비율."}},
    {"purchases.net-repeat-by-dates",
     {"Repeat customers, by dates of orders kept", "재구매 고객 비율(날짜 기준, 반품 제외)"},
     {"Of the people who bought in the period and kept something of it, the share that has done so "
      "on at least two different dates by its end.",
      "기간 안에 구매하고 반품하지 않은 것이 남은 사람 가운데 그런 구매가 기간 끝까지 서로 다른 두 "
      "날 이상인 사람의 비율."}}};
constexpr Words kOrders[2] = {
    {"purchases.returning-orders",
     {"Orders of returning customers", "다시 온 고객의 주문 비율"},
     {"Of the purchases in the period, the share whose person had bought before.",
      "기간 안의 구매 가운데 그 전에 이미 구매한 적이 있는 사람이 한 것의 비율."}},
    {"purchases.net-returning-orders",
     {"Orders of returning customers, of those kept", "다시 온 고객의 주문 비율(반품 제외)"},
     {"Of the purchases in the period of which something was kept, the share whose person had such "
      "a purchase before.",
      "기간 안의 구매 가운데 반품하지 않은 것이 남은 것만 놓고 볼 때, 그 전에 그런 구매가 있었던 "
      "사람이 한 것의 비율."}}};
constexpr Words kAmount[2] = {
    {"purchases.returning-amount",
     {"Amount bought by returning customers", "다시 온 고객의 구매 금액 비율"},
     {"Of the money of all purchases in the period, the share of purchases whose person had bought "
      "before, each currency by itself.",
      "기간 안의 구매 금액 가운데 그 전에 이미 구매한 적이 있는 사람의 구매 금액이 차지하는 비율. "
      "통화마다 따로 셉니다."}},
    {"purchases.net-returning-amount",
     {"Amount bought by returning customers, less what was paid back",
      "다시 온 고객의 구매 금액 비율(환불 제외)"},
     {"Of the money of all purchases of which something was kept, less what was paid back, the "
      "share "
      "of purchases whose person had such a purchase before, each currency by itself.",
      "반품하지 않은 것이 남은 구매의 금액에서 환불을 뺀 것 가운데, 그 전에 그런 구매가 있었던 "
      "사람의 구매가 차지하는 비율. 통화마다 따로 셉니다."}}};

FigureDefinition person_share(const Words& words) {
  return {.name = words.name,
          .projection = "purchases",
          .title = words.title,
          .sentence = words.sentence,
          .period = "a purchase of the person; what they bought before it counts too",
          .numerator = {},
          .source = kSource,
          .keys = {&kFirstMonth, &kPurchaseLabel}};
}

FigureDefinition order_share(const Words& words) {
  return {.name = words.name,
          .projection = "purchases",
          .title = words.title,
          .sentence = words.sentence,
          .period = "the order's placing",
          .numerator = {},
          .source = kSource,
          .keys = {&kPurchaseMonth, &kPurchaseLabel}};
}

FigureDefinition by_orders(bool net) {
  FigureDefinition made = person_share(kByOrders[net]);
  made.numerator = "people of the denominator with at least two purchases by the period's end";
  made.denominator = "people with at least one purchase in the period";
  made.edge_cases = edges(net, {});
  return made;
}

FigureDefinition by_dates(bool net) {
  FigureDefinition made = person_share(kByDates[net]);
  made.numerator =
      "people of the denominator with purchases on at least two dates by the period's end";
  made.denominator = "people with at least one purchase in the period";
  made.edge_cases = edges(net, {"The date is the one that the sender's clock showed."});
  return made;
}

FigureDefinition orders(bool net) {
  FigureDefinition made = order_share(kOrders[net]);
  made.numerator = "purchases whose person had an earlier one";
  made.denominator = "purchases in the period";
  made.edge_cases = edges(net, {kTies});
  return made;
}

FigureDefinition amount(bool net) {
  FigureDefinition made = order_share(kAmount[net]);
  made.kind = FigureKind::kShareOfSums;
  made.unit = Unit::kMoney;
  made.numerator = "purchases whose person had an earlier one, with their amounts";
  made.denominator = "purchases in the period, with their amounts";
  made.bars = &kCurrency;
  made.edge_cases = edges(
      net,
      {kTies,
       "The amount is that of the lines with a positive quantity, exact; lines given for "
       "nothing add nothing.",
       "A purchase without a currency is left out as unknown; one whose amount is negative, or "
       "beyond 64 bits, as irregular."});
  made.edge_cases.push_back(
      net ? "What was paid back counts against the order that it, or its return, names, if the "
            "currency is the same; more than the order's amount counts as all of it."
          : "What was cancelled in part, or paid back, is not taken off.");
  return made;
}

}  // namespace

const FigureDefinition& repeat_by_orders(bool net) {
  static const FigureDefinition definitions[2] = {by_orders(false), by_orders(true)};
  return definitions[net];
}

const FigureDefinition& repeat_by_dates(bool net) {
  static const FigureDefinition definitions[2] = {by_dates(false), by_dates(true)};
  return definitions[net];
}

const FigureDefinition& returning_orders(bool net) {
  static const FigureDefinition definitions[2] = {orders(false), orders(true)};
  return definitions[net];
}

const FigureDefinition& returning_amount(bool net) {
  static const FigureDefinition definitions[2] = {amount(false), amount(true)};
  return definitions[net];
}

const FigureDefinition& guest_purchases() {
  static const FigureDefinition definition = {
      .name = "purchases.guests",
      .projection = "purchases",
      .title = {"Purchases of nobody known", "비회원 구매 비율"},
      .sentence =
          {"Of the purchases in the period, the share of which nobody knows whose they are.",
           "기간 안의 구매 가운데 누가 했는지 알 수 없는 것의 비율."},
      .period = "the order's placing",
      .numerator = "purchases of nobody known",
      .denominator = "purchases in the period",
      .source = "what the figures of repeat purchase leave out, shown beside them",
      .edge_cases = {kPurchaseIs, kCancelled, kTold,
                     "An order that was put down to a person later is that person's."},
      .keys = {&kPurchaseMonth, &kPurchaseLabel},
  };
  return definition;
}

}  // namespace dangol
