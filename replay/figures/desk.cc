#include "replay/figures/desk.h"

#include "events/event.capnp.h"
#include "replay/figures/desk_family.h"

namespace dangol {

void add_desk(Projections& projections, Figures& figures) {
  projections.push_back(desk::desk_projection());
  desk::add_wait_figures(figures);
  desk::add_return_figures(figures);
  desk::add_contact_figures(figures);
}

namespace desk {

using Kind = GroupingKey::Kind;

const GroupingKey kByQueue = {.name = "queue",
                              .meaning = {"the queue, by the source's own name", "대기열"}};
const GroupingKey kByKind = {.name = "kind",
                             .meaning = {"what the person waited for", "무엇을 기다렸는지"},
                             .kind = Kind::kEnum,
                             .type = "wait.started",
                             .field = "waitKind"};
const GroupingKey kByChannel = {.name = "channel",
                                .meaning = {"the channel of the contact", "접촉 경로"},
                                .kind = Kind::kEnum,
                                .type = "contact.started",
                                .field = "channel"};
const GroupingKey kByDirection = {.name = "direction",
                                  .meaning = {"who began the contact", "누가 먼저 연락했는지"},
                                  .kind = Kind::kEnum,
                                  .type = "contact.started",
                                  .field = "direction"};
const GroupingKey kByLanguage = {.name = "language",
                                 .meaning = {"the language of the contact", "언어"}};
const GroupingKey kByEntryPoint = {
    .name = "entry", .meaning = {"where it came in: a number, a page, a menu line", "들어온 곳"}};
const GroupingKey kByLabel = {
    .name = "label",
    .meaning = {"a label of the source on the contact, its latest word", "원본이 붙인 꼬리표"},
    .kind = Kind::kLabel};
const GroupingKey kByDay = {
    .name = "day", .meaning = {"the day, by the source's clock", "날짜"}, .kind = Kind::kDay};
const GroupingKey kByMonth = {
    .name = "month", .meaning = {"the month, by the source's clock", "달"}, .kind = Kind::kMonth};
const GroupingKey kByHour = {.name = "hour",
                             .meaning = {"the hour of the day, by the source's clock", "시각"},
                             .kind = Kind::kNumber};
const GroupingKey kBarEnd = {.name = "end",
                             .meaning = {"how the wait ended", "대기가 끝난 까닭"},
                             .kind = Kind::kEnum,
                             .type = "wait.ended",
                             .field = "end"};
const GroupingKey kBarEase = {.name = "with",
                              .meaning = {"what made the wait lighter", "대기를 덜어 준 것"},
                              .kind = Kind::kEnum,
                              .type = "wait.eased",
                              .field = "with"};

std::vector<const GroupingKey*> contact_keys() {
  return {&kByChannel, &kByDirection, &kByLanguage, &kByEntryPoint,
          &kByDay,     &kByMonth,     &kByHour,     &kByLabel};
}

std::vector<const GroupingKey*> wait_keys() {
  return {&kByQueue, &kByKind, &kByChannel, &kByDay, &kByMonth, &kByHour, &kByLabel};
}

std::uint64_t hour_of(const Step& step) {
  const std::int64_t local = step.occurred.value() + step.offset * 60 * kSecondMicros;
  return static_cast<std::uint64_t>((local - step.local_day() * kDayMicros) /
                                    (3600 * kSecondMicros));
}

namespace {

std::uint64_t moment_group(const Step& step, const GroupingKey* by) {
  if (by == &kByDay) return day_group(step);
  if (by == &kByMonth) return month_group(step);
  return hour_of(step);
}

bool is_moment(const GroupingKey* by) { return by == &kByDay || by == &kByMonth || by == &kByHour; }

}  // namespace

std::uint64_t group_of(const DeskBook& book, EntityKey contact, const Step* started,
                       const Question& question) {
  const GroupingKey* by = question.by;
  if (by == nullptr) return 0;
  if (by == &kByLabel) return book.label(contact, question.label);
  if (started == nullptr) return 0;
  if (by == &kByChannel) return started->code;
  if (by == &kByDirection) {
    if (started->has(kInbound)) return static_cast<std::uint64_t>(schema::Direction::INBOUND);
    if (started->has(kOutbound)) return static_cast<std::uint64_t>(schema::Direction::OUTBOUND);
    return 0;
  }
  if (by == &kByLanguage) return started->key;
  if (by == &kByEntryPoint) return started->value;
  return is_moment(by) ? moment_group(*started, by) : 0;
}

std::uint64_t group_of(const DeskBook& book, const WaitFacts& wait, const Question& question) {
  const GroupingKey* by = question.by;
  if (by == nullptr || wait.started == nullptr) return 0;
  if (by == &kByQueue) return wait.started->key;
  if (by == &kByKind) return wait.started->code;
  if (is_moment(by)) return moment_group(*wait.started, by);
  const EntityKey contact = wait.started->contact;
  const ContactFacts* facts = book.find(contact);
  return group_of(book, contact, facts == nullptr ? nullptr : facts->started, question);
}

Member member_of(const DeskBook& book, const WaitFacts& wait, const Question& question) {
  const Step& named = wait.started != nullptr ? *wait.started : *wait.first;
  Member member;
  member.person = book.person().person;
  member.stream = named.stream;
  member.entity = wait.wait;
  member.group = group_of(book, wait, question);
  member.deciding[0] = named.position;
  if (wait.ended.step != nullptr) member.deciding[1] = wait.ended.step->position;
  return member;
}

Member member_of(const DeskBook& book, const ContactFacts& contact, const Question& question) {
  const Step& named = contact.started != nullptr ? *contact.started : *contact.first;
  Member member;
  member.person = book.person().person;
  member.stream = named.stream;
  member.entity = contact.contact;
  member.group = group_of(book, contact.contact, contact.started, question);
  member.deciding[0] = named.position;
  return member;
}

Member excluded(Member member, Exclusion reason) {
  member.part = Part::kExcluded;
  member.reason = reason;
  return member;
}

bool is_queue(const WaitFacts& wait) {
  return wait.started != nullptr &&
         wait.started->code == static_cast<std::uint8_t>(schema::WaitKind::QUEUE);
}

bool ended_as(const WaitFacts& wait, std::uint8_t how) {
  return wait.ended.step != nullptr && wait.ended.how == how;
}

Exclusion fault_of(const DeskBook& book, const WaitFacts& wait) {
  if (wait.started == nullptr) return Exclusion::kIrregular;
  if (wait.ended.step == nullptr) return Exclusion::kNotYetObservable;
  if (wait.ended.step->occurred < wait.started->occurred) return Exclusion::kIrregular;
  if (!ended_as(wait, static_cast<std::uint8_t>(schema::WaitEnd::ABANDONED))) {
    return Exclusion::kNone;
  }
  // Who gave up is not spoken to afterwards.
  const ContactFacts* contact = book.find(wait.started->contact);
  const bool spoken = contact != nullptr && contact->last_joined != nullptr &&
                      contact->last_joined->occurred > wait.ended.step->occurred;
  return spoken ? Exclusion::kIrregular : Exclusion::kNone;
}

void DeskFigure::count(const PersonSteps& person, const Question& question, Collector& into) const {
  thread_local DeskBook book;
  book.read(person);
  look(book, question, into);
}

}  // namespace desk

}  // namespace dangol
