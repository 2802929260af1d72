// Plain counts of issues: opened, closed, proposed, confirmed, reopened, escalated.
#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

constexpr std::string_view kIrregularIssue =
    "An issue whose opening is not known is irregular, and left out.";
constexpr std::string_view kPeriod = "the issue's opening";

class Opened : public IssueFigure {
 public:
  Opened()
      : IssueFigure({
            .name = "issues.opened",
            .kind = FigureKind::kCount,
            .projection = "issues",
            .title = {"Issues", "문의"},
            .sentence = {"What persons wanted changed or answered.",
                         "고객이 바꾸거나 답해 주기를 바란 것의 수."},
            .period = kPeriod,
            .numerator = "issues",
            .source = "a plain count",
            .edge_cases = {"An issue reported as opened twice is one; its earliest opening counts.",
                           kIrregularIssue},
            .keys = issue_keys(),
        }) {}

 protected:
  bool concerns(const IssueFacts&) const override { return true; }
  void count_issue(const IssueBook&, const IssueFacts&, const Question&, Member member,
                   Collector& into) const override {
    into.add(member);
  }
};

// Of all issues, those with a step of some type.
class With : public IssueFigure {
 public:
  With(FigureDefinition definition, CareStep type)
      : IssueFigure(std::move(definition)), type_(type) {}

 protected:
  bool concerns(const IssueFacts&) const override { return true; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    for (const Step* step : issue.steps) {
      if (!is(*step, type_)) continue;
      if (++member.need == 1) member.deciding[1] = step->position;
    }
    member.measure = member.need;
    if (member.need == 0) member.part = Part::kDenominator;
    into.add(member);
  }

 private:
  const CareStep type_;
};

// Every such step by itself.
class Every : public IssueFigure {
 public:
  // `bar`: of the step.
  Every(FigureDefinition definition, CareStep type, std::uint64_t (*bar)(const Step&))
      : IssueFigure(std::move(definition)), type_(type), bar_(bar) {}

 protected:
  bool concerns(const IssueFacts& issue) const override {
    for (const Step* step : issue.steps) {
      if (is(*step, type_)) return true;
    }
    return false;
  }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    member.deciding[1] = member.deciding[0];
    for (const Step* step : issue.steps) {
      if (!is(*step, type_)) continue;
      member.deciding[0] = step->position;
      if (bar_ != nullptr) member.bar = bar_(*step);
      into.add(member);
    }
  }

 private:
  const CareStep type_;
  std::uint64_t (*const bar_)(const Step&);
};

// Issues by the code of one step that stands.
class Standing : public IssueFigure {
 public:
  Standing(FigureDefinition definition, const Step* IssueFacts::*step)
      : IssueFigure(std::move(definition)), step_(step) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return issue.*step_ != nullptr; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    const Step* step = issue.*step_;
    if (step == nullptr) return;
    member.bar = step->code;
    member.deciding[1] = step->position;
    into.add(member);
  }

 private:
  const Step* IssueFacts::*const step_;
};

FigureDefinition share(std::string_view name, Bilingual title, Bilingual sentence,
                       std::string_view numerator, std::string_view source,
                       std::string_view edge_case, std::string_view need = {}) {
  FigureDefinition definition;
  definition.name = name;
  definition.kind = FigureKind::kShare;
  definition.projection = "issues";
  definition.title = title;
  definition.sentence = sentence;
  definition.period = kPeriod;
  definition.numerator = numerator;
  definition.denominator = "issues";
  definition.source = source;
  definition.edge_cases = {edge_case, kIrregularIssue};
  definition.keys = issue_keys();
  definition.need = need;
  return definition;
}

FigureDefinition count(std::string_view name, Bilingual title, Bilingual sentence,
                       std::string_view numerator, std::string_view source,
                       std::string_view edge_case, const GroupingKey* bars) {
  FigureDefinition definition = share(name, title, sentence, numerator, source, edge_case, {});
  definition.kind = FigureKind::kCount;
  definition.denominator = {};
  definition.bars = bars;
  return definition;
}

