// What all figures about waits and contacts share. Only for them.
#pragma once

#include "replay/catalogue.h"
#include "replay/figures/desk_book.h"
#include "replay/figures/moments.h"

namespace dangol::desk {

// What a wait is divided by: its own queue and kind, and what its contact is divided by.
extern const GroupingKey kByQueue, kByKind;
// What a contact is divided by.
extern const GroupingKey kByChannel, kByDirection, kByLanguage, kByEntryPoint, kByLabel, kByDay,
    kByMonth, kByHour;
extern const GroupingKey kBarEnd, kBarEase;
std::vector<const GroupingKey*> contact_keys();
std::vector<const GroupingKey*> wait_keys();

// 0 when the question divides by another key, or it is not known.
std::uint64_t group_of(const DeskBook& book, EntityKey contact, const Step* started,
                       const Question& question);
std::uint64_t group_of(const DeskBook& book, const WaitFacts& wait, const Question& question);

// In the numerator, of its group, with its beginning as the first deciding record.
Member member_of(const DeskBook& book, const WaitFacts& wait, const Question& question);
Member member_of(const DeskBook& book, const ContactFacts& contact, const Question& question);
Member excluded(Member member, Exclusion reason);

// Is it a wait in a queue? False for one whose beginning is not known.
bool is_queue(const WaitFacts& wait);
bool ended_as(const WaitFacts& wait, std::uint8_t how);
// Why the wait can be in no set of ended waits; kNone: it can. Abandoned and then answered by
// somebody, an end before the beginning or without one: irregular.
Exclusion fault_of(const DeskBook& book, const WaitFacts& wait);

// The hour on the sender's clock; 0 where only the day is known.
std::uint64_t hour_of(const Step& step);

// A figure of this family: reads the book of each person and asks `look`.
class DeskFigure : public Figure {
 public:
  explicit DeskFigure(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }
  void count(const PersonSteps& person, const Question& question, Collector& into) const override;

 protected:
  virtual void look(const DeskBook& book, const Question& question, Collector& into) const = 0;

 private:
  const FigureDefinition definition_;
};

void add_wait_figures(Figures& figures);
void add_return_figures(Figures& figures);
void add_contact_figures(Figures& figures);

}  // namespace dangol::desk
