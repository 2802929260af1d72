// What is said of the figures about purchases.
#pragma once

#include "replay/figure.h"

namespace dangol {

inline constexpr GroupingKey kPurchaseLabel = {
    .name = "label",
    .meaning = {"the value of a label of the order, such as its country; of a person, of their "
                "first purchase",
                "주문에 붙은 표지의 값(예: 나라). 사람은 첫 구매의 값"},
    .kind = GroupingKey::Kind::kLabel};
inline constexpr GroupingKey kPurchaseMonth = {
    .name = "month",
    .meaning = {"the month of the purchase, by the sender's clock", "구매한 달(보낸 쪽의 시각)"},
    .kind = GroupingKey::Kind::kMonth};
inline constexpr GroupingKey kFirstMonth = {
    .name = "first-month",
    .meaning = {"the month of the person's first purchase, by the sender's clock",
                "그 사람이 처음 구매한 달(보낸 쪽의 시각)"},
    .kind = GroupingKey::Kind::kMonth};
inline constexpr GroupingKey kCurrency = {.name = "currency",
                                          .meaning = {"the currency, by ISO 4217", "통화"},
                                          .kind = GroupingKey::Kind::kText};

// `net`: after what was cancelled in part and sent back.
const FigureDefinition& repeat_by_orders(bool net);
const FigureDefinition& repeat_by_dates(bool net);
const FigureDefinition& returning_orders(bool net);
const FigureDefinition& returning_amount(bool net);
const FigureDefinition& guest_purchases();

}  // namespace dangol
