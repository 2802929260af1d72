// How often one contact was enough.
#include "events/event.capnp.h"
#include "replay/figures/issues_course.h"
#include "replay/figures/issues_family.h"
#include "replay/figures/issues_handoffs.h"

namespace dangol {

namespace {

using Basis = schema::ConfirmationBasis;

enum class Word : std::uint8_t { kSaid, kSilent, kMarked, kAny };

bool counts(Word word, const Step& confirmation) {
  const auto basis = static_cast<Basis>(confirmation.code);
  switch (word) {
    case Word::kSaid: return basis != Basis::SILENCE && basis != Basis::SOURCE_MARKED;
    case Word::kSilent: return basis == Basis::SILENCE;
    case Word::kMarked: return basis == Basis::SOURCE_MARKED;
    case Word::kAny: return true;
  }
  return false;
}

constexpr std::string_view kEdgeCases[] = {
    "An issue's first confirmation decides. The person's own word or deed, a survey's yes "
    "(said), their silence, and a mark by a foreign system are different figures; the true value "
    "lies between what was said and all of them.",
    "A confirmation by the person needs their own word, not before the resolution was proposed. "
    "Staff's own word that it is resolved counts nowhere.",
    "Touching is being opened, taken up, told again or reopened in a contact, or a complaint or "
    "promise that names both.",
    "A contact is begun by the person when it is inbound, or when nothing says in which direction "
    "it went and the person is said to have begun it. If it is not known who began a contact and "
    "it "
    "would be the second, the issue is unknown.",
    "The legs of a transferred call are one contact.",
    "What comes after the confirmation in a contact that touched the issue before does not spoil "
    "it, nor does a call back that was promised in such a contact and kept in time. Any other "
    "contact that touches the issue does, and so does a rejection.",
    "A recurrence counts at the opening of the issue that came back.",
    "An issue without a confirmation is observable `silence.days` after `recurrence.days` have "
    "passed since its opening.",
    "Of somebody who is not known nobody can say whether they came again: unidentified, and left "
    "out. Withdrawn issues and duplicates are left out, and issues that the source labels `state` "
    "= `unknown`, unless they were confirmed.",
    "An issue whose opening is not known is irregular, and left out."};

struct Told {
  std::string_view name;
  Bilingual title, sentence;
  std::string_view numerator;
};

FigureDefinition told(const Told& text, std::string_view denominator) {
  FigureDefinition definition;
  definition.name = text.name;
  definition.kind = FigureKind::kShare;
  definition.projection = "issues";
  definition.title = text.title;
  definition.sentence = text.sentence;
  definition.period = "the issue's opening";
  definition.numerator = text.numerator;
  definition.denominator = denominator;
  definition.source =
      "the field's first-contact resolution, by customer-based measures only: the "
      "same person, the same issue, a stated window";
  definition.edge_cases.assign(std::begin(kEdgeCases), std::end(kEdgeCases));
  definition.keys = issue_keys();
  definition.policies = {"silence.days", "recurrence.days"};
  return definition;
}

// All issues, or only those that one contact was enough for, and of these the ones never handed on.
enum class Of : std::uint8_t { kAll, kOneStop };

class FirstContact : public IssueFigure {
 public:
  FirstContact(const Told& text, Word word, Of of)
      : IssueFigure(told(text, of == Of::kAll ? "issues of which it can be observed"
                                              : "issues that one contact was enough for, so "
                                                "known")),
        word_(word),
        of_(of) {}

