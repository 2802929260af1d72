#include "replay/figures/waits.h"

#include <map>

#include "events/event.capnp.h"
#include "replay/record_view_capnp.h"

namespace dangol {

namespace {

enum class WaitStep : std::uint8_t {
  kStarted = 1,  // entity: the wait; code: its kind; key: the queue
  kEnded,        // entity: the wait; code: how
};

std::uint8_t type(WaitStep step) { return static_cast<std::uint8_t>(step); }

class Waits : public Projection {
 public:
  std::string_view name() const override { return "waits"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::WAIT_STARTED: {
        const auto started = data.getWaitStarted();
        Step step = step_of(record, type(WaitStep::kStarted));
        step.entity = entity_key(started.getWaitId());
        step.contact = entity_key(started.getContactId());
        step.code = static_cast<std::uint8_t>(started.getWaitKind());
        step.key = text_key(started.getQueue());
        step.flags |= Step::kOpens;
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::WAIT_ENDED: {
        const auto ended = data.getWaitEnded();
        Step step = step_of(record, type(WaitStep::kEnded));
        step.entity = entity_key(ended.getWaitId());
        step.code = static_cast<std::uint8_t>(ended.getEnd());
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

constexpr GroupingKey kQueue = {.name = "queue",
                                .meaning = {"the queue, by the source's own name", "대기열 이름"}};

// What is known of one wait.
struct Wait {
  const Step* started = nullptr;  // the earliest word of its beginning
  const Step* ended = nullptr;    // the earliest word of its end
};

std::map<EntityKey, Wait> waits_of(const PersonSteps& person) {
  std::map<EntityKey, Wait> waits;
  for (const Step& step : person.steps) {
    Wait& wait = waits[step.entity];
    if (step.type == type(WaitStep::kStarted) && wait.started == nullptr) wait.started = &step;
    if (step.type == type(WaitStep::kEnded) && wait.ended == nullptr) wait.ended = &step;
  }
  return waits;
}

class Abandonment : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "waits.abandonment",
        .kind = FigureKind::kShare,
        .projection = "waits",
        .title = {"Abandonment", "포기율"},
        .sentence = {"Of the waits in a queue that ended, the share that ended because the person "
                     "gave up.",
                     "끝난 대기열 대기 가운데 고객이 포기해서 끝난 것의 비율."},
        .period = "the wait's end",
        .numerator = "queue waits that the person gave up",
        .denominator = "queue waits that ended",
        .source = "the field's usual definition; who leaves before any queue is another figure",
        .edge_cases = {"A wait that has not ended is not yet observable.",
                       "An end without a beginning is irregular, and left out."},
        .keys = {&kQueue},
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const auto& [key, wait] : waits_of(person)) {
      Member member;
      member.person = person.person;
      member.entity = key;
      if (wait.started == nullptr) {
        member.stream = wait.ended->stream;
        member.deciding = {wait.ended->position, kNoPosition, kNoPosition};
        member.part = Part::kExcluded;
        member.reason = Exclusion::kIrregular;
        if (question.period.includes(wait.ended->occurred)) into.add(member);
        continue;
      }
      if (wait.started->code != static_cast<std::uint8_t>(schema::WaitKind::QUEUE)) continue;
      member.stream = wait.started->stream;
      member.deciding[0] = wait.started->position;
      if (question.by == &kQueue) member.group = wait.started->key;
      if (wait.ended == nullptr) {
        member.part = Part::kExcluded;
        member.reason = Exclusion::kNotYetObservable;
        if (wait.started->occurred < question.period.until) into.add(member);
        continue;
      }
      if (!question.period.includes(wait.ended->occurred)) continue;
      member.deciding[1] = wait.ended->position;
      const bool gave_up =
          wait.ended->code == static_cast<std::uint8_t>(schema::WaitEnd::ABANDONED);
      member.part = gave_up ? Part::kNumerator : Part::kDenominator;
      into.add(member);
    }
  }
};

}  // namespace

void add_waits(Projections& projections, Figures& figures) {
  projections.push_back(std::make_unique<Waits>());
  figures.push_back(std::make_unique<Abandonment>());
}

}  // namespace dangol
