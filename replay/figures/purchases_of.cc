// Reads a person's purchases from steps: which orders count, what became of them.
#include <algorithm>
#include <array>
#include <utility>

#include "replay/figures/purchases_steps.h"

namespace dangol {

namespace {

constexpr unsigned kMoneyDigits = 6;

struct Order {
  EntityKey key = 0;
  const Step* placed = nullptr;
  std::int64_t pieces = 0;
  std::int64_t gone = 0;  // cancelled or sent back
  std::int64_t cancelled = 0;
  const Step* cancelled_by = nullptr;
  const Step* first_back = nullptr;
  __int128 refunded = 0;
};

// Kept from person to person for its memory. Orders stand in order of their keys.
struct Scratch {
  std::vector<Order> orders;
  std::vector<std::pair<EntityKey, EntityKey>> returns;  // of which order

  Order* order(EntityKey key) {
    const auto found =
        std::lower_bound(orders.begin(), orders.end(), key,
                         [](const Order& order, EntityKey wanted) { return order.key < wanted; });
    return found == orders.end() || found->key != key ? nullptr : &*found;
  }
  // The order that a fact about a return is about.
  Order* order_of(const Step& step) {
    if (step.contact != 0) return order(step.contact);
    const auto found = std::lower_bound(returns.begin(), returns.end(),
                                        std::pair<EntityKey, EntityKey>{step.entity, 0});
    return found == returns.end() || found->first != step.entity ? nullptr : order(found->second);
  }
};

void find_orders(const PersonSteps& person, Scratch& scratch) {
  scratch.orders.clear();
  scratch.returns.clear();
  for (const Step& step : person.steps) {
    if (is(step, PurchaseStep::kPlaced)) {
      const std::int64_t pieces = PiecesAndCurrency::unpack(step.key).pieces;
      scratch.orders.push_back({.key = step.entity, .placed = &step, .pieces = pieces});
    } else if (step.contact != 0 && (is(step, PurchaseStep::kReturn) ||
                                     (is(step, PurchaseStep::kRefund) && !step.has(kOfOrder)))) {
      scratch.returns.emplace_back(step.entity, step.contact);
    }
  }
  // Of an order that was told twice the earlier word counts: steps are in time.
  std::stable_sort(scratch.orders.begin(), scratch.orders.end(),
                   [](const Order& a, const Order& b) { return a.key < b.key; });
  const auto told_again =
      std::unique(scratch.orders.begin(), scratch.orders.end(),
                  [](const Order& a, const Order& b) { return a.key == b.key; });
  scratch.orders.erase(told_again, scratch.orders.end());
  // A return that names several orders is of the one that it named first: keys have no order that
  // means anything.
  std::stable_sort(scratch.returns.begin(), scratch.returns.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
}

void take_back(Order& order, const Step& step) {
  order.gone += step.has(kWhole) ? order.pieces : static_cast<std::int64_t>(step.value);
  if (order.first_back == nullptr) order.first_back = &step;
}

void pay_back(Order& order, const Step& step) {
  if (step.has(kNoAmount)) return;
  const std::uint32_t paid_in = PiecesAndCurrency::unpack(step.key).currency;
  if (paid_in != PiecesAndCurrency::unpack(order.placed->key).currency) return;
  order.refunded += static_cast<__int128>(static_cast<std::int64_t>(step.value)) *
                    power_of_ten(kMoneyDigits - step.code);
}

}  // namespace

std::uint32_t PiecesAndCurrency::code_of(std::string_view letters) {
  if (letters.size() != 3) return 0;
  std::uint32_t code = 0;
  for (const char letter : letters) {
    if (letter < 'A' || letter > 'Z') return 0;
    code = code << 5 | static_cast<std::uint32_t>(letter - 'A' + 1);
  }
  return code;
}

TextKey PiecesAndCurrency::text() const {
  if (currency == 0) return 0;
  thread_local std::pair<std::uint32_t, TextKey> last{0, 0};  // nearly always the same
  if (last.first != currency) {
    std::array<char, 3> letters{};
    for (int i = 0; i < 3; ++i) {
      letters[i] = static_cast<char>('A' - 1 + (currency >> (5 * (2 - i)) & 31));
    }
    last = {currency, text_key(std::string_view(letters.data(), letters.size()))};
  }
  return last.second;
}

std::int64_t power_of_ten(unsigned digits) {
  constexpr std::array<std::int64_t, kMoneyDigits + 1> kPowers = {1,      10,      100,      1'000,
                                                                  10'000, 100'000, 1'000'000};
  return kPowers[std::min(digits, kMoneyDigits)];
}

TextKey label_of(const PersonSteps& person, const Step& step, TextKey name) {
  const Step* const end = person.steps.data() + person.steps.size();
  for (const Step* next = &step + 1; next != end && next->position == step.position; ++next) {
    if (is(*next, PurchaseStep::kLabel) && next->key == name) return next->value;
  }
  return 0;
}

void find_purchases(const PersonSteps& person, Purchases& into) {
  thread_local Scratch scratch;
  into.bought.clear();
  into.left_out.clear();
  into.sent_back.clear();
  find_orders(person, scratch);

  for (const Step& step : person.steps) {
    if (is(step, PurchaseStep::kCancelled)) {
      Order* order = step.has(kUnnamed) ? nullptr : scratch.order(step.entity);
      if (order == nullptr) {
        into.left_out.push_back({&step, Exclusion::kIrregular});
        continue;
      }
      order->cancelled += step.has(kWhole) ? order->pieces : static_cast<std::int64_t>(step.value);
      if (order->cancelled_by == nullptr) order->cancelled_by = &step;
    } else if (is(step, PurchaseStep::kReturn) && step.has(kReceived)) {
      if (Order* order = scratch.order_of(step)) {
        take_back(*order, step);
      } else {
        into.sent_back.push_back({&step, Exclusion::kIrregular});
      }
    } else if (is(step, PurchaseStep::kRefund)) {
      Order* order = scratch.order_of(step);
      if (order != nullptr) pay_back(*order, step);
    }
  }
  for (const Order& order : scratch.orders) {
    if (order.pieces == 0) {
      into.left_out.push_back({order.placed, Exclusion::kIrregular});
    } else if (order.cancelled >= order.pieces) {
      into.left_out.push_back({order.placed, Exclusion::kWithdrawn, order.cancelled_by});
    } else {
      const Step* because = order.first_back != nullptr ? order.first_back : order.cancelled_by;
      into.bought.push_back(
          {order.placed, order.pieces - order.cancelled - order.gone, because, order.refunded});
    }
  }
  std::sort(into.bought.begin(), into.bought.end(),
            [](const Purchase& a, const Purchase& b) { return a.placed < b.placed; });
}

}  // namespace dangol
