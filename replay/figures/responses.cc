#include "replay/figures/responses.h"

#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/by_entity.h"
#include "replay/figures/moments.h"
#include "replay/figures/responses_steps.h"

namespace dangol {

namespace responses {

namespace {

constexpr GroupingKey kByChannel = {.name = "channel",
                                    .meaning = {"the channel of the letter", "글이 온 채널"},
                                    .kind = GroupingKey::Kind::kEnum,
                                    .type = "contact.started",
                                    .field = "channel"};
constexpr GroupingKey kByTopic = {.name = "topic", .meaning = {"what it is about", "주제"}};
constexpr GroupingKey kByProduct = {.name = "product", .meaning = {"which product", "제품"}};
constexpr GroupingKey kByLabel = {.name = "label",
                                  .meaning = {"a label of its opening", "접수할 때의 표식"},
                                  .kind = GroupingKey::Kind::kLabel};
constexpr GroupingKey kByAgain = {
    .name = "again",
    .meaning = {"how often the person wrote in the contact", "고객이 그 접촉에서 쓴 글의 수"},
    .kind = GroupingKey::Kind::kNumber};

bool in_writing(std::uint8_t channel) {
  switch (static_cast<schema::Channel>(channel)) {
    case schema::Channel::EMAIL:
    case schema::Channel::WEB_BOARD:
    case schema::Channel::WEB_FORM:
    case schema::Channel::SOCIAL:
    case schema::Channel::CHAT:
    case schema::Channel::POSTAL:
    case schema::Channel::FAX:
    case schema::Channel::SMS: return true;
    case schema::Channel::UNSET:
    case schema::Channel::PHONE:
    case schema::Channel::REMOTE_SESSION:
    case schema::Channel::VISIT:
    case schema::Channel::INTERNAL: return false;
  }
  return false;
}

// Steps of contacts by contact, and in time.
using Contacts = std::vector<AboutEntity>;

std::span<const AboutEntity> of_contact(const Contacts& contacts, EntityKey contact) {
  const auto less = [](const AboutEntity& about, EntityKey key) { return about.entity < key; };
  const auto more = [](EntityKey key, const AboutEntity& about) { return key < about.entity; };
  return {std::lower_bound(contacts.begin(), contacts.end(), contact, less),
          std::upper_bound(contacts.begin(), contacts.end(), contact, more)};
}

const Contacts& contacts_of(const PersonSteps& person) {
  thread_local Contacts contacts;
  contacts.clear();
  for (const Step& step : person.steps) {
    if (of_a_contact(step)) contacts.push_back({step.contact, &step});
  }
  std::sort(contacts.begin(), contacts.end(), [](const AboutEntity& a, const AboutEntity& b) {
    return a.entity != b.entity ? a.entity < b.entity : a.step < b.step;
  });
  return contacts;
}

// What is known of an issue that was put in writing.
struct Asked {
  const Step* opened = nullptr;
  const Step* contact = nullptr;  // its beginning
  const Step* word = nullptr;     // of the person, from which it is counted
  const Step* answer = nullptr;
  const Step* closed = nullptr;
  std::uint64_t words = 0;  // messages of the person in the contact
};

// The first of the person's messages that nobody had answered when the issue was opened.
void find_word(std::span<const AboutEntity> contact, Asked& asked) {
  const Step* unanswered = nullptr;
  for (const auto& [key, step] : contact) {
    if (is(*step, ResponseStep::kContact) && asked.contact == nullptr) asked.contact = step;
    if (is(*step, ResponseStep::kAsked)) ++asked.words;
    if (step->occurred > asked.opened->occurred) continue;
    if (is(*step, ResponseStep::kAsked) && unanswered == nullptr) unanswered = step;
    if (is(*step, ResponseStep::kAnswered) && step->occurred < asked.opened->occurred) {
      unanswered = nullptr;
    }
  }
  asked.word = unanswered == nullptr ? asked.opened : unanswered;
}

void find_answer(const Contacts& contacts, EntityKey contact, Asked& asked) {
  for (const auto& [key, step] : of_contact(contacts, contact)) {
    if (!is(*step, ResponseStep::kAnswered) || step < asked.word) continue;
    if (asked.answer == nullptr || step < asked.answer) asked.answer = step;
    return;
  }
}

enum class What { kMedian, kOverADay, kUnanswered };

class Responded : public Figure {
 public:
  Responded(What what, FigureDefinition definition)
      : what_(what), definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const Contacts& contacts = contacts_of(person);
    each_entity(person.steps, of_an_issue, [&](std::span<const AboutEntity> steps) {
      Asked asked;
      for (const auto& [key, step] : steps) {
        if (is(*step, ResponseStep::kOpened) && asked.opened == nullptr) asked.opened = step;
        if (is(*step, ResponseStep::kClosed)) asked.closed = step;
      }
      const Step& named = asked.opened != nullptr ? *asked.opened : *steps.front().step;
      if (!question.period.includes(named.occurred)) return;
      Member member;
      member.person = person.person;
      member.stream = named.stream;
      member.entity = named.entity;
      member.deciding[0] = named.position;
      if (asked.opened == nullptr) return leave_out(member, Exclusion::kIrregular, into);
      find_word(of_contact(contacts, asked.opened->contact), asked);
      member.group = group_of(asked, steps, question);
      if (asked.contact == nullptr) return leave_out(member, Exclusion::kUnknown, into);
      if (!in_writing(asked.contact->code)) return;
      find_answer(contacts, asked.opened->contact, asked);
      for (const auto& [key, step] : steps) {
        if (is(*step, ResponseStep::kTouched)) find_answer(contacts, step->contact, asked);
        if (!is(*step, ResponseStep::kAction) || step < asked.word) continue;
        if (asked.answer == nullptr || step < asked.answer) asked.answer = step;
      }
      decide(asked, member, into);
    });
  }

