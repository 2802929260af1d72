#include "replay/figures/purchases.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "replay/figures/purchases_definitions.h"
#include "replay/figures/purchases_steps.h"

namespace dangol {

namespace {

constexpr std::uint8_t kMoneyDigits = 6;

// What is there of one person's commerce, for one question.
class PurchaseFigure : public Figure {
 public:
  PurchaseFigure(const FigureDefinition& definition, bool net, bool guests_too = false)
      : definition_(definition), net_(net), guests_too_(guests_too) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    thread_local Purchases found;
    find_purchases(person, found);
    for (const LeftOut& left : found.left_out) leave_out(person, question, left, into);
    if (net_) {
      for (const LeftOut& left : found.sent_back) leave_out(person, question, left, into);
      std::erase_if(found.bought, [&](const Purchase& bought) {
        if (bought.pieces_left > 0) return false;
        leave_out(person, question, {bought.placed, Exclusion::kWithdrawn, bought.first_back},
                  into);
        return true;
      });
    }
    if (found.bought.empty()) return;
    if (person.identified() || guests_too_) {
      count_known(person, found.bought, question, into);
      return;
    }
    for (const Purchase& guest : found.bought) {
      leave_out(person, question, {guest.placed, Exclusion::kUnidentified}, into);
    }
  }

 protected:
  // Of somebody who is known; `bought` is in time and not empty.
  virtual void count_known(const PersonSteps& person, const std::vector<Purchase>& bought,
                           const Question& question, Collector& into) const = 0;

  static Member member_of(const PersonSteps& person, const Question& question, const Step& step) {
    Member member;
    member.person = person.person;
    member.stream = step.stream;
    member.entity = step.entity;
    member.deciding[0] = step.position;
    if (question.by == &kPurchaseLabel) member.group = label_of(person, step, question.label);
    if (question.by == &kPurchaseMonth || question.by == &kFirstMonth) {
      member.group = static_cast<std::uint64_t>(step.local_month());
    }
    return member;
  }

  bool net() const { return net_; }

  void leave_out(const PersonSteps& person, const Question& question, const LeftOut& left,
                 Collector& into) const {
    if (!question.period.includes(left.step->occurred)) return;
    Member member = member_of(person, question, *left.step);
    member.part = Part::kExcluded;
    member.reason = left.reason;
    if (left.because != nullptr) member.deciding[1] = left.because->position;
    if (definition_.bars == &kCurrency && !is(*left.step, PurchaseStep::kReturn)) {
      member.bar = PiecesAndCurrency::unpack(left.step->key).text();
    }
    into.add(member);
  }

 private:
  const FigureDefinition& definition_;
  bool net_;
  bool guests_too_;
};

// Of those who bought in the period, who has bought more than once by its end.
class RepeatCustomers : public PurchaseFigure {
 public:
  RepeatCustomers(const FigureDefinition& definition, bool net, bool on_two_dates)
      : PurchaseFigure(definition, net), on_two_dates_(on_two_dates) {}

 protected:
  void count_known(const PersonSteps& person, const std::vector<Purchase>& bought,
                   const Question& question, Collector& into) const override {
    const Step* active = nullptr;
    const Step* again = nullptr;
    const Step& first = *bought.front().placed;
    for (const Purchase& purchase : bought) {
      const Step& placed = *purchase.placed;
      if (placed.occurred >= question.period.until) break;
      if (active == nullptr && question.period.includes(placed.occurred)) active = &placed;
      if (again != nullptr || &placed == &first) continue;
      if (!on_two_dates_ || placed.local_day() != first.local_day()) again = &placed;
    }
    if (active == nullptr) return;
    Member member = member_of(person, question, first);
    member.entity = 0;
    member.part = again != nullptr ? Part::kNumerator : Part::kDenominator;
    if (again != nullptr) member.deciding[1] = again->position;
    if (active != &first && active != again) member.deciding[2] = active->position;
    into.add(member);
  }

 private:
  bool on_two_dates_;
};

// Of the purchases in the period, those of people who had bought before.
class ReturningPurchases : public PurchaseFigure {
 public:
  using PurchaseFigure::PurchaseFigure;

 protected:
  void count_known(const PersonSteps& person, const std::vector<Purchase>& bought,
                   const Question& question, Collector& into) const override {
    for (std::size_t i = 0; i < bought.size(); ++i) {
      const Step& placed = *bought[i].placed;
      if (!question.period.includes(placed.occurred)) continue;
      Member member = member_of(person, question, placed);
      member.part = i > 0 ? Part::kNumerator : Part::kDenominator;
      if (i > 0) member.deciding[1] = bought[i - 1].placed->position;
      if (definition().unit == Unit::kMoney && !measure(bought[i], member)) {
        member.part = Part::kExcluded;
      }
      into.add(member);
    }
  }

 private:
  // False: the purchase has no amount that can be added, and the member says why.
  bool measure(const Purchase& bought, Member& member) const {
    const PiecesAndCurrency of = PiecesAndCurrency::unpack(bought.placed->key);
    member.bar = of.text();
    const auto amount = static_cast<std::int64_t>(bought.placed->value);
    if (bought.placed->has(kNoAmount) || amount < 0) {
      member.reason = of.currency == 0 ? Exclusion::kUnknown : Exclusion::kIrregular;
      return false;
    }
    member.measure = amount;
    member.scale = bought.placed->code;
    if (!net() || bought.refunded == 0) return true;
    const __int128 left =
        static_cast<__int128>(amount) * power_of_ten(kMoneyDigits - member.scale) - bought.refunded;
    member.scale = kMoneyDigits;
    if (left > std::numeric_limits<std::int64_t>::max()) {
      member.reason = Exclusion::kIrregular;
      return false;
    }
    member.measure = left < 0 ? 0 : static_cast<std::int64_t>(left);
    return true;
  }
};

// Of all purchases, those of nobody known.
class GuestPurchases : public PurchaseFigure {
 public:
  using PurchaseFigure::PurchaseFigure;

 protected:
  void count_known(const PersonSteps& person, const std::vector<Purchase>& bought,
                   const Question& question, Collector& into) const override {
    for (const Purchase& purchase : bought) {
      if (!question.period.includes(purchase.placed->occurred)) continue;
      Member member = member_of(person, question, *purchase.placed);
      member.part = person.identified() ? Part::kDenominator : Part::kNumerator;
      into.add(member);
    }
  }
};

}  // namespace

void add_purchases(Projections& projections, Figures& figures) {
  projections.push_back(purchases_projection());
  for (const bool net : {false, true}) {
    figures.push_back(std::make_unique<RepeatCustomers>(repeat_by_orders(net), net, false));
    figures.push_back(std::make_unique<RepeatCustomers>(repeat_by_dates(net), net, true));
    figures.push_back(std::make_unique<ReturningPurchases>(returning_orders(net), net));
    figures.push_back(std::make_unique<ReturningPurchases>(returning_amount(net), net));
  }
  figures.push_back(std::make_unique<GuestPurchases>(guest_purchases(), false, true));
}

}  // namespace dangol
