// How often an issue changes its owner.
#include "replay/figures/issues_handoffs.h"

#include "replay/figures/issues_family.h"

namespace dangol {

std::uint32_t hand_offs_of(const IssueFacts& issue, std::uint8_t level) {
  std::uint32_t count = 0;
  for (const Step* step : issue.steps) {
    count += is(*step, CareStep::kHandedOff) && (level == 0 || level_to(*step) == level) ? 1 : 0;
  }
  return count;
}

void for_each_level(Levels levels, Member member,
                    const std::function<void(std::uint8_t level, const Member& member)>& take) {
  if (!levels.apart) return take(levels.only, member);
  for (std::uint8_t level = 1; level < kLevels; ++level) {
    member.bar = level;
    take(level, member);
  }
}

const std::string_view kWhichLevel =
    "A hand-off counts at the level (agent, team, department, company) of the party that gets the "
    "issue.";
const std::string_view kLevelsTogether =
    "All levels count together: a source that reports the change of a team and of its agent apart "
    "has two hand-offs.";
const std::string_view kLevelsApart = "An issue is in the sets of every level.";
const std::string_view kIrregularIssue =
    "An issue whose opening is not known is irregular, and left out.";

namespace {

constexpr GroupingKey kHandOffs = {.name = "handoffs",
                                   .meaning = {"how often it was handed on", "이관 횟수"},
                                   .kind = GroupingKey::Kind::kNumber};
constexpr std::string_view kVisible =
    "Only hand-offs that were recorded count; `handoffs.source-counted` has what the source "
    "counted by itself.";
bool handed_on(const IssueFacts& issue) { return hand_offs_of(issue, 0) != 0; }

// Every hand-off by itself.
class Total : public IssueFigure {
 public:
  Total()
      : IssueFigure({
            .name = "handoffs.total",
            .kind = FigureKind::kCount,
            .projection = "issues",
            .title = {"Hand-offs", "이관"},
            .sentence = {"How often an issue changed its owner.", "문의의 담당이 바뀐 횟수."},
            .period = "the issue's opening",
            .numerator = "hand-offs",
            .source = "the essays' fifth transfer; the field counts assignee and group stations",
            .edge_cases = {kWhichLevel, kVisible, kIrregularIssue},
            .keys = with_level(issue_keys()),
        }) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return handed_on(issue); }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    member.deciding[1] = member.deciding[0];
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kHandedOff)) continue;
      if (question.by == &kByLevel) member.group = level_to(*step);
      member.deciding[0] = step->position;
      into.add(member);
    }
  }
};

// One member an issue, its hand-offs as measure.
class PerIssue : public IssueFigure {
 public:
  PerIssue(FigureDefinition definition, Levels levels)
      : IssueFigure(std::move(definition)), levels_(levels) {}

 protected:
  bool concerns(const IssueFacts&) const override { return true; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    for_each_level(levels_, member, [&](std::uint8_t level, const Member& of_level) {
      const std::uint32_t count = hand_offs_of(issue, level);
      Member found = of_level;
      found.measure = found.need = count;
      if (definition().bars == &kHandOffs) found.bar = count;
      if (definition().kind == FigureKind::kShare && count != 0) found.part = Part::kDenominator;
      into.add(found);
    });
  }

 private:
  const Levels levels_;
};

class SourceCounted : public IssueFigure {
 public:
  SourceCounted(FigureDefinition definition, SourceCounter counter)
      : IssueFigure(std::move(definition)), counter_(counter) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return counter_of(issue) != nullptr; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    const Step* counter = counter_of(issue);
    if (counter == nullptr) return into.add(excluded(member, Exclusion::kUnknown));
    if (counter->value == 0) return;
    member.measure = member.need = static_cast<std::int64_t>(counter->value);
    member.deciding[1] = counter->position;
    into.add(member);
  }

 private:
  // The highest; a counter does not fall.
  const Step* counter_of(const IssueFacts& issue) const {
    const Step* most = nullptr;
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kCounter) || step->code != static_cast<std::uint8_t>(counter_)) {
        continue;
      }
      if (most == nullptr || step->value > most->value) most = step;
    }
    return most;
  }

  const SourceCounter counter_;
};

