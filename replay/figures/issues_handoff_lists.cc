// Hand-offs that cost the person something: too many, back and forth, cold, the story told again.
#include <array>

#include "replay/figures/issues_family.h"
#include "replay/figures/issues_handoffs.h"

namespace dangol {

namespace {

// How a figure is told, of all levels together and of each apart.
struct Told {
  std::string_view name;
  Bilingual title, sentence;
};

FigureDefinition told(const Told& text, Levels levels, std::string_view edge_case) {
  FigureDefinition definition;
  definition.projection = "issues";
  definition.name = text.name;
  definition.title = text.title;
  definition.sentence = text.sentence;
  definition.period = "the issue's opening";
  definition.keys = issue_keys();
  definition.need = "hand-offs";
  definition.edge_cases = {kLevelsTogether};
  if (levels.apart) {
    definition.bars = &kByLevel;
    definition.edge_cases = {kWhichLevel, kLevelsApart};
  }
  if (!edge_case.empty()) definition.edge_cases.push_back(edge_case);
  definition.edge_cases.push_back(kIrregularIssue);
  return definition;
}

// Of the issues that were handed on, those of which something is true.
class OfHandedOn : public IssueFigure {
 public:
  OfHandedOn(FigureDefinition definition, Levels levels)
      : IssueFigure(std::move(definition)), levels_(levels) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return hand_offs_of(issue, 0) != 0; }
  // Whether it is so, and the records that show it.
  virtual bool shown(const IssueFacts& issue, std::uint8_t level, const Question& question,
                     Member& member) const = 0;

  void count_issue(const IssueBook&, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    for_each_level(levels_, member, [&](std::uint8_t level, const Member& of_level) {
      Member found = of_level;
      found.measure = found.need = hand_offs_of(issue, level);
      if (found.need == 0) return;
      if (!shown(issue, level, question, found)) {
        if (definition().kind != FigureKind::kShare) return;
        found.part = Part::kDenominator;
      }
      into.add(found);
    });
  }

 private:
  const Levels levels_;
};

class Many : public OfHandedOn {
 public:
  Many(const Told& text, Levels levels) : OfHandedOn(define(text, levels), levels) {}

 protected:
  bool shown(const IssueFacts& issue, std::uint8_t level, const Question& question,
             Member& member) const override {
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kHandedOff)) continue;
      if (level == 0 || level_to(*step) == level) member.deciding[1] = step->position;
    }
    return member.need >= question.policies.many_hand_offs;
  }

 private:
  static FigureDefinition define(const Told& text, Levels levels) {
    FigureDefinition definition = told(text, levels, {});
    definition.kind = FigureKind::kCount;
    definition.numerator = "issues that were handed on so often";
    definition.source = "the essays' \"this is the fifth, the fifth!\"";
    definition.policies = {"manyhandoffs.times"};
    return definition;
  }
};

class PingPong : public OfHandedOn {
 public:
  PingPong(const Told& text, Levels levels) : OfHandedOn(define(text, levels), levels) {}

 protected:
  bool shown(const IssueFacts& issue, std::uint8_t level, const Question&,
             Member& member) const override {
    std::array<const Step*, 16> latest{};  // by the level of the party that got it
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kHandedOff)) continue;
      const Step* before = latest[level_from(*step)];
      latest[level_to(*step)] = step;
      if (before == nullptr || (level != 0 && level_to(*step) != level)) continue;
      const bool known = before->value != 0 && before->key != 0;
      const bool back = before->key == step->value && before->value == step->key &&
                        level_from(*before) == level_to(*step);
      if (!known || !back) continue;
      member.deciding[1] = before->position;
      member.deciding[2] = step->position;
      return true;
    }
    return false;
  }

 private:
  static FigureDefinition define(const Told& text, Levels levels) {
    FigureDefinition definition =
        told(text, levels,
             "The next hand-off is the next one by a party of B's level: a change of agent inside "
             "the team does not hide that the team gives it back.");
    definition.kind = FigureKind::kShare;
    definition.numerator = "issues with a hand-off from A to B and the next one from B back to A";
    definition.denominator = "issues that were handed on";
    definition.source = "the field's ping-pong";
    return definition;
  }
};

class Retold : public OfHandedOn {
 public:
  Retold(const Told& text, Levels levels) : OfHandedOn(define(text, levels), levels) {}

 protected:
  bool shown(const IssueFacts& issue, std::uint8_t, const Question&,
             Member& member) const override {
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kRetold)) continue;
      member.deciding[1] = step->position;
      return true;
    }
    return false;
  }

 private:
  static FigureDefinition define(const Told& text, Levels levels) {
    FigureDefinition definition =
        told(text, levels,
             "Only what was said or noted counts, for whatever reason: a source that never says so "
             "has 0, and that proves nothing. A story told again without any hand-off is in "
             "neither set.");
    definition.kind = FigureKind::kShare;
    definition.numerator = "issues handed on in which the story was told again";
    definition.denominator = "issues that were handed on";
    definition.source = "the essays' fifth transfer";
    return definition;
  }
};

