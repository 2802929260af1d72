#include "replay/figures/registers.h"

#include <algorithm>
#include <map>

#include "replay/figures/registers_steps.h"

namespace dangol {

namespace {

using namespace registers;

constexpr GroupingKey kMonth = {
    .name = "month",
    .meaning = {"the month, by the clock of who recorded it", "달, 기록한 쪽의 시계로"},
    .kind = GroupingKey::Kind::kMonth};
constexpr GroupingKey kRight = {.name = "right",
                                .meaning = {"the right that was asked for", "요구한 권리"},
                                .kind = GroupingKey::Kind::kEnum,
                                .type = "subjectrequest.received",
                                .field = "right"};
constexpr GroupingKey kLaw = {.name = "law", .meaning = {"the law that says so", "근거 법령"}};

Member member_of(const PersonSteps& person, const Step& step) {
  Member member;
  member.person = person.person;
  member.stream = step.stream;
  member.entity = step.entity;
  member.deciding[0] = step.position;
  return member;
}

const FigureDefinition& access_definition() {
  static const FigureDefinition definition = {
      .name = "registers.access",
      .kind = FigureKind::kShare,
      .projection = "registers",
      .title = {"Access records reviewed", "접속기록 점검"},
      .sentence = {"For each month, the share of the access records that stand in a month whose "
                   "access records were reviewed: 1 or 0.",
                   "달마다, 접속기록을 점검한 달에 속한 접속기록의 비율: 1 또는 0."},
      .period = "the access",
      .numerator = "access records of a month that was reviewed",
      .denominator = "access records",
      .source =
          "the safety-measure notice under Korea's Personal Information Protection Act: access "
          "records are reviewed at least monthly",
      .edge_cases = {"A review counts for the month that it names, whenever and wherever it was "
                     "recorded.",
                     "A month without access records is not shown."},
      .bars = &kMonth,
  };
  return definition;
}

class AccessRegister : public Figure {
 public:
  const FigureDefinition& definition() const override { return access_definition(); }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const Step& step : person.steps) {
      const bool accessed = kind_of(step) == RegisterStep::kAccessed;
      if (!accessed && kind_of(step) != RegisterStep::kReviewed) continue;
      if (accessed && !question.period.includes(step.occurred)) continue;
      into.cross({step.value, step.occurred, step.position, person.person, step.stream, step.entity,
                  0, step.type});
    }
  }

  void conclude(std::span<const Crossing> crossings, const Question&,
                Collector& into) const override {
    for (std::size_t begin = 0; begin < crossings.size();) {
      std::size_t end = begin;
      const Crossing* review = nullptr;  // the first
      for (; end < crossings.size() && crossings[end].key == crossings[begin].key; ++end) {
        const auto kind = static_cast<RegisterStep>(crossings[end].type);
        if (kind == RegisterStep::kReviewed && review == nullptr) review = &crossings[end];
      }
      for (; begin < end; ++begin) {
        const Crossing& access = crossings[begin];
        if (static_cast<RegisterStep>(access.type) != RegisterStep::kAccessed) continue;
        Member member;
        member.person = access.person;
        member.stream = access.stream;
        member.entity = access.entity;
        member.bar = access.key;
        member.deciding[0] = access.position;
        if (review != nullptr) member.deciding[1] = review->position;
        member.part = review != nullptr ? Part::kNumerator : Part::kDenominator;
        into.add(member);
      }
    }
  }
};

const FigureDefinition& requests_definition() {
  static const FigureDefinition definition = {
      .name = "registers.requests",
      .kind = FigureKind::kRegister,
      .projection = "registers",
      .title = {"Requests about one's own data", "정보주체의 요구"},
      .sentence =
          {"Who asked for a right over their own data: those that are not answered yet, due "
           "first at the top, then those that are.",
           "자기 정보에 대한 권리를 요구한 사람: 아직 답하지 않은 것을 기한이 이른 "
           "순서로, 그다음에 답한 것."},
      .period = "when the request was received",
      .numerator = "requests that are not answered; those that are stand beside them",
      .source = "the law gives a person an answer by a day: 10 days in Korea, a month in the EU",
      .edge_cases = {"A request that was answered in part, or refused, is answered.",
                     "An answer to a request that is not known is irregular, and left out."},
      .keys = {&kRight},
      .need = "the day it is due",
  };
  return definition;
}

const FigureDefinition& holds_definition() {
  static const FigureDefinition definition = {
      .name = "registers.holds",
      .kind = FigureKind::kRegister,
      .projection = "registers",
      .title = {"Holds in force", "보존 중인 기록"},
      .sentence = {"Whose words a law still keeps from erasure, ending first at the top.",
                   "법에 따라 아직 지우지 못하는 기록이 있는 사람을, 끝나는 날이 이른 순서로."},
      .period = "when the hold was made",
      .numerator = "holds that are neither released nor over",
      .source = "what a law says must be kept is kept apart, for as long as it says",
      .edge_cases = {"A hold is over from its last moment on, released or not.",
                     "The release of a hold that is not known is irregular, and left out."},
      .keys = {&kLaw},
      .need = "the day it ends",
  };
  return definition;
}