FigureDefinition mean() {
  return {
      .name = "handoffs.mean",
      .kind = FigureKind::kMean,
      .projection = "issues",
      .title = {"Hand-offs per issue", "문의당 이관 횟수"},
      .sentence = {"How often an issue changes its owner, on the average over all issues.",
                   "모든 문의에서 담당이 바뀐 횟수의 평균."},
      .period = "the issue's opening",
      .numerator = "issues, measured by their hand-offs",
      .source = "the essays' fifth transfer; the field counts assignee and group stations",
      .edge_cases = {kLevelsTogether, kVisible, kIrregularIssue},
      .keys = issue_keys(),
      .need = "hand-offs",
  };
}

FigureDefinition none() {
  return {
      .name = "handoffs.none",
      .kind = FigureKind::kShare,
      .projection = "issues",
      .title = {"Never handed on", "이관 없는 문의의 비율"},
      .sentence = {"Of all issues, the share that never changed its owner.",
                   "모든 문의 가운데 담당이 한 번도 바뀌지 않은 것의 비율."},
      .period = "the issue's opening",
      .numerator = "issues that were never handed on",
      .denominator = "issues",
      .source = "the essays' fifth transfer: one desk that answers",
      .edge_cases = {kLevelsTogether, kVisible, kIrregularIssue},
      .keys = issue_keys(),
      .need = "hand-offs",
  };
}

FigureDefinition distribution() {
  return {
      .name = "handoffs.distribution",
      .kind = FigureKind::kCount,
      .projection = "issues",
      .title = {"Issues by hand-offs", "이관 횟수별 문의"},
      .sentence = {"How many issues were handed on never, once, twice, and so on.",
                   "한 번도, 한 번, 두 번, ... 이관된 문의의 수."},
      .period = "the issue's opening",
      .numerator = "issues",
      .source = "the essays' fifth transfer",
      .edge_cases = {kLevelsTogether, kVisible, kIrregularIssue},
      .keys = issue_keys(),
      .bars = &kHandOffs,
      .need = "hand-offs",
  };
}

FigureDefinition by_level(FigureDefinition definition, std::string_view name, Bilingual title,
                          Bilingual sentence) {
  definition.name = name;
  definition.title = title;
  definition.sentence = sentence;
  definition.edge_cases = {kWhichLevel, kLevelsApart, kVisible, kIrregularIssue};
  definition.bars = &kByLevel;
  return definition;
}

FigureDefinition mean_by_level() {
  return by_level(mean(), "handoffs.mean-by-level",
                  {"Hand-offs per issue, by level", "단위별 문의당 이관 횟수"},
                  {"How often an issue is handed to another agent, team, department or company, on "
                   "the average over all issues, each level apart.",
                   "문의가 다른 사람, 팀, 부서, 회사로 넘어간 횟수의 평균 (단위마다 따로)."});
}

FigureDefinition none_by_level() {
  return by_level(none(), "handoffs.none-by-level",
                  {"Never handed on, by level", "단위별 이관 없는 문의의 비율"},
                  {"Of all issues, the share that was never handed to another agent, team, "
                   "department or company, each level apart.",
                   "모든 문의 가운데 다른 사람, 팀, 부서, 회사로 한 번도 넘어가지 않은 것의 비율 "
                   "(단위마다 따로)."});
}

