#include "replay/figures/boundaries.h"

#include <unordered_set>

#include "replay/figures/boundaries_steps.h"
#include "replay/figures/moments.h"

namespace dangol {

namespace boundaries {

namespace {

constexpr GroupingKey kByKind = {.name = "kind",
                                 .meaning = {"the kind of abuse", "어떤 폭언·폭력인지"},
                                 .kind = GroupingKey::Kind::kEnum,
                                 .type = "abuse.reported",
                                 .field = "abuseKind"};
constexpr std::string_view kDuty =
    "Korean law asks employers to protect people who meet customers: to warn, to stop the work, to "
    "give rest and help; principle: who abuses staff may be let go";
constexpr std::string_view kNobodyRanked = "Whose report it is divides nothing and sorts nothing.";

Member member_of(const PersonSteps& person, const Step& step) {
  Member member;
  member.person = person.person;
  member.stream = step.stream;
  member.entity = step.contact;
  member.deciding[0] = step.position;
  return member;
}

// Counts the steps of one type.
class Steps : public Figure {
 public:
  Steps(BoundaryStep type, FigureDefinition definition)
      : type_(type), definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const Step& step : person.steps) {
      if (!is(step, type_) || !question.period.includes(step.occurred)) continue;
      Member member = member_of(person, step);
      if (question.by == &kByKind) member.group = step.code;
      if (question.by == &kOfDay) member.group = day_group(step);
      if (question.by == &kOfMonth) member.group = month_group(step);
      into.add(member);
    }
  }

 private:
  BoundaryStep type_;
  FigureDefinition definition_;
};

// Abuse and what was done for those who met it stand on streams of different people.
class MeasuresDue : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "boundaries.measures-due",
        .kind = FigureKind::kRegister,
        .projection = "boundaries",
        .title = {"Measures due to staff", "해 주어야 할 보호 조치"},
        .sentence = {"Reports of abuse after which nothing was done for the one who met it: no "
                     "rest, transfer, counselling or legal help.",
                     "폭언·폭력 신고 가운데 그 뒤로 당사자에게 휴식·업무 전환·상담·법률 지원 어느 "
                     "것도 없었던 것."},
        .period = "the report's moment",
        .numerator = "reports with nothing done since",
        .source = kDuty,
        .edge_cases = {"What was done at the report's moment or later counts, and names the person "
                       "on whose stream the report stands, or nobody.",
                       "One measure may answer several reports.", kNobodyRanked},
        .need = "the report that is oldest"};
    return definition;
  }

  void count(const PersonSteps& person, const Question&, Collector& into) const override {
    for (const Step& step : person.steps) {
      Crossing crossing;
      crossing.at = step.occurred;
      crossing.position = step.position;
      crossing.person = person.person;
      crossing.type = step.type;
      if (is(step, BoundaryStep::kAbuse)) {
        crossing.key = step.value;
        crossing.stream = step.stream;
        crossing.entity = step.contact;
        into.cross(crossing);
      } else if (is(step, BoundaryStep::kMeasure)) {
        crossing.key = step.entity;
        crossing.stream = step.token();
        into.cross(crossing);
      }
    }
  }

  void conclude(std::span<const Crossing> crossings, const Question& question,
                Collector& into) const override {
    // Backwards in time: which streams, or all, something was done about later.
    Streams answered;
    bool all_answered = false;
    for (std::size_t i = crossings.size(); i-- > 0;) {
      if (i + 1 == crossings.size() || crossings[i + 1].key != crossings[i].key) {
        answered.clear();
        all_answered = false;
      }
      if (is_measure(crossings[i])) continue;  // taken in by same_moment()
      // What was done at the same moment may be recorded before the report.
      for (std::size_t j = i; j-- > 0 && same_moment(crossings[j], crossings[i]);) {
        if (is_measure(crossings[j])) take(crossings[j], answered, all_answered);
      }
      for (std::size_t j = i + 1;
           j < crossings.size() && crossings[j].key == crossings[i].key && is_measure(crossings[j]);
           ++j) {
        take(crossings[j], answered, all_answered);
      }
      const Crossing& report = crossings[i];
      if (!question.period.includes(report.at)) continue;
      const bool done = all_answered || answered.contains(report.stream);
      Member member;
      member.person = report.person;
      member.stream = report.stream;
      member.entity = report.entity;
      member.deciding[0] = report.position;
      member.need = -report.at.value();
      if (done) member.part = Part::kDenominator;
      into.add(member);
    }
  }

 private:
  using Streams = std::unordered_set<StreamToken, Bytes16Hasher>;

  static bool is_measure(const Crossing& crossing) {
    return crossing.type == static_cast<std::uint8_t>(BoundaryStep::kMeasure);
  }
  static bool same_moment(const Crossing& a, const Crossing& b) {
    return a.key == b.key && a.at == b.at;
  }
  static void take(const Crossing& measure, Streams& answered, bool& all) {
    if (measure.stream == StreamToken{}) {
      all = true;
    } else {
      answered.insert(measure.stream);
    }
  }
};

