// What was done without resolving anything.
#include "replay/figures/issues_family.h"

namespace dangol {

namespace {

class Unresolved : public IssueFigure {
 public:
  Unresolved()
      : IssueFigure({
            .name = "actions.unresolved",
            .kind = FigureKind::kShare,
            .projection = "issues",
            .title = {"Actions without resolution", "해결 없는 조치"},
            .sentence = {"Of the issues on which staff acted and which are over, the share in "
                         "which nobody knows that the person accepts the result.",
                         "조치가 있었고 이제 끝난 문의 가운데, 고객이 해결로 받아들였다고 알려지지 "
                         "않은 것의 비율."},
            .period = "the issue's opening",
            .numerator = "issues with an action since they were last opened, and no confirmation "
                         "that stands",
            .denominator = "issues with an action that are closed, or of which nothing was heard "
                           "for `silence.days`",
            .source = "the essay on resolution: a customer wants a resolution, not an action",
            .edge_cases =
                {"Sending the person elsewhere is an action.",
                 "A confirmation stands until it is rejected or the issue is reopened. One by the "
                 "person needs their own word, not before the resolution was proposed.",
                 "What was heard: any event that names the issue, and any message in a contact "
                 "about it. A mark by a foreign system is no word: its time is not known.",
                 "An issue that is not closed and of which something was heard more recently is "
                 "not yet observable.",
                 "An issue whose source labels it `state` = `unknown` is unknown, unless a "
                 "confirmation stands.",
                 "The person's last word is unanswered unless somebody of ours wrote, acted, "
                 "proposed or sent them elsewhere since; the opening is a word, and so are "
                 "rejecting, reopening and telling it again.",
                 "An issue whose opening is not known is irregular, and left out."},
            .keys = issue_keys(),
            .policies = {"silence.days"},
            .need = "seconds since the person's last unanswered word",
        }) {}

 protected:
  bool concerns(const IssueFacts& issue) const override { return issue.actions != 0; }
  void count_issue(const IssueBook& book, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    if (issue.actions == 0) return;
    if (issue.confirmed != nullptr) {
      member.deciding[1] = issue.confirmed->position;
    } else {
      member.deciding[1] = latest_action(issue).position;
    }
    if (issue.closed == nullptr) {
      const Step& last = book.last_on(issue);
      const Micros rests = days_after(last.occurred, question.policies.silence_days);
      if (rests > question.vantage.observed_at) {
        member.deciding[2] = last.position;
        return into.add(excluded(member, Exclusion::kNotYetObservable));
      }
    } else {
      member.deciding[2] = issue.closed->position;
    }
    if (issue.state_unknown && issue.confirmed == nullptr) {
      return into.add(excluded(member, Exclusion::kUnknown));
    }
    const bool unresolved = issue.confirmed == nullptr && issue.actions_since_opened != 0;
    member.part = unresolved ? Part::kNumerator : Part::kDenominator;
    const Step* word = unresolved ? book.unanswered(issue) : nullptr;
    if (word != nullptr) member.need = seconds_since(*word, question);
    into.add(member);
  }

 private:
  // REQUIRES: there is one.
  static const Step& latest_action(const IssueFacts& issue) {
    const Step* latest = issue.steps.front();
    for (const Step* step : issue.steps) {
      if (is(*step, CareStep::kAction) || is(*step, CareStep::kDeflected)) latest = step;
    }
    return *latest;
  }
};

}  // namespace

void add_action_figures(Figures& figures) { figures.push_back(std::make_unique<Unresolved>()); }

}  // namespace dangol
