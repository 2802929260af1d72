// How orders and returns change.
#include <cstdint>
#include <cstdlib>

#include "events/apply_types_capnp.h"

namespace dangol {
namespace {

Commerce& commerce_of(FoldStep& f) { return f.customer.commerce.make(); }

// A price out of range stays at the limit rather than wrap.
Amount price_of(schema::OrderLine::Reader line, TextRef currency, std::uint8_t digits) {
  const std::int64_t quantity = std::abs(std::int64_t{line.getQuantity()});
  std::int64_t price = 0;
  if (__builtin_mul_overflow(quantity, line.getUnitPrice(), &price)) price = INT64_MAX;
  return {price, currency, digits};
}

std::int64_t pieces(capnp::List<schema::OrderLine>::Reader lines) {
  std::int64_t units = 0;
  for (const auto line : lines) units += std::abs(std::int64_t{line.getQuantity()});
  return units;
}

Order& order_of(FoldStep& f, TokenRef id) {
  return f.row(EntityKind::kOrder, commerce_of(f).orders, id);
}

// The return; what arrived of it counts for its order as soon as the order is named.
Return& return_of(FoldStep& f, capnp::Data::Reader id, capnp::Data::Reader order) {
  Commerce& commerce = commerce_of(f);
  Return& returned = f.row(EntityKind::kReturn, commerce.returns, f.token(id));
  const TokenRef of = f.token(order);
  if (returned.order == TokenRef() && of != TokenRef()) {
    returned.order = of;
    order_of(f, of).returned_units += returned.units;
  }
  return returned;
}

}  // namespace

Touched fold(FoldStep& f, schema::OrderPlaced::Reader e) {
  Order& order = order_of(f, f.token(e.getOrderId()));
  if (keep_earliest(order.placed, f.moment)) {
    order.placed_at = e.hasPlacedAt() ? micros(e.getPlacedAt()) : f.moment.at;
    order.units = 0;
    order.negative_lines = 0;
    order.amounts.clear();
    const TextRef currency = f.text(e.getCurrency());
    for (const auto line : e.getLines()) {
      if (line.getQuantity() < 0) ++order.negative_lines;
      if (line.getQuantity() <= 0) continue;
      order.units += line.getQuantity();
      add_amount(order.amounts, price_of(line, currency, e.getPriceDigits()));
    }
  }
  return f.touched(EntityKind::kOrder, order.id);
}

Touched fold(FoldStep& f, schema::OrderCancelled::Reader e) {
  const TokenRef id = f.token(e.getOrderId());
  if (id == TokenRef()) {
    UnnamedCancellation cancellation;
    cancellation.moment = f.moment;
    cancellation.id = f.token(e.getCancellationId());
    cancellation.units = pieces(e.getLines());
    const TextRef currency = f.text(e.getCurrency());
    for (const auto line : e.getLines())
      add_amount(cancellation.amounts, price_of(line, currency, e.getPriceDigits()));
    const TokenRef own = cancellation.id;
    auto& unnamed = commerce_of(f).unnamed_cancellations;
    if (unnamed.size() >= 2 * f.limits.listed_kept)
      note_irregular_left(f.customer, f.limits.listed_kept);
    f.keep(unnamed, std::move(cancellation));
    return f.touched(EntityKind::kCancellation, own);
  }
  Order& order = order_of(f, id);
  keep_earliest(order.cancelled, f.moment);
  order.cancelled_units += pieces(e.getLines());
  if (e.getLines().size() == 0) order.cancelled_whole = true;
  return f.touched(EntityKind::kOrder, order.id);
}

Touched fold(FoldStep& f, schema::OrderDelivered::Reader e) {
  Order& order = order_of(f, f.token(e.getOrderId()));
  keep_earliest(order.delivered, f.moment);
  order.delivered_units += pieces(e.getLines());
  if (e.getLines().size() == 0) order.delivered_whole = true;
  return f.touched(EntityKind::kOrder, order.id);
}

Touched fold(FoldStep& f, schema::ReturnRequested::Reader e) {
  Return& returned = return_of(f, e.getReturnId(), e.getOrderId());
  keep_earliest(returned.requested, f.moment);
  return f.touched(EntityKind::kReturn, returned.id);
}

Touched fold(FoldStep& f, schema::ReturnReceived::Reader e) {
  Return& returned = return_of(f, e.getReturnId(), e.getOrderId());
  keep_earliest(returned.received, f.moment);
  const std::int64_t units = pieces(e.getLines());
  returned.units += units;
  if (returned.order != TokenRef()) order_of(f, returned.order).returned_units += units;
  return f.touched(EntityKind::kReturn, returned.id);
}

Touched fold(FoldStep& f, schema::ReturnAccepted::Reader e) {
  Return& returned = f.row(EntityKind::kReturn, commerce_of(f).returns, f.token(e.getReturnId()));
  if (keep_earliest(returned.accepted, f.moment)) {
    returned.rule = Code<ReturnRuleTag>(e.getRule());
    returned.pickup_arranged = e.getPickupArranged() == schema::YesNo::YES;
  }
  return f.touched(EntityKind::kReturn, returned.id);
}

Touched fold(FoldStep& f, schema::RefundPaid::Reader e) {
  const Amount paid = amount(f, e.getAmount());
  Commerce& commerce = commerce_of(f);
  if (const TokenRef id = f.token(e.getReturnId()); id != TokenRef()) {
    add_amount(f.row(EntityKind::kReturn, commerce.returns, id).refunds, paid);
    return f.touched(EntityKind::kReturn, id);
  }
  if (const TokenRef id = f.token(e.getOrderId()); id != TokenRef()) {
    add_amount(order_of(f, id).refunds, paid);
    return f.touched(EntityKind::kOrder, id);
  }
  ++commerce.refunds_of_unknown;
  return f.touched(EntityKind::kRefund, {});
}

}  // namespace dangol
