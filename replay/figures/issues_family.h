// What all figures about issues share. Only for them.
#pragma once

#include "replay/catalogue.h"
#include "replay/figures/issues_book.h"
#include "replay/figures/moments.h"

namespace dangol {

extern const GroupingKey kByTopic, kByProduct, kBySymptom, kByStage, kByChannel, kByMonth, kByLabel,
    kByLevel, kByClosure, kByBasis;
// By what every figure about issues can be divided.
std::vector<const GroupingKey*> issue_keys();
// What is no issue but a hand-off has a level too.
std::vector<const GroupingKey*> with_level(std::vector<const GroupingKey*> keys);

// The issue's group, 0 when the question divides by another key or it is not known; and the step in
// whose record its text can be read, nullptr when it is no text.
struct Grouped {
  std::uint64_t group = 0;
  const Step* named = nullptr;
};
Grouped group_of(const IssueBook& book, const IssueFacts& issue, const Question& question);
// schema::Stage of its opening, or of the contact in which it came up.
std::uint64_t stage_of(const IssueBook& book, const IssueFacts& issue);

// In the numerator, with its opening as the first deciding record.
Member member_of(const IssueBook& book, const IssueFacts& issue);
Member excluded(Member member, Exclusion reason);

// The moment a number of days later; the last moment there is when that is beyond all.
Micros days_after(Micros at, std::uint32_t days);
// How long before the moment at which it is judged; 0 when it is later.
std::int64_t seconds_since(const Step& step, const Question& question);

// A figure that looks at one issue after the other. Issues whose opening is not known are irregular,
// and excluded, when the figure would have looked at them. Members get their issue's group unless the
// figure gave them one.
class IssueFigure : public Figure {
 public:
  explicit IssueFigure(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }
  void count(const PersonSteps& person, const Question& question, Collector& into) const override;

 protected:
  // Called for issues whose opening lies in the period. `member` is member_of().
  virtual void count_issue(const IssueBook& book, const IssueFacts& issue, const Question& question,
                           Member member, Collector& into) const = 0;
  // Whether the figure would look at an issue of which only such facts are known.
  virtual bool concerns(const IssueFacts& issue) const = 0;

 private:
  const FigureDefinition definition_;
};

void add_issue_counts(Figures& figures);
void add_person_counts(Figures& figures);
void add_action_figures(Figures& figures);
void add_answer_figures(Figures& figures);
void add_first_contact_figures(Figures& figures);
void add_hand_off_figures(Figures& figures);
void add_hand_off_lists(Figures& figures);
void add_path_figures(Figures& figures);

}  // namespace dangol