constexpr GroupingKey kByAuthority = {
    .name = "missingAuthority",
    .meaning = {"what the agent was not allowed to decide", "상담원에게 없던 권한"}};

}  // namespace

void add_issue_counts(Figures& figures) {
  const auto with = [&](FigureDefinition definition, CareStep type) {
    figures.push_back(std::make_unique<With>(std::move(definition), type));
  };
  const auto standing = [&](FigureDefinition definition, const Step* IssueFacts::*step) {
    figures.push_back(std::make_unique<Standing>(std::move(definition), step));
  };
  figures.push_back(std::make_unique<Opened>());
  with(share("issues.closed", {"Closed issues", "종결된 문의의 비율"},
             {"Of all issues, the share that was closed at some time.",
              "모든 문의 가운데 한 번이라도 종결된 것의 비율."},
             "issues that were closed", "a plain count; closing is no resolution",
             "One that was opened again later counts too."),
       CareStep::kClosed);
  standing(count("issues.closed-by-closure", {"Closed issues by closure", "종결 방식별 문의"},
                 {"How the issues that are closed were closed.", "종결된 문의의 종결 방식."},
                 "issues that are closed", "a plain count",
                 "The latest closing counts, unless the issue was opened again or the person "
                 "rejected what had been confirmed.",
                 &kByClosure),
           &IssueFacts::closed);
  with(
      share("issues.proposed", {"Issues with a proposed resolution", "해결안이 제시된 문의의 비율"},
            {"Of all issues, the share for which staff at some time thought that it was solved.",
             "모든 문의 가운데 상담원이 해결되었다고 본 적이 있는 것의 비율."},
            "issues with a proposed resolution", "a plain count; a proposal is no resolution",
            "What became of the proposal does not matter.", "proposals"),
      CareStep::kProposed);
  standing(count("issues.confirmed", {"Confirmed issues", "해결이 확인된 문의"},
                 {"Issues that count as resolved, by how it is known.",
                  "해결된 것으로 보는 문의의 수 (확인의 근거마다)."},
                 "issues with a confirmation that stands", "a plain count",
                 "A confirmation stands until it is rejected or the issue is reopened. One by the "
                 "person needs their own word, not before the resolution was proposed.",
                 &kByBasis),
           &IssueFacts::confirmed);
  with(share("issues.reopened", {"Reopened issues", "재개된 문의의 비율"},
             {"Of all issues, the share that was opened again.",
              "모든 문의 가운데 다시 열린 것의 비율."},
             "issues that were opened again", "a plain count",
             "Only reopenings that were recorded count; `reopenings.source-counted` has what the "
             "source counted by itself.",
             "reopenings"),
       CareStep::kReopened);
  figures.push_back(std::make_unique<Every>(
      count("reopenings.total", {"Reopenings", "재개"},
            {"How often an issue was opened again.", "문의가 다시 열린 횟수."}, "reopenings",
            "a plain count", "Only reopenings that were recorded count.", nullptr),
      CareStep::kReopened, nullptr));
  with(share("escalations.rate", {"Escalation rate", "상위 이관율"},
             {"Of all issues, the share that went up because authority was missing, not knowledge.",
              "모든 문의 가운데, 지식이 아니라 권한이 없어서 위로 올라간 것의 비율."},
             "issues that were escalated",
             "the essays' principle to empower, so that hardly anything is escalated",
             "An issue that was escalated twice counts once.", "escalations"),
       CareStep::kEscalated);
  figures.push_back(std::make_unique<Every>(
      count("escalations.missing", {"Missing authority", "없어서 올린 권한"},
            {"Escalations by what the agent was not allowed to decide, so that it can be granted "
             "next time.",
             "상담원이 결정할 수 없었던 것마다의 상위 이관: 다음에는 그 권한을 주기 위해서."},
            "escalations", "the essays' principle to empower", "Every escalation counts by itself.",
            &kByAuthority),
      CareStep::kEscalated, [](const Step& step) { return step.value; }));
}

}  // namespace dangol
