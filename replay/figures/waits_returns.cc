// After giving up: did the person come back?
#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/desk_family.h"

namespace dangol::desk {

namespace {

// Until when somebody who gave up may come back and count.
enum class Within : std::uint8_t { kSameDate, kADay, kPolicyDays, kEver };

constexpr std::string_view kOnlyKnown =
    "Only identified persons: of nobody it is known whether they came back.";
constexpr std::string_view kAnyContact =
    "Any later contact of the person counts, whoever began it, but not the legs of a transfer.";

FigureDefinition returned(std::string_view name, Within within, Bilingual title,
                          Bilingual sentence) {
  FigureDefinition definition{
      .name = name,
      .kind = FigureKind::kShare,
      .projection = "desk",
      .title = title,
      .sentence = sentence,
      .period = "the end of the wait that was given up",
      .numerator = "queue waits given up after which the person came back so",
      .denominator = "queue waits given up by identified persons",
      .source = "what became of those who gave up, which a share of abandoned calls does not say",
      .edge_cases = {kOnlyKnown, kAnyContact},
      .keys = wait_keys(),
  };
  switch (within) {
    case Within::kSameDate:
      definition.edge_cases.push_back(
          "The date is that of the source's clock at the contact in which the person gave up; a "
          "later contact is one that began after that contact began.");
      definition.edge_cases.push_back("Observable when that date is over.");
      break;
    case Within::kADay:
      definition.edge_cases.push_back(
          "24 hours from the end of the wait, both ends included. Observable when they are over.");
      break;
    case Within::kPolicyDays:
      definition.policies = {"silence.days"};
      definition.edge_cases.push_back(
          "W days from the end of the wait, both ends included. Observable when they are over.");
      break;
    case Within::kEver:
      definition.numerator = "queue waits given up after which nothing more is known of the person";
      definition.edge_cases.push_back("As known now: who came back later leaves it.");
      break;
  }
  return definition;
}

class Returned : public DeskFigure {
 public:
  Returned(FigureDefinition definition, Within within)
      : DeskFigure(std::move(definition)), within_(within) {}

 protected:
  void look(const DeskBook& book, const Question& question, Collector& into) const override {
    for (const WaitFacts& wait : book.waits()) {
      if (!is_queue(wait) ||
          !ended_as(wait, static_cast<std::uint8_t>(schema::WaitEnd::ABANDONED)) ||
          !question.period.includes(wait.ended.step->occurred)) {
        continue;
      }
      Member member = member_of(book, wait, question);
      if (const Exclusion fault = fault_of(book, wait); fault != Exclusion::kNone) {
        into.add(excluded(member, fault));
      } else if (!book.person().identified()) {
        into.add(excluded(member, Exclusion::kUnidentified));
      } else {
        add(book, wait, question, member, into);
      }
    }
  }

 private:
  void add(const DeskBook& book, const WaitFacts& wait, const Question& question, Member member,
           Collector& into) const {
    const ContactFacts* contact = book.find(wait.started->contact);
    const Step& began =
        contact != nullptr && contact->started != nullptr ? *contact->started : *wait.started;
    const Step* back = coming_back(book, wait, began, question);
    if (back != nullptr) member.deciding[2] = back->position;
    if (within_ == Within::kEver) {
      member.part = back == nullptr ? Part::kNumerator : Part::kDenominator;
      return into.add(member);
    }
    const Micros observed = std::min(question.vantage.observed_at, question.vantage.happened_by);
    if (back == nullptr && observed < last_moment(wait, began, question)) {
      return into.add(excluded(member, Exclusion::kNotYetObservable));
    }
    member.part = back != nullptr ? Part::kNumerator : Part::kDenominator;
    into.add(member);
  }

  // The first contact by which the person came back.
  const Step* coming_back(const DeskBook& book, const WaitFacts& wait, const Step& began,
                          const Question& question) const {
    const auto calls = book.calls();
    const Micros from = within_ == Within::kSameDate ? Micros(began.occurred.value() + 1)
                                                     : wait.ended.step->occurred;
    auto call =
        std::lower_bound(calls.begin(), calls.end(), from,
                         [](const Step* step, Micros moment) { return step->occurred < moment; });
    while (call != calls.end() && (*call)->entity == began.entity) ++call;
    if (call == calls.end()) return nullptr;
    const Micros last = last_moment(wait, began, question);
    return (*call)->occurred <= last ? *call : nullptr;
  }

  // The last moment at which coming back counts.
  Micros last_moment(const WaitFacts& wait, const Step& began, const Question& question) const {
    const std::int64_t left = wait.ended.step->occurred.value();
    switch (within_) {
      case Within::kSameDate:
        return Micros((began.local_day() + 1) * kDayMicros - began.offset * 60 * kSecondMicros - 1);
      case Within::kADay: return Micros(left + kDayMicros);
      case Within::kPolicyDays: return Micros(left + question.policies.silence_days * kDayMicros);
      case Within::kEver: break;
    }
    return Micros(INT64_MAX);
  }

  const Within within_;
};

void add(Figures& figures, std::string_view name, Within within, Bilingual title,
         Bilingual sentence) {
  figures.push_back(std::make_unique<Returned>(returned(name, within, title, sentence), within));
}

}  // namespace

void add_return_figures(Figures& figures) {
  add(figures, "waits.back-same-date", Within::kSameDate,
      {"Back on the same date", "같은 날 다시 연락"},
      {"Of the waits in a queue that identified persons gave up, the share after which the person "
       "was in contact again on the same date.",
       "신원을 아는 고객이 포기한 대기열 대기 가운데 같은 날짜에 다시 접촉이 있었던 것의 비율."});
  add(figures, "waits.back-within-a-day", Within::kADay,
      {"Back within 24 hours", "24시간 안에 다시 연락"},
      {"Of the waits in a queue that identified persons gave up, the share after which the person "
       "was in contact again within 24 hours.",
       "신원을 아는 고객이 포기한 대기열 대기 가운데 24시간 안에 다시 접촉이 있었던 것의 비율."});
  add(figures, "waits.back-within-w", Within::kPolicyDays,
      {"Back within W days", "W일 안에 다시 연락"},
      {"Of the waits in a queue that identified persons gave up, the share after which the person "
       "was in contact again within W days.",
       "신원을 아는 고객이 포기한 대기열 대기 가운데 W일 안에 다시 접촉이 있었던 것의 비율."});
  add(figures, "waits.never-back", Within::kEver, {"Never came back", "다시 오지 않음"},
      {"Of the waits in a queue that identified persons gave up, the share after which no further "
       "contact of the person is known.",
       "신원을 아는 고객이 포기한 대기열 대기 가운데 그 뒤로 접촉이 알려지지 않은 것의 비율."});
}

}  // namespace dangol::desk