class Endings : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "boundaries.endings",
        .kind = FigureKind::kRegister,
        .projection = "boundaries",
        .title = {"Relationships that were ended", "끝낸 관계"},
        .sentence = {"Persons with whom the relationship was ended and not restored, the next "
                     "review first.",
                     "관계를 끝내고 아직 되돌리지 않은 고객. 다시 볼 날이 가까운 순서."},
        .period = "the moment it was ended",
        .numerator = "relationships that are ended",
        .source =
            "two people decide it, it stays reversible, and returns, refunds and data rights "
            "remain",
        .edge_cases = {"One that was restored later stands beside, as restored.",
                       "Ended again before it was restored, the newest decision and its review "
                       "count."},
        .need = "the next review"};
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    const Step* standing = nullptr;
    const auto add = [&](const Step* restored) {
      if (standing == nullptr || !question.period.includes(standing->occurred)) return;
      Member member = member_of(person, *standing);
      member.need = -static_cast<std::int64_t>(standing->value);
      if (restored != nullptr) {
        member.deciding[1] = restored->position;
        member.part = Part::kDenominator;
      }
      into.add(member);
    };
    for (const Step& step : person.steps) {
      if (is(step, BoundaryStep::kEnded)) {
        standing = &step;
      } else if (is(step, BoundaryStep::kRestored)) {
        add(&step);
        standing = nullptr;
      }
    }
    add(nullptr);
  }
};

}  // namespace

}  // namespace boundaries

void add_boundaries(Projections& projections, Figures& figures) {
  using namespace boundaries;
  projections.push_back(boundaries_projection());
  figures.push_back(std::make_unique<Steps>(
      BoundaryStep::kAbuse,
      FigureDefinition{
          .name = "boundaries.abuse",
          .kind = FigureKind::kCount,
          .projection = "boundaries",
          .title = {"Abuse reported", "신고된 폭언·폭력"},
          .sentence = {"Reports that a member of staff was abused, each in its contact.",
                       "상담원이 당한 폭언·폭력 신고. 접촉마다 따로 본다."},
          .period = "the report's moment",
          .numerator = "reports of abuse",
          .source = kDuty,
          .edge_cases = {"Several reports in one contact are several.", kNobodyRanked},
          .keys = {&kByKind, &kOfDay, &kOfMonth}}));
  figures.push_back(std::make_unique<Steps>(
      BoundaryStep::kWarning,
      FigureDefinition{.name = "boundaries.warnings",
                       .kind = FigureKind::kCount,
                       .projection = "boundaries",
                       .title = {"Warnings given", "경고"},
                       .sentence = {"Warnings given to persons to stop, each in its contact.",
                                    "멈춰 달라고 고객에게 한 경고. 접촉마다 따로 본다."},
                       .period = "the warning's moment",
                       .numerator = "warnings",
                       .source = kDuty,
                       .edge_cases = {kNobodyRanked},
                       .keys = {&kOfDay, &kOfMonth}}));
  figures.push_back(std::make_unique<Steps>(
      BoundaryStep::kProtected,
      FigureDefinition{.name = "boundaries.protection",
                       .kind = FigureKind::kCount,
                       .projection = "boundaries",
                       .title = {"Contacts ended for protection", "보호하려고 끝낸 접촉"},
                       .sentence = {"Contacts that staff ended to protect themselves.",
                                    "상담원이 스스로를 지키려고 끝낸 접촉."},
                       .period = "the moment it was ended",
                       .numerator = "contacts ended for protection",
                       .source = kDuty,
                       .edge_cases = {kNobodyRanked},
                       .keys = {&kOfDay, &kOfMonth}}));
  figures.push_back(std::make_unique<MeasuresDue>());
  figures.push_back(std::make_unique<Endings>());
}

}  // namespace dangol
