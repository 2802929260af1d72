// What was ordered, delivered, sent back and paid back. Sums and earliest moments only, so that
// facts lead to the same order in whatever order they arrive.
#pragma once

#include "events/customer_table.h"

namespace dangol {

// An amount of money, exact: minor units divided by 10^digits.
struct Amount {
  std::int64_t minor = 0;
  TextRef currency;  // ISO 4217
  std::uint8_t digits = 0;
  static void visit(auto& self, auto& v) {
    v("minor", self.minor);
    v("currency", self.currency);
    v("extraDigits", self.digits);
  }
};

// Adds exactly, at the finer of the two scales; beyond 64 bits it stays at the limit. Amounts of
// different currencies stand side by side; those beyond `currencies_kept` are not summed.
void add_amount(std::vector<Amount>& sums, Amount amount);

struct Order : Entity {
  Moment placed;  // unknown: only later facts about it were reported so far
  Micros placed_at;
  std::int64_t units = 0;            // pieces ordered, of lines with a positive quantity
  std::uint32_t negative_lines = 0;  // irregular, in no sum
  std::vector<Amount> amounts;       // of the lines with a positive quantity
  Moment cancelled;                  // first cancellation that names it
  bool cancelled_whole = false;
  std::int64_t cancelled_units = 0;
  Moment delivered;  // first
  bool delivered_whole = false;
  std::int64_t delivered_units = 0;
  std::int64_t returned_units = 0;  // received back, of returns known to be of this order
  std::vector<Amount> refunds;      // that name the order and no return
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("placed", self.placed);
    v("placedAt", self.placed_at);
    v("units", self.units);
    v("negativeLines", self.negative_lines);
    v("amounts", self.amounts);
    v("cancelled", self.cancelled);
    v("cancelledWhole", self.cancelled_whole);
    v("cancelledUnits", self.cancelled_units);
    v("delivered", self.delivered);
    v("deliveredWhole", self.delivered_whole);
    v("deliveredUnits", self.delivered_units);
    v("returnedUnits", self.returned_units);
    v("refunds", self.refunds);
  }
};

struct Return : Entity {
  TokenRef order;
  Moment requested;
  Moment received;
  std::int64_t units = 0;  // pieces received
  Moment accepted;
  Code<struct ReturnRuleTag> rule;
  bool pickup_arranged = false;
  std::vector<Amount> refunds;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("order", self.order);
    v("requested", self.requested);
    v("received", self.received);
    v("units", self.units);
    v("accepted", self.accepted);
    v("rule", self.rule);
    v("pickupArranged", self.pickup_arranged);
    v("refunds", self.refunds);
  }
};

// A cancellation that does not say of which order.
struct UnnamedCancellation {
  Moment moment;
  TokenRef id;  // the cancellation's own number
  std::int64_t units = 0;
  std::vector<Amount> amounts;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("id", self.id);
    v("units", self.units);
    v("amounts", self.amounts);
  }
};

struct Commerce {
  Table<Order> orders;
  Table<Return> returns;
  std::vector<UnnamedCancellation> unnamed_cancellations;  // in time, the newest
  std::uint32_t refunds_of_unknown = 0;                    // that name neither
  static void visit(auto& self, auto& v) {
    v("orders", self.orders);
    v("returns", self.returns);
    v("unnamedCancellations", self.unnamed_cancellations);
    v("refundsOfUnknown", self.refunds_of_unknown);
  }
};

}  // namespace dangol
