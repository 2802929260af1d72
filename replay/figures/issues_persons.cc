// How many persons have issues, and how many of them several.
#include <algorithm>
#include <map>

#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

constexpr std::string_view kUnidentifiedOnes =
    "Issues of somebody who is not known are unidentified, and left out: nobody can say whose "
    "others they are.";
constexpr std::string_view kMoved =
    "An issue belongs to the person to whom it was put down last; merged persons are one.";

// How many issues a person has, at least `least`.
class Persons : public Figure {
 public:
  Persons(FigureDefinition definition, std::int64_t least)
      : definition_(std::move(definition)), least_(least) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const IssueBook& book = book_of(person);
    std::map<std::uint64_t, Member> members;  // by group
    for (const IssueFacts& issue : book.issues()) {
      if (issue.opened == nullptr || !question.period.includes(issue.since())) continue;
      const Grouped grouped = group_of(book, issue, question);
      const Position opened = issue.opened->position;
      if (!person.identified()) {
        Member member = excluded(member_of(book, issue), Exclusion::kUnidentified);
        member.group = grouped.group;
        if (grouped.named != nullptr) member.deciding[1] = grouped.named->position;
        into.add(member);
        continue;
      }
      Member& member = members[grouped.group];
      if (member.need++ == 0) {
        member.person = member.stream = person.person;
        member.group = grouped.group;
        member.deciding = {opened, kNoPosition, kNoPosition};
        if (grouped.named != nullptr) member.deciding[1] = grouped.named->position;
      } else {
        member.deciding[2] = std::min(member.deciding[2], opened);
      }
    }
    for (auto& [group, member] : members) {
      member.measure = member.need;
      member.part = member.need >= least_ ? Part::kNumerator : Part::kDenominator;
      into.add(member);
    }
  }

 private:
  const FigureDefinition definition_;
  const std::int64_t least_;
};

}  // namespace

void add_person_counts(Figures& figures) {
  figures.push_back(std::make_unique<Persons>(
      FigureDefinition{
          .name = "issues.persons",
          .kind = FigureKind::kCount,
          .projection = "issues",
          .title = {"Persons with issues", "문의한 사람"},
          .sentence = {"Persons who wanted something changed or answered.",
                       "무언가를 바꾸거나 답해 주기를 바란 사람의 수."},
          .period = "the issue's opening",
          .numerator = "persons with an issue",
          .source = "a plain count",
          .edge_cases = {kMoved, kUnidentifiedOnes,
                         "Divided by a label, a person is counted in every group that an issue of "
                         "theirs belongs to."},
          .keys = {&kByLabel},
          .need = "issues",
      },
      1));
  figures.push_back(std::make_unique<Persons>(
      FigureDefinition{
          .name = "issues.persons-with-several",
          .kind = FigureKind::kShare,
          .projection = "issues",
          .title = {"Persons with several issues", "두 번 이상 문의한 사람의 비율"},
          .sentence = {"Of the persons with an issue, the share that has two or more.",
                       "문의한 사람 가운데 두 건 이상 문의한 사람의 비율."},
          .period = "the issue's opening",
          .numerator = "persons with two issues or more",
          .denominator = "persons with an issue",
          .source = "a plain count",
          .edge_cases = {kMoved, kUnidentifiedOnes,
                         "Divided by a label, a person is counted in every group that an issue of "
                         "theirs belongs to, with the issues of that group."},
          .keys = {&kByLabel},
          .need = "issues",
      },
      2));
}

}  // namespace dangol
