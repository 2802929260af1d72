#include "replay/figures/problems.h"

#include <algorithm>
#include <unordered_map>

#include "replay/figures/problem_crossings.h"
#include "replay/figures/problems_steps.h"

namespace dangol {

namespace {

using namespace problems;

enum class Counted : std::uint8_t { kPersons, kIssues };

constexpr std::string_view kProblem =
    "A problem arises with the opening by which at least the policy's number of persons opened "
    "issues of one key within R days.";
constexpr std::string_view kLasts =
    "It lasts, and takes in whoever opens an issue of the key, until a released remedy works or it "
    "is closed; then persons are counted anew.";
constexpr std::string_view kInForce =
    "While a released remedy works nothing counts; owning the problem, choosing a remedy or "
    "declining one afterwards takes the release back.";
constexpr std::string_view kLastKey =
    "Product, topic and symptom are those of the newest classification that is known; a problem's "
    "decision is about the key that its detection names, all three.";
constexpr std::string_view kNobody =
    "Issues of nobody in particular make no problem; those within one are left out as "
    "unidentified.";

const FigureDefinition& untreated() {
  static const FigureDefinition definition = {
      .name = "problems.untreated",
      .kind = FigureKind::kMean,
      .unit = Unit::kDays,
      .projection = "problems",
      .title = {"Recurring problems, days untreated", "반복 문제와 방치된 날수"},
      .sentence =
          {"For each product, topic and symptom that several persons met within R days: how "
           "many whole days passed from the opening that made it a problem until somebody "
           "chose a remedy or declined to, or until now.",
           "여러 사람이 R일 안에 겪은 제품·주제·증상마다, 그것이 공통 문제가 된 접수부터 "
           "대책을 정하거나 두기로 정할 때까지, 아직이면 지금까지 지난 날수."},
      .period = "the opening that made it a problem",
      .numerator =
          "the persons who met the problem, with their first issue of it; each carries the "
          "problem's days, so that their mean is the problem's",
      .source = "a customer heard that his question was asked often, and that nothing was done",
      .edge_cases = {kProblem, kLasts, kInForce, kLastKey, kNobody,
                     "A remedy that is released, or a problem that is closed, without having been "
                     "chosen ends the days as well.",
                     "A decision before the problem arose leaves it untreated for 0 days.",
                     "A key that became a problem again has the persons of both in it."},
      .keys = {&kProduct, &kTopic, &kSymptom},
      .bars = &kKey,
      .policies = {"problem.persons", "recurrence.days"},
      .need = "days untreated",
  };
  return definition;
}

const FigureDefinition& issues() {
  static const FigureDefinition definition = {
      .name = "problems.issues",
      .kind = FigureKind::kCount,
      .projection = "problems",
      .title = {"Issues of recurring problems", "반복 문제에 속한 문의"},
      .sentence =
          {"How many issues belong to a product, topic and symptom that several persons met "
           "within R days.",
           "여러 사람이 R일 안에 겪은 제품·주제·증상에 속한 문의의 수."},
      .period = "the issue's opening",
      .numerator = "issues of a recurring problem",
      .source = "behind a problem stand persons, each with their own words",
      .edge_cases = {kProblem, kLasts, kInForce, kLastKey, kNobody},
      .keys = {&kKey, &kProduct, &kTopic, &kSymptom},
      .policies = {"problem.persons", "recurrence.days"},
      .need = "days untreated",
  };
  return definition;
}

class RecurringProblems : public Figure {
 public:
  RecurringProblems(const FigureDefinition& definition, Counted counted)
      : definition_(definition), counted_(counted) {}

  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    cross(person, question.by, into);
  }

  void conclude(std::span<const Crossing> crossings, const Question& question,
                Collector& into) const override {
    each_key(crossings, question.policies, [&](const MetKey& met) {
      for (const FoundProblem& problem : met.problems) {
        add(problem, met.nobodys, met.group, question, into);
      }
    });
  }

 private:
  void add(const FoundProblem& problem, std::span<const Crossing> nobodys, std::uint64_t group,
           const Question& question, Collector& into) const {
    const Micros observed = std::min(question.vantage.observed_at, question.vantage.happened_by);
    const Micros until = problem.treated ? problem.treated->at : observed;
    const Micros since = problem.made_by.at;
    Member member;
    member.group = group;
    if (definition_.bars != nullptr) member.bar = problem.made_by.key;
    // Nobody said from when it is looked at: how long it has been untreated cannot be told.
    const bool timeless = until == Micros(INT64_MAX);
    const std::int64_t untreated =
        timeless || until < since ? 0 : (until.value() - since.value()) / kDayMicros;
    member.need = untreated;
    const auto give = [&](const Crossing& opening, Exclusion reason) {
      member.person = opening.person;
      member.stream = opening.stream;
      member.entity = opening.entity;
      member.measure = reason == Exclusion::kNone && counted_ == Counted::kPersons ? untreated : 0;
      member.part = reason == Exclusion::kNone ? Part::kNumerator : Part::kExcluded;
      member.reason = reason;
      member.deciding = {opening.position, Position(opening.value), problem.made_by.position};
      if (counted_ == Counted::kPersons && problem.treated) {
        member.deciding[1] = problem.treated->position;
      }
      const Micros at = counted_ == Counted::kPersons ? since : opening.at;
      if (question.period.includes(at)) into.add(member);
    };
    const bool persons = counted_ == Counted::kPersons;
    std::unordered_map<StreamToken, bool, Bytes16Hasher> seen;
    for (const Crossing& opening : problem.openings) {
      if (persons && !seen.emplace(opening.person, true).second) continue;
      give(opening, persons && timeless ? Exclusion::kNotYetObservable : Exclusion::kNone);
    }
    const Micros last = problem.openings.back().at;
    for (const Crossing& opening : nobodys) {
      if (opening.at >= problem.openings.front().at && opening.at <= last) {
        give(opening, Exclusion::kUnidentified);
      }
    }
  }

  const FigureDefinition& definition_;
  const Counted counted_;
};

}  // namespace

void add_problems(Projections& projections, Figures& figures) {
  projections.push_back(problems_projection());
  figures.push_back(std::make_unique<RecurringProblems>(untreated(), Counted::kPersons));
  figures.push_back(std::make_unique<RecurringProblems>(issues(), Counted::kIssues));
  add_recurrences(figures);
}

}  // namespace dangol
