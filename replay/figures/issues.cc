#include "replay/figures/issues.h"

#include <algorithm>

#include "replay/figures/issues_family.h"
#include "replay/figures/issues_projection.h"

namespace dangol {

namespace {

std::uint64_t channel_of(const IssueBook& book, const IssueFacts& issue) {
  if (issue.opened == nullptr) return 0;
  const ContactFacts* contact = book.find_contact(issue.opened->contact);
  return contact != nullptr && contact->started != nullptr ? contact->started->code : 0;
}

// The latest step that gives the symptom that stands, or the label.
const Step* latest(const IssueFacts& issue, CareStep type, std::uint64_t key) {
  const Step* found = nullptr;
  for (const Step* step : issue.steps) {
    if (is(*step, type) && step->key == key) found = step;
  }
  return found;
}

// Hands members on with the group of their issue, and with the record that names it.
class Named : public Collector {
 public:
  Named(Grouped grouped, Collector& into) : grouped_(grouped), into_(into) {}
  void add(const Member& member) override {
    Member named = member;
    if (named.group == 0) {
      named.group = grouped_.group;
      if (named.group != 0 && grouped_.named != nullptr) name(named, grouped_.named->position);
    }
    into_.add(named);
  }
  void cross(const Crossing& crossing) override { into_.cross(crossing); }

 private:
  static void name(Member& member, Position position) {
    for (Position& deciding : member.deciding) {
      if (deciding == position) return;
      if (deciding != kNoPosition) continue;
      deciding = position;
      return;
    }
    member.deciding.back() = position;
  }

  const Grouped grouped_;
  Collector& into_;
};

}  // namespace

std::uint64_t stage_of(const IssueBook& book, const IssueFacts& issue) {
  if (issue.opened == nullptr || issue.opened->code != 0) {
    return issue.opened != nullptr ? issue.opened->code : 0;
  }
  const ContactFacts* contact = book.find_contact(issue.opened->contact);
  return contact != nullptr && contact->stage != nullptr ? contact->stage->code : 0;
}

Grouped group_of(const IssueBook& book, const IssueFacts& issue, const Question& question) {
  const GroupingKey* by = question.by;
  const Step* classified = issue.classified;
  if (by == nullptr) return {};
  if (by == &kByTopic && classified != nullptr) return {classified->value, classified};
  if (by == &kByProduct && classified != nullptr) return {classified->key, classified};
  if (by == &kBySymptom && issue.symptom != 0) {
    return {issue.symptom, latest(issue, CareStep::kSymptom, issue.symptom)};
  }
  if (by == &kByLabel) {
    const Step* label = latest(issue, CareStep::kLabel, question.label);
    return {label != nullptr ? label->value : 0, label};
  }
  if (by == &kByStage) return {stage_of(book, issue)};
  if (by == &kByChannel) return {channel_of(book, issue)};
  if (by == &kByMonth)
    return {month_group(issue.opened != nullptr ? *issue.opened : issue.first())};
  return {};
}

Member member_of(const IssueBook& book, const IssueFacts& issue) {
  const Step& named = issue.opened != nullptr ? *issue.opened : issue.first();
  Member member;
  member.person = book.person().person;
  member.stream = named.stream;
  member.entity = issue.issue;
  member.deciding[0] = named.position;
  return member;
}

Member excluded(Member member, Exclusion reason) {
  member.part = Part::kExcluded;
  member.reason = reason;
  return member;
}

Micros days_after(Micros at, std::uint32_t days) {
  const std::int64_t more = days * kDayMicros;
  return Micros(at.value() > INT64_MAX - more ? INT64_MAX : at.value() + more);
}

std::int64_t seconds_since(const Step& step, const Question& question) {
  constexpr std::int64_t kSecondMicros = 1'000'000;
  // Divided first: the difference of any two moments then fits.
  const std::int64_t seconds =
      question.vantage.observed_at.value() / kSecondMicros - step.occurred.value() / kSecondMicros;
  return std::max<std::int64_t>(seconds, 0);
}

void IssueFigure::count(const PersonSteps& person, const Question& question,
                        Collector& into) const {
  const IssueBook& book = book_of(person);
  for (const IssueFacts& issue : book.issues()) {
    if (!question.period.includes(issue.since())) continue;
    const Member member = member_of(book, issue);
    Named named(group_of(book, issue, question), into);
    if (issue.opened != nullptr) {
      count_issue(book, issue, question, member, named);
    } else if (concerns(issue)) {
      named.add(excluded(member, Exclusion::kIrregular));
    }
  }
}

void add_issues(Projections& projections, Figures& figures) {
  add_issues_projection(projections);
  add_issue_counts(figures);
  add_person_counts(figures);
  add_action_figures(figures);
  add_answer_figures(figures);
  add_first_contact_figures(figures);
  add_hand_off_figures(figures);
  add_path_figures(figures);
}

}  // namespace dangol