 protected:
  bool concerns(const IssueFacts&) const override { return of_ == Of::kAll; }
  void count_issue(const IssueBook& book, const IssueFacts& issue, const Question& question,
                   Member member, Collector& into) const override {
    const Step* confirmed = issue.confirmed_first;
    if (confirmed != nullptr) member.deciding[1] = confirmed->position;
    Course course;
    Exclusion left_out = unobservable(book, issue, question);
    if (left_out == Exclusion::kNone && confirmed != nullptr) {
      course = course_of(book, issue, question.policies);
      const bool known = course.by_person > 1 || course.by_person + course.by_unknown <= 1;
      if (!known && course.spoilt == nullptr) left_out = Exclusion::kUnknown;
    }
    if (left_out != Exclusion::kNone) {
      // Of what nobody knows whether it belongs to the one-stop figure's sets, it says nothing.
      if (of_ == Of::kAll) into.add(excluded(member, left_out));
      return;
    }
    if (course.spoilt != nullptr) member.deciding[2] = course.spoilt->position;
    const bool once = confirmed != nullptr && counts(word_, *confirmed) && course.by_person <= 1 &&
                      course.spoilt == nullptr;
    if (of_ == Of::kOneStop && !once) return;
    const bool counted = of_ == Of::kAll ? once : hand_offs_of(issue, 0) == 0;
    member.part = counted ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }

 private:
  static Exclusion unobservable(const IssueBook& book, const IssueFacts& issue,
                                const Question& question) {
    if (!book.person().identified()) return Exclusion::kUnidentified;
    if (issue.closed_as(schema::Closure::WITHDRAWN)) return Exclusion::kWithdrawn;
    if (issue.closed_as(schema::Closure::DUPLICATE)) return Exclusion::kDuplicate;
    const Policies& policies = question.policies;
    const Step* confirmed = issue.confirmed_first;
    if (confirmed == nullptr && issue.state_unknown) return Exclusion::kUnknown;
    const Micros since = confirmed != nullptr
                             ? confirmed->occurred
                             : days_after(issue.opened->occurred, policies.recurrence_days);
    const bool over = days_after(since, policies.silence_days) <= question.vantage.observed_at;
    return over ? Exclusion::kNone : Exclusion::kNotYetObservable;
  }

  const Word word_;
  const Of of_;
};

class ClosedAtCreation : public IssueFigure {
 public:
  ClosedAtCreation()
      : IssueFigure({
            .name = "fcr.closed-at-creation",
            .kind = FigureKind::kShare,
            .projection = "issues",
            .title = {"Closed at creation", "접수와 동시에 종결"},
            .sentence = {"Of all issues, the share that was closed at the moment at which it was "
                         "opened.",
                         "모든 문의 가운데 접수된 시각에 바로 종결된 것의 비율."},
            .period = "the issue's opening",
            .numerator = "issues closed at the moment of their opening",
            .denominator = "issues",
            .source = "what some systems take for first-contact resolution, by staff's own word: "
                      "shown only for the contrast",
            .edge_cases = {"The same moment, as precisely as the source gives it.",
                           "An issue of which only the day of its opening or closing is known, and "
                           "the other lies on the same day, has no time precise enough, and is "
                           "left out.",
                           "An issue whose opening is not known is irregular, and left out."},
            .keys = issue_keys(),
        }) {}

