// Who answered, and whose answer became the solution.
#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

constexpr std::string_view kIrregularIssue =
    "An issue whose opening is not known is irregular, and left out.";

class SeveralResponders : public IssueFigure {
 public:
  SeveralResponders()
      : IssueFigure({
            .name = "issues.several-responders",
            .kind = FigureKind::kShare,
            .projection = "issues",
            .title = {"Several responders", "여러 사람이 답한 문의의 비율"},
            .sentence = {"Of the issues on which somebody acted, the share on which two or more "
                         "people did.",
                         "조치가 있었던 문의 가운데 두 사람 이상이 조치한 것의 비율."},
            .period = "the issue's opening",
            .numerator = "issues on which two or more people acted",
            .denominator = "issues on which somebody acted who is named",
            .source = "on a board, every responder after the first is a hand-off that nobody "
                      "recorded",
            .edge_cases = {"People are told apart, and neither named nor counted by themselves.",
                           "An action without a name is nobody's.", kIrregularIssue},
            .keys = issue_keys(),
            .need = "responders",
        }) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return issue.actions != 0; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    std::vector<std::uint64_t> people;
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kAction) || step->key == 0) continue;
      people.push_back(step->key);
      if (people.size() == 1) member.deciding[1] = step->position;
      const bool another = step->key != people.front();
      if (another && member.deciding[2] == kNoPosition) member.deciding[2] = step->position;
    }
    if (people.empty()) return;
    std::sort(people.begin(), people.end());
    const auto same = std::unique(people.begin(), people.end());
    member.need = member.measure = same - people.begin();
    member.part = member.need >= 2 ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }
};

// What a confirmed issue's resolution is, when it is named and can be found.
struct Solution {
  const Step* own_word = nullptr;      // the message of the person that it is
  const Step* others = nullptr;        // the action or message of somebody else that it is
  const Step* first_answer = nullptr;  // the first of them all
};

// REQUIRES: the issue is confirmed.
Solution solution_of(const IssueBook& book, const IssueFacts& issue) {
  const std::uint64_t resolution = issue.confirmed->value;
  Solution solution;
  const auto answer = [&](const Step* step) {
    if (solution.first_answer == nullptr || step < solution.first_answer) {
      solution.first_answer = step;
    }
    if (step->value == resolution && solution.others == nullptr) solution.others = step;
  };
  for (const Step* step : issue.steps) {
    if (is(*step, CareStep::kAction)) answer(step);
  }
  for (const auto& [contact, named] : book.contacts_of(issue)) {
    for (const auto& [key, step] : book.steps_of(contact)) {
      if (!is(*step, CareStep::kMessage)) continue;
      const auto author = static_cast<schema::ActorKind>(step->code);
      if (author == schema::ActorKind::CUSTOMER) {
        if (step->value == resolution) solution.own_word = step;
      } else if (author == schema::ActorKind::STAFF || author == schema::ActorKind::PARTNER) {
        answer(step);
      }
    }
  }
  return solution;
}

class SolutionIs : public IssueFigure {
 public:
  enum class What : std::uint8_t { kOwnWord, kFirstAnswer };
  SolutionIs(FigureDefinition definition, What what)
      : IssueFigure(std::move(definition)), what_(what) {}

 protected:
  bool concerns(const IssueFacts&) const override { return false; }
  void count_issue(const IssueBook& book, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    if (issue.confirmed == nullptr) return;
    member.deciding[1] = issue.confirmed->position;
    const Solution solution = solution_of(book, issue);
    const Step* found = solution.own_word != nullptr ? solution.own_word : solution.others;
    if (issue.confirmed->value == 0 || found == nullptr) {
      return into.add(excluded(member, Exclusion::kUnknown));
    }
    member.deciding[2] = found->position;
    const bool so = what_ == What::kOwnWord
                        ? solution.own_word != nullptr
                        : solution.own_word == nullptr &&
                              solution.first_answer->value == issue.confirmed->value;
    member.part = so ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }

 private:
  const What what_;
};

FigureDefinition solution(std::string_view name, Bilingual title, Bilingual sentence,
                          std::string_view numerator) {
  FigureDefinition definition;
  definition.name = name;
  definition.kind = FigureKind::kShare;
  definition.projection = "issues";
  definition.title = title;
  definition.sentence = sentence;
  definition.period = "the issue's opening";
  definition.numerator = numerator;
  definition.denominator = "issues with a confirmation that stands and names its resolution";
  definition.source = "boards mark one answer as the solution";
  definition.edge_cases = {
      "A resolution is somebody's answer when it goes by the id of an action on the issue or of a "
      "message in a contact about it. One that goes by neither is unknown, and left out.",
      "Who marked it is not asked.", kIrregularIssue};
  definition.keys = issue_keys();
  return definition;
}

}  // namespace

void add_answer_figures(Figures& figures) {
  figures.push_back(std::make_unique<SeveralResponders>());
  figures.push_back(std::make_unique<SolutionIs>(
      solution("solutions.own-word", {"Solved by themselves", "스스로 찾은 해결"},
               {"Of the confirmed issues whose resolution is an answer, the share in which it is "
                "the person's own.",
                "해결이 어느 답인지 아는 문의 가운데, 그 답이 고객 자신의 글인 것의 비율."},
               "issues solved by the person's own answer"),
      SolutionIs::What::kOwnWord));
  figures.push_back(std::make_unique<SolutionIs>(
      solution("solutions.first-answer", {"Solved by the first answer", "첫 답이 해결"},
               {"Of the confirmed issues whose resolution is an answer, the share in which it is "
                "the first by somebody else.",
                "해결이 어느 답인지 아는 문의 가운데, 그 답이 다른 사람의 첫 답인 것의 비율."},
               "issues solved by the first answer of somebody else"),
      SolutionIs::What::kFirstAnswer));
}

}  // namespace dangol
