// What was spent on persons, and what they bought afterwards: side by side, and no cause is claimed.
#include <algorithm>
#include <limits>
#include <vector>

#include "events/event.capnp.h"
#include "replay/figures/bonds_steps.h"
#include "replay/figures/purchases_definitions.h"
#include "replay/figures/purchases_steps.h"

namespace dangol::bonds {

namespace {

constexpr std::string_view kNoCause =
    "What was spent and what was bought stand side by side: which came of which is not claimed.";
constexpr std::string_view kExact = "Amounts are exact, each currency by itself.";

// What was spent on the person: kindnesses with a cost, and refunds by goodwill.
struct Spending {
  std::vector<const Step*> kindnesses;
  std::vector<const Step*> refunds;
  const Step* first = nullptr;  // kindness or refund, with or without a cost

  void read(const PersonSteps& person) {
    kindnesses.clear();
    refunds.clear();
    goodwill_.clear();
    first = nullptr;
    for (const Step& step : person.steps) {
      if (is(step, PurchaseStep::kAccepted) &&
          step.code == static_cast<std::uint8_t>(schema::ReturnRule::GOODWILL)) {
        goodwill_.push_back(step.entity);
      }
    }
    std::sort(goodwill_.begin(), goodwill_.end());
    for (const Step& step : person.steps) {
      const bool kindness = is(step, PurchaseStep::kKindness);
      const bool refund = is(step, PurchaseStep::kRefund) && !step.has(kOfOrder) &&
                          std::binary_search(goodwill_.begin(), goodwill_.end(), step.entity);
      if (kindness) kindnesses.push_back(&step);
      if (refund) refunds.push_back(&step);
      if ((kindness || refund) && first == nullptr) first = &step;
    }
  }

 private:
  std::vector<EntityKey> goodwill_;  // returns, ascending
};

// An amount of a step as a member; left out as unknown when no amount is known.
Member amount_of(const PersonSteps& person, const Step& step) {
  Member member;
  member.person = person.person;
  member.stream = step.stream;
  member.entity = step.entity;
  member.deciding[0] = step.position;
  member.bar = PiecesAndCurrency::unpack(step.key).text();
  member.measure = static_cast<std::int64_t>(step.value);
  member.scale = step.code;
  member.need = step.occurred.value();
  if (step.has(kNoAmount) || member.bar == 0) {
    member.measure = 0;
    member.scale = 0;
    member.part = Part::kExcluded;
    member.reason = Exclusion::kUnknown;
  }
  return member;
}

enum class Column : std::uint8_t { kKindness, kRefunds, kBoughtLater };

class Ledger : public Figure {
 public:
  Ledger(FigureDefinition definition, Column column)
      : definition_(std::move(definition)), column_(column) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    thread_local Spending spending;
    spending.read(person);
    const auto add = [&](const Step& step, const Step* because) {
      if (!question.period.includes(step.occurred)) return;
      Member member = amount_of(person, step);
      if (because != nullptr) member.deciding[1] = because->position;
      if (question.by == &kPurchaseMonth) {
        member.group = static_cast<std::uint64_t>(step.local_month());
      }
      into.add(member);
    };
    switch (column_) {
      case Column::kKindness:
        for (const Step* step : spending.kindnesses) add(*step, nullptr);
        break;
      case Column::kRefunds:
        for (const Step* step : spending.refunds) add(*step, nullptr);
        break;
      case Column::kBoughtLater: {
        if (spending.first == nullptr) break;
        thread_local Purchases found;
        find_purchases(person, found);
        for (const Purchase& bought : found.bought) {
          if (in_time(*spending.first, *bought.placed)) add(*bought.placed, spending.first);
        }
        break;
      }
    }
  }

 private:
  const FigureDefinition definition_;
  const Column column_;
};

void add(Figures& figures, Column column, std::string_view name, Bilingual title,
         Bilingual sentence, std::string_view period, std::string_view numerator,
         std::vector<std::string_view> edge_cases) {
  edge_cases.push_back(kExact);
  edge_cases.push_back(kNoCause);
  figures.push_back(std::make_unique<Ledger>(
      FigureDefinition{
          .name = name,
          .kind = FigureKind::kSum,
          .unit = Unit::kMoney,
          .projection = "purchases",
          .title = title,
          .sentence = sentence,
          .period = period,
          .numerator = numerator,
          .source = "an essay that counts what is spent on one person as investment, not as cost",
          .edge_cases = std::move(edge_cases),
          .keys = {&kPurchaseMonth},
          .bars = &kCurrency,
          .need = "how lately",
      },
      column));
}

}  // namespace

void add_ledger_figures(Figures& figures) {
  add(figures, Column::kKindness, "ledger.kindness", {"Spent on kindness", "마음을 쓰는 데 든 돈"},
      {"What kindnesses cost.", "고객에게 마음을 쓰는 데 든 돈."}, "the kindness",
      "kindnesses, each with its cost",
      {"A kindness without a known cost is left out as unknown: most cost nothing but attention."});
  add(figures, Column::kRefunds, "ledger.goodwill", {"Paid back by goodwill", "호의로 돌려준 돈"},
      {"What was paid back for returns that were accepted by goodwill.",
       "호의로 받아 준 반품에 돌려준 돈."},
      "the refund", "refunds of returns accepted by goodwill, each with its amount",
      {"A refund that names its order and no return is not known to be goodwill."});
  add(figures, Column::kBoughtLater, "ledger.bought-later", {"Bought later", "그 뒤에 산 금액"},
      {"What persons bought after something had been spent on them.",
       "마음을 쓰거나 호의로 돌려준 뒤에 그 고객이 산 금액."},
      "the order's placing", "purchases after the person's first kindness or goodwill refund",
      {"A kindness without a cost counts as well: the shop that named a competitor spent nothing.",
       "Purchases are those of the figures of repeat purchase, before what was paid back."});
}

}  // namespace dangol::bonds