class Cold : public IssueFigure {
 public:
  Cold()
      : IssueFigure({
            .name = "handoffs.cold",
            .kind = FigureKind::kShare,
            .projection = "issues",
            .title = {"Cold hand-offs", "차가운 이관의 비율"},
            .sentence = {"Of the hand-offs, the share in which the person had to start again "
                         "instead of being introduced.",
                         "이관 가운데 소개 없이 고객이 처음부터 다시 시작해야 했던 것의 비율."},
            .period = "the issue's opening",
            .numerator = "hand-offs that were not warm",
            .denominator = "hand-offs of which it is known",
            .source = "the field's warm and cold transfers",
            .edge_cases = {"A hand-off of which the source does not say whether it was warm is "
                           "unknown, and left out.",
                           kWhichLevel, kIrregularIssue},
            .keys = with_level(issue_keys()),
        }) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return hand_offs_of(issue, 0) != 0; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    member.deciding[1] = member.deciding[0];
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kHandedOff)) continue;
      if (question.by == &kByLevel) member.group = level_to(*step);
      member.deciding[0] = step->position;
      member.part = step->has(kCold) ? Part::kNumerator : Part::kDenominator;
      const bool said = step->has(kCold) || step->has(kWarm);
      into.add(said ? member : excluded(member, Exclusion::kUnknown));
    }
  }
};

constexpr Told kMany = {
    "handoffs.many",
    {"Handed on again and again", "여러 번 돌려진 문의"},
    {"Issues that were handed on three times or more, or as often as the policy says.",
     "세 번 이상 (또는 정책이 정한 횟수 이상) 이관된 문의."}};
constexpr Told kManyByLevel = {
    "handoffs.many-by-level",
    {"Handed on again and again, by level", "단위별 여러 번 돌려진 문의"},
    {"Issues that were handed to another agent, team, department or company three times or more, "
     "or as often as the policy says, each level apart.",
     "다른 사람, 팀, 부서, 회사로 세 번 이상 (또는 정책이 정한 횟수 이상) 넘어간 문의 (단위마다 "
     "따로)."}};
constexpr Told kPingPong = {
    "handoffs.pingpong",
    {"Back and forth", "되돌아온 이관의 비율"},
    {"Of the issues that were handed on, the share that one party handed to another and got back "
     "from it.",
     "이관된 문의 가운데, 넘긴 쪽이 넘겨받은 쪽에게서 바로 되돌려 받은 것의 비율."}};
constexpr Told kPingPongByLevel = {
    "handoffs.pingpong-by-level",
    {"Back and forth, by level", "단위별 되돌아온 이관의 비율"},
    {"Of the issues that were handed to another agent, team, department or company, the share that "
     "came right back from it, each level apart.",
     "다른 사람, 팀, 부서, 회사로 넘어간 문의 가운데 바로 되돌아온 것의 비율 (단위마다 따로)."}};
constexpr Told kRetold = {
    "handoffs.retold",
    {"The story told again", "다시 설명하게 한 문의의 비율"},
    {"Of the issues that were handed on, the share in which the person had to explain it all "
     "again.",
     "이관된 문의 가운데 고객이 처음부터 다시 설명해야 했던 것의 비율."}};
constexpr Told kRetoldByLevel = {
    "handoffs.retold-by-level",
    {"The story told again, by level", "단위별 다시 설명하게 한 문의의 비율"},
    {"Of the issues that were handed to another agent, team, department or company, the share in "
     "which the person had to explain it all again, each level apart.",
     "다른 사람, 팀, 부서, 회사로 넘어간 문의 가운데 고객이 처음부터 다시 설명해야 했던 것의 비율 "
     "(단위마다 따로)."}};

}  // namespace

void add_hand_off_lists(Figures& figures) {
  figures.push_back(std::make_unique<Many>(kMany, Levels::together()));
  figures.push_back(std::make_unique<Many>(kManyByLevel, Levels::each()));
  figures.push_back(std::make_unique<PingPong>(kPingPong, Levels::together()));
  figures.push_back(std::make_unique<PingPong>(kPingPongByLevel, Levels::each()));
  figures.push_back(std::make_unique<Cold>());
  figures.push_back(std::make_unique<Retold>(kRetold, Levels::together()));
  figures.push_back(std::make_unique<Retold>(kRetoldByLevel, Levels::each()));
}

}  // namespace dangol
