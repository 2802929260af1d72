#include <cstdlib>
#include <limits>
#include <string_view>

#include "events/event.capnp.h"
#include "replay/figures/purchases.h"
#include "replay/figures/purchases_steps.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

using Lines = capnp::List<schema::OrderLine>::Reader;

Step step_of(const RecordView& record, PurchaseStep type) {
  return step_of(record, static_cast<std::uint8_t>(type));
}

std::uint32_t currency_of(capnp::Text::Reader letters) {
  return PiecesAndCurrency::code_of({letters.begin(), letters.size()});
}

std::int64_t pieces_in(Lines lines) {
  std::int64_t pieces = 0;
  for (const auto line : lines) pieces += std::abs(std::int64_t{line.getQuantity()});
  return pieces;
}

// Puts an amount into a step, or says that there is none.
void put_amount(Step& step, __int128 amount, std::uint8_t digits, PiecesAndCurrency of) {
  step.key = of.packed();
  step.code = digits;
  if (of.currency == 0 || amount > std::numeric_limits<std::int64_t>::max() ||
      amount < std::numeric_limits<std::int64_t>::min()) {
    step.flags |= kNoAmount;
    return;
  }
  step.value = static_cast<std::uint64_t>(static_cast<std::int64_t>(amount));
}

void put_labels(const Step& of, capnp::List<schema::Label>::Reader labels,
                std::vector<Step>& steps) {
  for (const auto label : labels) {
    Step step = of;
    step.type = static_cast<std::uint8_t>(PurchaseStep::kLabel);
    step.flags = of.flags & Step::kAsRecorded;
    step.code = 0;
    step.key = text_key(label.getName());
    step.value = text_key(label.getValue());
    steps.push_back(step);
  }
}

void put(const RecordView& record, schema::OrderPlaced::Reader order, std::vector<Step>& steps) {
  Step step = step_of(record, PurchaseStep::kPlaced);
  step.entity = entity_key(order.getOrderId());
  if (order.hasPlacedAt()) {
    const auto placed = order.getPlacedAt();
    step.occurred = Micros(placed.getMicros());
    step.offset = placed.getOffsetMinutes();
    step.precision = static_cast<TimePrecision>(placed.getPrecision());
  }
  __int128 amount = 0;
  PiecesAndCurrency of{0, currency_of(order.getCurrency())};
  for (const auto line : order.getLines()) {
    if (line.getQuantity() < 0) step.flags |= kNegative;
    if (line.getQuantity() <= 0) continue;
    of.pieces += line.getQuantity();
    amount += static_cast<__int128>(line.getQuantity()) * line.getUnitPrice();
  }
  put_amount(step, amount, order.getPriceDigits(), of);
  steps.push_back(step);
  put_labels(step, order.getLabels(), steps);
}

void put(const RecordView& record, schema::OrderCancelled::Reader cancelled,
         std::vector<Step>& steps) {
  Step step = step_of(record, PurchaseStep::kCancelled);
  step.entity = entity_key(cancelled.getOrderId());
  if (step.entity == 0) {
    step.entity = entity_key(cancelled.getCancellationId());
    step.flags |= kUnnamed;
  }
  if (cancelled.getLines().size() == 0) step.flags |= kWhole;
  step.value = static_cast<std::uint64_t>(pieces_in(cancelled.getLines()));
  step.key = PiecesAndCurrency{0, currency_of(cancelled.getCurrency())}.packed();
  steps.push_back(step);
  put_labels(step, cancelled.getLabels(), steps);
}

// A return belongs to its order: it moves to another person with it.
template <class Return>
void put_return(const RecordView& record, Return back, std::uint8_t flags,
                std::vector<Step>& steps) {
  Step step = step_of(record, PurchaseStep::kReturn);
  step.entity = entity_key(back.getReturnId());
  step.contact = entity_key(back.getOrderId());
  step.flags |= Step::kOpens | flags;
  if (back.getLines().size() == 0) step.flags |= kWhole;
  step.value = static_cast<std::uint64_t>(pieces_in(back.getLines()));
  steps.push_back(step);
}

void put(const RecordView& record, schema::RefundPaid::Reader paid, std::vector<Step>& steps) {
  Step step = step_of(record, PurchaseStep::kRefund);
  step.entity = entity_key(paid.getReturnId());
  step.contact = entity_key(paid.getOrderId());
  step.flags |= Step::kOpens;
  if (step.entity == 0) {
    step.entity = step.contact;
    step.flags |= kOfOrder;
  }
  const auto amount = paid.getAmount();
  put_amount(step, amount.getMinor(), amount.getExtraDigits(),
             {0, currency_of(amount.getCurrency())});
  steps.push_back(step);
}

void put(const RecordView& record, schema::KindnessDone::Reader done, std::vector<Step>& steps) {
  Step step = step_of(record, PurchaseStep::kKindness);
  step.entity = entity_key(done.getKindnessId());
  step.contact = entity_key(done.getContactId());
  step.flags |= Step::kOpens;
  if (done.hasCost()) {
    const auto cost = done.getCost();
    put_amount(step, cost.getMinor(), cost.getExtraDigits(), {0, currency_of(cost.getCurrency())});
  } else {
    step.flags |= kNoAmount;
  }
  steps.push_back(step);
}

class PurchasesProjection : public Projection {
 public:
  std::string_view name() const override { return "purchases"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::ORDER_PLACED: put(record, data.getOrderPlaced(), steps); break;
      case schema::Event::Data::ORDER_CANCELLED:
        put(record, data.getOrderCancelled(), steps);
        break;
      case schema::Event::Data::RETURN_REQUESTED:
        put_return(record, data.getReturnRequested(), 0, steps);
        break;
      case schema::Event::Data::RETURN_RECEIVED:
        put_return(record, data.getReturnReceived(), kReceived, steps);
        break;
      case schema::Event::Data::RETURN_ACCEPTED: {
        const auto accepted = data.getReturnAccepted();
        Step step = step_of(record, PurchaseStep::kAccepted);
        step.entity = entity_key(accepted.getReturnId());
        step.code = static_cast<std::uint8_t>(accepted.getRule());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::REFUND_PAID: put(record, data.getRefundPaid(), steps); break;
      case schema::Event::Data::KINDNESS_DONE: put(record, data.getKindnessDone(), steps); break;
      case schema::Event::Data::ACQUISITION_LEARNT: {
        const auto learnt = data.getAcquisitionLearnt();
        Step step = step_of(record, PurchaseStep::kAcquired);
        step.code = static_cast<std::uint8_t>(learnt.getVia());
        step.value = static_cast<std::uint64_t>(learnt.getEvidence());
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> purchases_projection() {
  return std::make_unique<PurchasesProjection>();
}

}  // namespace dangol
