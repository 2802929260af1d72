#include "replay/figure_answer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "replay/member_order.h"

namespace dangol {

namespace {

constexpr std::uint8_t kMoneyScale = 6;

std::int64_t power_of_ten(int digits) {
  std::int64_t power = 1;
  while (digits-- > 0) power *= 10;
  return power;
}

void add_to(Tally& tally, const FigureDefinition& definition, const Member& member) {
  switch (member.part) {
    case Part::kExcluded: ++tally.excluded[static_cast<std::size_t>(member.reason)]; return;
    case Part::kDenominator:
    case Part::kNumerator: break;
  }
  const int digits = definition.unit == Unit::kMoney ? kMoneyScale - member.scale : 0;
  const __int128 measure = static_cast<__int128>(member.measure) * power_of_ten(digits);
  ++tally.denominator;
  tally.sum_of_all += measure;
  if (member.part == Part::kDenominator) return;
  ++tally.numerator;
  tally.sum += measure;
  if (definition.kind == FigureKind::kQuantile) tally.measures.push_back(member.measure);
}

// over / under in lowest terms; beyond 64 bits both lose their last bits.
FigureValue ratio_of(__int128 over, __int128 under) {
  __int128 a = over < 0 ? -over : over;
  for (__int128 b = under; b != 0;) a = std::exchange(b, a % b);
  over /= a;
  under /= a;
  while (under > std::numeric_limits<std::int64_t>::max()) {
    over /= 2;
    under /= 2;
  }
  return {over, static_cast<std::uint64_t>(under), 0};
}

void merge(Tally& into, Tally&& from) {
  into.numerator += from.numerator;
  into.denominator += from.denominator;
  for (std::size_t i = 0; i < kExclusions; ++i) into.excluded[i] += from.excluded[i];
  into.sum += from.sum;
  into.sum_of_all += from.sum_of_all;
  into.measures.insert(into.measures.end(), from.measures.begin(), from.measures.end());
}

using GroupId = std::pair<std::uint64_t, std::uint64_t>;  // bar, group

class Counting : public Collector {
 public:
  Counting(const FigureDefinition& definition, Sets sets) : definition_(&definition), sets_(sets) {}

  void add(const Member& member) override {
    const GroupId id{member.bar, member.group};
    if (last_ == nullptr || last_id_ != id) {
      last_ = &groups[id];
      last_id_ = id;
    }
    FigureGroup& group = *last_;
    add_to(group.tally, *definition_, member);
    group.example = std::min(group.example, member.deciding);
    if (sets_ == Sets::kKept) group.members.push_back(member);
  }
  void cross(const Crossing& crossing) override { crossings.push_back(crossing); }

  std::map<GroupId, FigureGroup> groups;
  std::vector<Crossing> crossings;

