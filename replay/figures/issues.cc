#include "replay/figures/issues.h"

#include <chrono>

#include "replay/figures/issues_family.h"
#include "replay/figures/issues_projection.h"

namespace dangol {

const GroupingKey kByTopic = {.name = "topic",
                              .meaning = {"what it is about, in the source's own list", "주제"}};
const GroupingKey kByProduct = {.name = "product", .meaning = {"which product", "제품"}};
const GroupingKey kBySymptom = {.name = "symptom",
                                .meaning = {"how it shows, in the source's own list", "증상"}};
const GroupingKey kByStage = {.name = "stage",
                              .meaning = {"where in the life of a purchase", "구매의 단계"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "issue.opened",
                              .field = "stage"};
const GroupingKey kByChannel = {.name = "channel",
                                .meaning = {"the channel in which it came up", "처음 온 경로"},
                                .kind = GroupingKey::Kind::kEnum,
                                .type = "contact.started",
                                .field = "channel"};
const GroupingKey kByMonth = {.name = "month",
                              .meaning = {"the month of its opening", "접수된 달"},
                              .kind = GroupingKey::Kind::kMonth};
const GroupingKey kByLabel = {
    .name = "label",
    .meaning = {"a label of the source, its latest word", "원본이 붙인 꼬리표 (가장 늦은 값)"},
    .kind = GroupingKey::Kind::kLabel};
const GroupingKey kByLevel = {.name = "level",
                              .meaning = {"the level of the party that it was handed to",
                                          "넘겨받은 쪽의 단위 (사람, 팀, 부서, 회사)"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "owner.unknown",
                              .field = "level"};
const GroupingKey kByClosure = {.name = "closure",
                                .meaning = {"how it was closed", "종결 방식"},
                                .kind = GroupingKey::Kind::kEnum,
                                .type = "issue.closed",
                                .field = "closure"};
const GroupingKey kByBasis = {.name = "basis",
                              .meaning = {"how the confirmation is known", "확인의 근거"},
                              .kind = GroupingKey::Kind::kEnum,
                              .type = "resolution.confirmed",
                              .field = "basis"};

std::vector<const GroupingKey*> issue_keys() {
  return {&kByTopic, &kByProduct, &kBySymptom, &kByStage, &kByChannel, &kByMonth, &kByLabel};
}

std::vector<const GroupingKey*> with_level(std::vector<const GroupingKey*> keys) {
  keys.push_back(&kByLevel);
  return keys;
}

namespace {

std::uint64_t month_of(const Step& step) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(step.local_day()))};
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<int>(static_cast<unsigned>(date.month()));
  return static_cast<std::uint64_t>(static_cast<std::int64_t>((year - 1970) * 12 + month - 1));
}

std::uint64_t label_of(const IssueFacts& issue, TextKey name) {
  std::uint64_t value = 0;
  for (const Step* step : issue.steps) {
    if (is(*step, CareStep::kLabel) && step->key == name) value = step->value;
  }
  return value;
}

std::uint64_t stage_of(const IssueBook& book, const IssueFacts& issue) {
  if (issue.opened == nullptr || issue.opened->code != 0)
    return issue.opened ? issue.opened->code : 0;
  const ContactFacts* contact = book.find_contact(issue.opened->contact);
  return contact != nullptr && contact->stage != nullptr ? contact->stage->code : 0;
}

std::uint64_t channel_of(const IssueBook& book, const IssueFacts& issue) {
  if (issue.opened == nullptr) return 0;
  const ContactFacts* contact = book.find_contact(issue.opened->contact);
  return contact != nullptr && contact->started != nullptr ? contact->started->code : 0;
}

}  // namespace

std::uint64_t group_of(const IssueBook& book, const IssueFacts& issue, const Question& question) {
  const GroupingKey* by = question.by;
  const Step* classified = issue.classified;
  if (by == nullptr) return 0;
  if (by == &kByTopic) return classified != nullptr ? classified->value : 0;
  if (by == &kByProduct) return classified != nullptr ? classified->key : 0;
  if (by == &kBySymptom) return issue.symptom;
  if (by == &kByStage) return stage_of(book, issue);
  if (by == &kByChannel) return channel_of(book, issue);
  if (by == &kByMonth) return month_of(issue.opened != nullptr ? *issue.opened : issue.first());
  if (by == &kByLabel) return label_of(issue, question.label);
  return 0;
}

Member member_of(const IssueBook& book, const IssueFacts& issue, const Question& question) {
  const Step& named = issue.opened != nullptr ? *issue.opened : issue.first();
  Member member;
  member.person = book.person().person;
  member.stream = named.stream;
  member.entity = issue.issue;
  member.group = group_of(book, issue, question);
  member.deciding[0] = named.position;
  return member;
}

Member excluded(Member member, Exclusion reason) {
  member.part = Part::kExcluded;
  member.reason = reason;
  return member;
}

Micros days_after(Micros at, std::uint32_t days) {
  const std::int64_t more = days * kMicrosADay;
  return Micros(at.value() > INT64_MAX - more ? INT64_MAX : at.value() + more);
}

std::int64_t age(const Step& step, const Question& question) {
  const std::int64_t now = question.vantage.observed_at.value(), then = step.occurred.value();
  if (then >= now) return 0;
  return then < 0 && now > INT64_MAX + then ? INT64_MAX : now - then;
}

void IssueFigure::count(const PersonSteps& person, const Question& question,
                        Collector& into) const {
  const IssueBook& book = book_of(person);
  for (const IssueFacts& issue : book.issues()) {
    if (!question.period.includes(issue.since())) continue;
    if (issue.opened == nullptr) {
      if (!concerns(issue)) continue;
      into.add(excluded(member_of(book, issue, question), Exclusion::kIrregular));
      continue;
    }
    count_issue(book, issue, question, member_of(book, issue, question), into);
  }
}

void add_issues(Projections& projections, Figures& figures) {
  add_issues_projection(projections);
  add_action_figures(figures);
  add_first_contact_figures(figures);
  add_hand_off_figures(figures);
}

}  // namespace dangol