 private:
  static void leave_out(Member member, Exclusion reason, Collector& into) {
    member.part = Part::kExcluded;
    member.reason = reason;
    into.add(member);
  }

  static std::uint64_t group_of(const Asked& asked, std::span<const AboutEntity> steps,
                                const Question& question) {
    if (question.by == &kByChannel) return asked.contact == nullptr ? 0 : asked.contact->code;
    if (question.by == &kByTopic) return asked.opened->value;
    if (question.by == &kByProduct) return asked.opened->key;
    if (question.by == &kByAgain) return asked.words;
    if (question.by == &kOfDay) return day_group(*asked.opened);
    if (question.by == &kOfMonth) return month_group(*asked.opened);
    if (question.by != &kByLabel) return 0;
    for (const auto& [key, step] : steps) {
      if (is(*step, ResponseStep::kLabel) && step->position == asked.opened->position &&
          step->value == question.label) {
        return step->key;
      }
    }
    return 0;
  }

  void decide(const Asked& asked, Member member, Collector& into) const {
    member.deciding[1] = asked.contact->position;
    if (what_ == What::kUnanswered) {
      member.need = -asked.word->occurred.value();
      if (asked.answer != nullptr) {
        member.deciding[2] = asked.answer->position;
        member.part = Part::kDenominator;
      } else if (asked.closed != nullptr) {
        const auto closure = static_cast<schema::Closure>(asked.closed->code);
        if (closure == schema::Closure::WITHDRAWN) {
          return leave_out(member, Exclusion::kWithdrawn, into);
        }
        if (closure == schema::Closure::DUPLICATE) {
          return leave_out(member, Exclusion::kDuplicate, into);
        }
      }
      into.add(member);
      return;
    }
    if (asked.answer == nullptr) return;
    member.deciding[1] = asked.word->position;
    member.deciding[2] = asked.answer->position;
    if (!has_clock(*asked.word) || !has_clock(*asked.answer)) {
      return leave_out(member, Exclusion::kNoTime, into);
    }
    member.measure = asked.answer->occurred.value() - asked.word->occurred.value();
    member.need = member.measure;
    if (what_ == What::kOverADay && member.measure <= kDayMicros) member.part = Part::kDenominator;
    into.add(member);
  }

  What what_;
  FigureDefinition definition_;
};

FigureDefinition base(std::string_view name, Bilingual title, Bilingual sentence) {
  return {.name = name,
          .kind = FigureKind::kShare,
          .projection = "responses",
          .title = title,
          .sentence = sentence,
          .period = "the issue's opening",
          .numerator = "issues without an answer",
          .denominator = "issues that were put in writing",
          .source =
              "a message was answered after five minutes; waiting is measured from the "
              "person's first unanswered word",
          .edge_cases =
              {"In writing: email, board, form, social network, chat, letter, fax, short message.",
               "It counts from the first of the person's messages in the contact that nobody had "
               "answered when the issue was opened; without one, from the opening.",
               "An answer is a message by staff or a partner in a contact of the issue, or an "
               "action on it. On a public board whoever answers is a partner. What a machine "
               "sends is no answer, nor is what the person writes.",
               "An issue whose contact is not known is unknown; one whose opening is not known is "
               "irregular."},
          .keys = {&kByChannel, &kByTopic, &kByProduct, &kByLabel, &kByAgain, &kOfDay, &kOfMonth},
          .need = "who has waited longest"};
}

}  // namespace

}  // namespace responses

void add_responses(Projections& projections, Figures& figures) {
  using namespace responses;
  projections.push_back(responses_projection());
  FigureDefinition median = base(
      "responses.median", {"First response", "첫 응답까지의 시간"},
      {"Half of the answered issues that were put in writing were first answered sooner than this "
       "one.",
       "글로 온 문의 가운데 답을 받은 것의 절반은 이보다 빨리 첫 답을 받았다."});
  median.kind = FigureKind::kQuantile;
  median.unit = Unit::kMicros;
  median.quantile = 0.5;
  median.numerator = "issues that were answered";
  median.denominator = {};
  median.edge_cases.push_back("Times known to the day only are not precise enough.");
  figures.push_back(std::make_unique<Responded>(What::kMedian, std::move(median)));
  FigureDefinition over = base(
      "responses.over-a-day",
      {"First response after more than 24 hours", "24시간 넘게 걸린 첫 응답"},
      {"Of the answered issues that were put in writing, the share first answered after more than "
       "24 hours.",
       "글로 와서 답을 받은 문의 가운데 첫 답까지 24시간이 넘게 걸린 것의 비율."});
  over.numerator = "issues first answered after more than 24 hours";
  over.denominator = "issues that were answered";
  over.edge_cases.push_back("Times known to the day only are not precise enough.");
  figures.push_back(std::make_unique<Responded>(What::kOverADay, std::move(over)));
  FigureDefinition none =
      base("responses.unanswered", {"Without an answer", "답이 없는 글"},
           {"Of the issues that were put in writing, the share that nobody has answered.",
            "글로 온 문의 가운데 아무도 답하지 않은 것의 비율."});
  none.edge_cases.push_back(
      "Withdrawn or closed as a duplicate without an answer, it is left out.");
  figures.push_back(std::make_unique<Responded>(What::kUnanswered, std::move(none)));
}

}  // namespace dangol