 private:
  const FigureDefinition* definition_;
  Sets sets_;
  FigureGroup* last_ = nullptr;
  GroupId last_id_;
};

bool before(const Crossing& a, const Crossing& b) {
  return std::tie(a.key, a.at, a.position, a.type, a.entity, a.value) <
         std::tie(b.key, b.at, b.position, b.type, b.entity, b.value);
}

}  // namespace

const char* to_string(Exclusion reason) {
  switch (reason) {
    case Exclusion::kNone: return "none";
    case Exclusion::kNotYetObservable: return "notYetObservable";
    case Exclusion::kUnidentified: return "unidentified";
    case Exclusion::kUnknown: return "unknown";
    case Exclusion::kErased: return "erased";
    case Exclusion::kIrregular: return "irregular";
    case Exclusion::kWithdrawn: return "withdrawn";
    case Exclusion::kDuplicate: return "duplicate";
    case Exclusion::kNoTime: return "noTime";
  }
  return "none";
}

Bilingual meaning_of(Exclusion reason) {
  switch (reason) {
    case Exclusion::kNone: break;
    case Exclusion::kNotYetObservable:
      return {"its window is not over yet", "아직 지켜볼 기간이 끝나지 않음"};
    case Exclusion::kUnidentified: return {"nobody knows whose it is", "누구의 것인지 알 수 없음"};
    case Exclusion::kUnknown:
      return {"the source does not say what would decide it", "판단할 사실이 원본에 없음"};
    case Exclusion::kErased: return {"what would decide it was erased", "판단할 사실이 삭제됨"};
    case Exclusion::kIrregular: return {"it does not fit what is known", "알려진 사실과 맞지 않음"};
    case Exclusion::kWithdrawn: return {"the person let it be", "본인이 거두어들임"};
    case Exclusion::kDuplicate: return {"it is another one", "다른 건과 같은 건"};
    case Exclusion::kNoTime:
      return {"its times are not known precisely enough", "시각이 충분히 정확하지 않음"};
  }
  return {"", ""};
}

double FigureValue::approximately() const {
  return static_cast<double>(over) / static_cast<double>(under) / std::pow(10.0, scale);
}

std::optional<FigureValue> value_of(const FigureDefinition& definition, const Tally& tally) {
  const std::uint8_t scale = definition.unit == Unit::kMoney ? kMoneyScale : 0;
  switch (definition.kind) {
    case FigureKind::kShare:
      if (tally.denominator == 0) return std::nullopt;
      return FigureValue{static_cast<__int128>(tally.numerator), tally.denominator, 0};
    case FigureKind::kCount: return FigureValue{static_cast<__int128>(tally.numerator), 1, 0};
    case FigureKind::kMean:
      if (tally.numerator == 0) return std::nullopt;
      return FigureValue{tally.sum, tally.numerator, scale};
    case FigureKind::kSum: return FigureValue{tally.sum, 1, scale};
    case FigureKind::kShareOfSums:
      if (tally.sum_of_all <= 0) return std::nullopt;
      return ratio_of(tally.sum, tally.sum_of_all);
    case FigureKind::kQuantile: {
      if (tally.measures.empty()) return std::nullopt;
      std::vector<std::int64_t> sorted = tally.measures;
      const auto at = static_cast<std::size_t>(
          std::floor(definition.quantile * static_cast<double>(sorted.size())));
      const auto nth =
          sorted.begin() + static_cast<std::ptrdiff_t>(std::min(at, sorted.size() - 1));
      std::nth_element(sorted.begin(), nth, sorted.end());
      return FigureValue{*nth, 1, scale};
    }
    case FigureKind::kRegister: return std::nullopt;
  }
  return std::nullopt;
}

Tally tally_of(const FigureDefinition& definition, std::span<const Member> members) {
  Tally tally;
  for (const Member& member : members) add_to(tally, definition, member);
  return tally;
}

Result<FigureAnswer> evaluate(const Figure& figure, const StepSource& steps,
                              const Question& question, unsigned workers) {
  const FigureDefinition& definition = figure.definition();
  FigureAnswer answer;
  answer.definition = &definition;
  answer.question = question;
  // Steps that come meanwhile are of another vantage.
  answer.end = std::min(steps.end(), question.vantage.end);
  answer.question.vantage.end = answer.end;

  std::vector<Counting> workers_counts(std::max(1u, workers), Counting(definition, question.sets));
  Status asked = steps.each_person(answer.question.vantage, std::max(1u, workers),
                                   [&](unsigned worker, const PersonSteps& person) {
                                     figure.count(person, answer.question, workers_counts[worker]);
                                   });
  if (!asked.ok()) return asked.error();

  Counting& all = workers_counts.front();
  for (std::size_t i = 1; i < workers_counts.size(); ++i) {
    for (auto& [id, group] : workers_counts[i].groups) {
      FigureGroup& into = all.groups[id];
      merge(into.tally, std::move(group.tally));
      into.example = std::min(into.example, group.example);
      into.members.insert(into.members.end(), group.members.begin(), group.members.end());
    }
    all.crossings.insert(all.crossings.end(), workers_counts[i].crossings.begin(),
                         workers_counts[i].crossings.end());
  }
  std::sort(all.crossings.begin(), all.crossings.end(),
            [](const Crossing& a, const Crossing& b) { return before(a, b); });
  figure.conclude(all.crossings, answer.question, all);

  // A figure that nothing divides has a value also when there is nothing.
  if (all.groups.empty() && question.by == nullptr && definition.bars == nullptr) {
    all.groups[GroupId{}];
  }
  for (auto& [id, group] : all.groups) {
    group.bar = id.first;
    group.group = id.second;
    group.value = value_of(definition, group.tally);
    sort_members(group.members, workers);
    answer.groups.push_back(std::move(group));
  }
  return answer;
}

}  // namespace dangol