 protected:
  bool concerns(const IssueFacts&) const override { return true; }
  void count_issue(const IssueBook&, const IssueFacts& issue, const Question&, Member member,
                   Collector& into) const override {
    const Step& opened = *issue.opened;
    member.part = Part::kDenominator;
    bool vague = false;
    for (const Step* step : issue.steps) {
      if (!is(*step, CareStep::kClosed)) continue;
      const bool by_day =
          opened.precision == TimePrecision::kDay || step->precision == TimePrecision::kDay;
      if (by_day) {
        vague |= step->local_day() == opened.local_day();
      } else if (step->occurred == opened.occurred) {
        member.part = Part::kNumerator;
        member.deciding[1] = step->position;
        break;
      }
    }
    const bool counted = member.part == Part::kNumerator;
    into.add(vague && !counted ? excluded(member, Exclusion::kNoTime) : member);
  }
};

constexpr Told kSaid = {
    "fcr.said",
    {"Resolved in one contact, as the person said", "한 번에 해결 (고객 확인)"},
    {"Of all issues, the share that the person confirmed as resolved after at most one contact of "
     "theirs, without coming back to it for `silence.days`.",
     "모든 문의 가운데, 고객이 한 번 이하의 접촉 뒤 해결되었다고 확인했고 그 뒤 정해진 날수 동안 "
     "다시 찾지 않은 것의 비율."},
    "issues that one contact was enough for, by the person's own word, deed or answer"};
constexpr Told kSilent = {
    "fcr.silent",
    {"Resolved in one contact, as silence suggests", "한 번에 해결 (침묵)"},
    {"Of all issues, the share for which at most one contact of the person was enough as far as "
     "their silence shows.",
     "모든 문의 가운데, 고객이 한 번 이하로 접촉했고 그 뒤 아무 말이 없어 해결로 보이는 것의 "
     "비율."},
    "issues that one contact was enough for, as silence suggests"};
constexpr Told kMarked = {
    "fcr.marked",
    {"Resolved in one contact, as the source marks", "한 번에 해결 (원본 표시)"},
    {"Of all issues, the share for which at most one contact of the person was enough by a mark of "
     "a foreign system.",
     "모든 문의 가운데, 고객이 한 번 이하로 접촉했고 원본 시스템이 해결로 표시한 것의 비율."},
    "issues that one contact was enough for, as a foreign system marks"};
constexpr Told kAtMost = {
    "fcr.at-most",
    {"Resolved in one contact, at most", "한 번에 해결 (최대)"},
    {"Of all issues, the share for which at most one contact of the person was enough, whether "
     "they said so, were silent, or a foreign system marks it.",
     "모든 문의 가운데, 고객의 말, 침묵, 원본의 표시 가운데 무엇으로든 한 번 이하의 접촉으로 "
     "해결되었다고 볼 수 있는 것의 비율."},
    "issues that one contact was enough for, however known"};
constexpr Told kSaidOneStop = {
    "fcr.said-onestop",
    {"One stop, as the person said", "원스톱 (고객 확인)"},
    {"Of the issues that one contact was enough for by the person's own word, the share that was "
     "never handed on.",
     "고객의 확인으로 한 번에 해결된 문의 가운데 한 번도 이관되지 않은 것의 비율."},
    "issues never handed on"};
constexpr Told kSilentOneStop = {
    "fcr.silent-onestop",
    {"One stop, as silence suggests", "원스톱 (침묵)"},
    {"Of the issues that one contact was enough for as silence suggests, the share that was never "
     "handed on.",
     "침묵으로 보아 한 번에 해결된 문의 가운데 한 번도 이관되지 않은 것의 비율."},
    "issues never handed on"};
constexpr Told kMarkedOneStop = {
    "fcr.marked-onestop",
    {"One stop, as the source marks", "원스톱 (원본 표시)"},
    {"Of the issues that one contact was enough for by a mark of a foreign system, the share that "
     "was never handed on.",
     "원본의 표시로 보아 한 번에 해결된 문의 가운데 한 번도 이관되지 않은 것의 비율."},
    "issues never handed on"};

}  // namespace

void add_first_contact_figures(Figures& figures) {
  const auto add = [&](const Told& text, Word word, Of of) {
    figures.push_back(std::make_unique<FirstContact>(text, word, of));
  };
  add(kSaid, Word::kSaid, Of::kAll);
  add(kSilent, Word::kSilent, Of::kAll);
  add(kMarked, Word::kMarked, Of::kAll);
  add(kAtMost, Word::kAny, Of::kAll);
  add(kSaidOneStop, Word::kSaid, Of::kOneStop);
  add(kSilentOneStop, Word::kSilent, Of::kOneStop);
  add(kMarkedOneStop, Word::kMarked, Of::kOneStop);
  figures.push_back(std::make_unique<ClosedAtCreation>());
}

}  // namespace dangol