// The distribution at one level.
FigureDefinition distribution_at(std::uint8_t level) {
  struct Text {
    std::string_view name;
    Bilingual title, sentence;
  };
  static constexpr Text kTexts[] = {
      {"handoffs.distribution-agents",
       {"Issues by hand-offs to an agent", "담당자 이관 횟수별 문의"},
       {"How many issues were handed to another agent never, once, twice, and so on.",
        "다른 담당자에게 한 번도, 한 번, 두 번, ... 넘어간 문의의 수."}},
      {"handoffs.distribution-teams",
       {"Issues by hand-offs to a team", "팀 이관 횟수별 문의"},
       {"How many issues were handed to another team never, once, twice, and so on.",
        "다른 팀에 한 번도, 한 번, 두 번, ... 넘어간 문의의 수."}},
      {"handoffs.distribution-departments",
       {"Issues by hand-offs to a department", "부서 이관 횟수별 문의"},
       {"How many issues were handed to another department never, once, twice, and so on.",
        "다른 부서에 한 번도, 한 번, 두 번, ... 넘어간 문의의 수."}},
      {"handoffs.distribution-companies",
       {"Issues by hand-offs to a company", "회사 이관 횟수별 문의"},
       {"How many issues were handed to another company never, once, twice, and so on.",
        "다른 회사에 한 번도, 한 번, 두 번, ... 넘어간 문의의 수."}}};
  static_assert(std::size(kTexts) + 1 == kLevels);
  const Text& text = kTexts[level - 1];
  FigureDefinition definition = distribution();
  definition.name = text.name;
  definition.title = text.title;
  definition.sentence = text.sentence;
  definition.edge_cases = {kWhichLevel, kVisible, kIrregularIssue};
  return definition;
}

constexpr std::string_view kCounterIsAFact =
    "The number stands in a label on the issue's closing; the highest counts. It is the source's "
    "word, and need not agree with the changes that can be seen.";

FigureDefinition counted_by_source() {
  return {
      .name = "handoffs.source-counted",
      .kind = FigureKind::kSum,
      .projection = "issues",
      .title = {"Hand-offs by the source's counter", "원본이 센 이관"},
      .sentence = {"The hand-offs that the source counted by itself.",
                   "원본 시스템이 스스로 센 이관 횟수의 합."},
      .period = "the issue's opening",
      .numerator = "issues whose counter of reassignments is above 0, measured by it",
      .source =
          "shown beside the hand-offs that were recorded: the counter is a fact, they are "
          "events",
      .edge_cases = {kCounterIsAFact, "An issue without a counter is unknown, and left out."},
      .keys = issue_keys(),
      .need = "hand-offs, as the source counts",
  };
}

FigureDefinition reopenings_by_source() {
  return {
      .name = "reopenings.source-counted",
      .kind = FigureKind::kSum,
      .projection = "issues",
      .title = {"Reopenings by the source's counter", "원본이 센 재개"},
      .sentence = {"The reopenings that the source counted by itself.",
                   "원본 시스템이 스스로 센 재개 횟수의 합."},
      .period = "the issue's opening",
      .numerator = "issues whose counter of reopenings is above 0, measured by it",
      .source = "shown beside the reopenings that were recorded",
      .edge_cases = {kCounterIsAFact, "An issue without a counter is unknown, and left out."},
      .keys = issue_keys(),
      .need = "reopenings, as the source counts",
  };
}

}  // namespace

void add_hand_off_figures(Figures& figures) {
  figures.push_back(std::make_unique<Total>());
  const auto per_issue = [&](FigureDefinition definition, Levels levels) {
    figures.push_back(std::make_unique<PerIssue>(std::move(definition), levels));
  };
  per_issue(mean(), Levels::together());
  per_issue(mean_by_level(), Levels::each());
  per_issue(none(), Levels::together());
  per_issue(none_by_level(), Levels::each());
  per_issue(distribution(), Levels::together());
  for (std::uint8_t level = 1; level < kLevels; ++level) {
    per_issue(distribution_at(level), Levels::just(level));
  }
  add_hand_off_lists(figures);
  figures.push_back(
      std::make_unique<SourceCounted>(counted_by_source(), SourceCounter::kReassignments));
  figures.push_back(
      std::make_unique<SourceCounted>(reopenings_by_source(), SourceCounter::kReopenings));
}

}  // namespace dangol