const FigureDefinition& due_definition() {
  static const FigureDefinition definition = {
      .name = "registers.retention-due",
      .kind = FigureKind::kRegister,
      .projection = "registers",
      .title = {"Retention due", "보존 기간이 끝난 기록"},
      .sentence =
          {"Whose words are still held though the law's time for it is over, longest first.",
           "보존 기간이 지났는데도 아직 풀지 않은 기록이 있는 사람을, 오래된 순서로."},
      .period = "when the hold was made",
      .numerator = "holds that are over and not released",
      .source = "when the purpose is over, personal data are destroyed without delay",
      .edge_cases = {"A hold is over from its last moment on.",
                     "The release of a hold that is not known is irregular, and left out."},
      .keys = {&kLaw},
      .need = "how long it has been over",
  };
  return definition;
}

const FigureDefinition& erasures_definition() {
  static const FigureDefinition definition = {
      .name = "registers.erasures",
      .kind = FigureKind::kRegister,
      .projection = "registers",
      .title = {"Erasures", "파기 대장"},
      .sentence = {"Whose words were erased, those first of which most had to be kept; the record "
                   "says what was kept, by which law and until when.",
                   "기록을 파기한 사람을, 남겨야 했던 것이 많은 순서로; 무엇을 어느 법에 따라 "
                   "언제까지 남겼는지는 그 기록에 있다."},
      .period = "the erasure",
      .numerator = "erasures",
      .source = "an erasure is shown by its record, and by what it had to leave",
      .edge_cases = {"A person erased twice is there twice."},
      .keys = {&kLaw},
      .need = "kinds of words that were kept",
  };
  return definition;
}

// What one id is about: its beginning and its end, each the earliest word of it.
struct Course {
  const Step* begun = nullptr;
  const Step* ended = nullptr;
};

std::map<EntityKey, Course> courses(const PersonSteps& person, RegisterStep begins,
                                    RegisterStep ends) {
  std::map<EntityKey, Course> all;
  for (const Step& step : person.steps) {
    if (kind_of(step) == begins) {
      Course& course = all[step.entity];
      if (course.begun == nullptr) course.begun = &step;
    } else if (kind_of(step) == ends) {
      Course& course = all[step.entity];
      if (course.ended == nullptr) course.ended = &step;
    }
  }
  return all;
}

// An end without a beginning: true if it was one, and is left out.
bool left_out(const PersonSteps& person, const Course& course, const Question& question,
              Collector& into) {
  if (course.begun != nullptr) return false;
  Member member = member_of(person, *course.ended);
  member.part = Part::kExcluded;
  member.reason = Exclusion::kIrregular;
  if (question.period.includes(course.ended->occurred)) into.add(member);
  return true;
}

class RequestRegister : public Figure {
 public:
  const FigureDefinition& definition() const override { return requests_definition(); }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const auto& [id, request] :
         courses(person, RegisterStep::kRequested, RegisterStep::kAnswered)) {
      if (left_out(person, request, question, into)) continue;
      if (!question.period.includes(request.begun->occurred)) continue;
      Member member = member_of(person, *request.begun);
      if (question.by == &kRight) member.group = request.begun->code;
      member.need = -static_cast<std::int64_t>(request.begun->value);
      if (request.ended != nullptr) {
        member.part = Part::kDenominator;
        member.deciding[1] = request.ended->position;
      }
      into.add(member);
    }
  }
};

enum class Holds : std::uint8_t { kInForce, kOver };

class HoldRegister : public Figure {
 public:
  HoldRegister(const FigureDefinition& definition, Holds which)
      : definition_(definition), which_(which) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const auto& [id, hold] : courses(person, RegisterStep::kHeld, RegisterStep::kReleased)) {
      if (left_out(person, hold, question, into)) continue;
      if (hold.ended != nullptr || !question.period.includes(hold.begun->occurred)) continue;
      const Micros until(static_cast<std::int64_t>(hold.begun->value));
      const Holds now = until <= question.vantage.observed_at ? Holds::kOver : Holds::kInForce;
      if (now != which_) continue;
      Member member = member_of(person, *hold.begun);
      if (question.by == &kLaw) member.group = hold.begun->key;
      member.need = -until.value();
      into.add(member);
    }
  }

 private:
  const FigureDefinition& definition_;
  const Holds which_;
};

class ErasureRegister : public Figure {
 public:
  const FigureDefinition& definition() const override { return erasures_definition(); }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const Step& step : person.steps) {
      if (kind_of(step) != RegisterStep::kErased) continue;
      if (!question.period.includes(step.occurred)) continue;
      Member member = member_of(person, step);
      if (question.by == &kLaw) member.group = step.key;
      member.need = static_cast<std::int64_t>(step.value);
      into.add(member);
    }
  }
};

}  // namespace

void add_registers(Projections& projections, Figures& figures) {
  projections.push_back(registers_projection());
  figures.push_back(std::make_unique<AccessRegister>());
  figures.push_back(std::make_unique<RequestRegister>());
  figures.push_back(std::make_unique<HoldRegister>(holds_definition(), Holds::kInForce));
  figures.push_back(std::make_unique<HoldRegister>(due_definition(), Holds::kOver));
  figures.push_back(std::make_unique<ErasureRegister>());
}

}  // namespace dangol
