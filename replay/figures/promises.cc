#include "replay/figures/promises.h"

#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/by_entity.h"
#include "replay/figures/moments.h"
#include "replay/figures/promises_steps.h"

namespace dangol {

namespace {

using promises::PromiseStep;

const GroupingKey kByKind = {.name = "kind",
                             .meaning = {"what was promised", "무엇을 약속했는지"},
                             .kind = GroupingKey::Kind::kEnum,
                             .type = "promise.made",
                             .field = "promiseKind"};
const GroupingKey kByDueMonth = {
    .name = "month",
    .meaning = {"the month in which the window ends", "기한이 끝나는 달"},
    .kind = GroupingKey::Kind::kMonth};

enum class Standing : std::uint8_t { kDue, kKept, kKeptLate, kBroken, kReleased };

constexpr std::string_view kPeriod = "the end of the promise's window";
constexpr std::string_view kInWindow =
    "What happened inside the window decides, whenever it became known: a call made in time and "
    "reported a day late is kept, also where it had lapsed before.";
constexpr std::string_view kLate = "What is done after the window is late, and repairs nothing.";
constexpr std::string_view kNoWord =
    "A window that is over and of which nothing is known is broken, whether or not its lapsing was "
    "recorded.";
constexpr std::string_view kReleasedOut =
    "A promise that the person released inside the window, before it was kept, is neither kept nor "
    "broken.";
constexpr std::string_view kUnmade =
    "What is known of a promise whose making is not known is irregular, and left out.";

struct Promise {
  const Step* first = nullptr;  // the earliest word of it at all
  const Step* made = nullptr;
  const Step* kept = nullptr;
  const Step* released = nullptr;
  const Step* lapsed = nullptr;

  Micros due() const { return Micros(static_cast<std::int64_t>(made->value)); }
  bool in_window(const Step* step) const { return step != nullptr && step->occurred <= due(); }
  // As known by then.
  Standing standing(Micros observed) const {
    const bool let_go = in_window(released);
    if (in_window(kept) && !(let_go && in_time(*released, *kept))) return Standing::kKept;
    if (let_go) return Standing::kReleased;
    if (kept != nullptr) return Standing::kKeptLate;
    if (lapsed != nullptr || observed > due()) return Standing::kBroken;
    return Standing::kDue;
  }
  // The step that decides it; nullptr: that nothing is known.
  const Step* decided(Standing standing) const {
    switch (standing) {
      case Standing::kKept:
      case Standing::kKeptLate: return kept;
      case Standing::kReleased: return released;
      case Standing::kBroken: return lapsed;
      case Standing::kDue: break;
    }
    return nullptr;
  }
};

// By UTC.
std::uint64_t month_of(Micros at) {
  const std::int64_t day = at.value() / kDayMicros - (at.value() % kDayMicros < 0 ? 1 : 0);
  return static_cast<std::uint64_t>(month_of_day(day));
}

class PromiseFigure : public Figure {
 public:
  explicit PromiseFigure(FigureDefinition definition) : definition_(std::move(definition)) {}
  const FigureDefinition& definition() const override { return definition_; }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    each_entity(person.steps,
                [&](std::span<const AboutEntity> own) { look(person, read(own), question, into); });
  }

 protected:
  virtual void add(Standing standing, Member member, Collector& into) const = 0;

 private:
  static Promise read(std::span<const AboutEntity> own) {
    Promise promise;
    promise.first = own.front().step;
    const auto keep_first = [](const Step*& kept, const Step* step) {
      if (kept == nullptr) kept = step;
    };
    for (const auto& [promised, step] : own) {
      switch (static_cast<PromiseStep>(step->type)) {
        case PromiseStep::kMade: keep_first(promise.made, step); break;
        case PromiseStep::kKept: keep_first(promise.kept, step); break;
        case PromiseStep::kReleased: keep_first(promise.released, step); break;
        case PromiseStep::kLapsed: keep_first(promise.lapsed, step); break;
      }
    }
    return promise;
  }

  void look(const PersonSteps& person, const Promise& promise, const Question& question,
            Collector& into) const {
    const Step& named = promise.made != nullptr ? *promise.made : *promise.first;
    Member member;
    member.person = person.person;
    member.stream = named.stream;
    member.entity = named.entity;
    member.deciding[0] = named.position;
    if (promise.made == nullptr) {
      member.part = Part::kExcluded;
      member.reason = Exclusion::kIrregular;
      if (question.period.includes(named.occurred)) into.add(member);
      return;
    }
    if (!question.period.includes(promise.due())) return;
    if (question.by == &kByKind) member.group = promise.made->code;
    if (question.by == &kByDueMonth) member.group = month_of(promise.due());
    const Micros observed = std::min(question.vantage.observed_at, question.vantage.happened_by);
    const Standing standing = promise.standing(observed);
    if (const Step* decided = promise.decided(standing)) member.deciding[1] = decided->position;
    member.need = -promise.due().value();  // the earliest first
    add(standing, member, into);
  }

  const FigureDefinition definition_;
};

class KeptShare : public PromiseFigure {
 public:
  KeptShare()
      : PromiseFigure({
            .name = "promises.kept",
            .kind = FigureKind::kShare,
            .projection = "promises",
            .title = {"Promises kept", "지킨 약속"},
            .sentence = {"Of the promises whose outcome is known, the share that was kept inside "
                         "its window.",
                         "결과가 드러난 약속 가운데 정한 시간 안에 지킨 것의 비율."},
            .period = kPeriod,
            .numerator = "promises kept inside their window",
            .denominator = "promises kept, kept late or broken",
            .source = "an essay on a public office that books the time at which it calls back",
            .edge_cases = {kInWindow, kLate, kNoWord, kReleasedOut,
                           "One that is still due is not yet observable.", kUnmade},
            .keys = {&kByKind, &kByDueMonth},
            .need = "how early it was due",
        }) {}

 protected:
  void add(Standing standing, Member member, Collector& into) const override {
    switch (standing) {
      case Standing::kKept: break;
      case Standing::kKeptLate:
      case Standing::kBroken: member.part = Part::kDenominator; break;
      case Standing::kReleased:
        member.part = Part::kExcluded;
        member.reason = Exclusion::kWithdrawn;
        break;
      case Standing::kDue:
        member.part = Part::kExcluded;
        member.reason = Exclusion::kNotYetObservable;
        break;
    }
    into.add(member);
  }
};

// How many stand so: a list to open.
class Standings : public PromiseFigure {
 public:
  Standings(FigureDefinition definition, Standing standing)
      : PromiseFigure(std::move(definition)), standing_(standing) {}

 protected:
  void add(Standing standing, Member member, Collector& into) const override {
    if (standing == standing_) into.add(member);
  }

 private:
  const Standing standing_;
};

void add_standing(Figures& figures, Standing standing, std::string_view name, Bilingual title,
                  Bilingual sentence, std::string_view numerator,
                  std::vector<std::string_view> edge_cases) {
  edge_cases.push_back(kUnmade);
  figures.push_back(std::make_unique<Standings>(
      FigureDefinition{
          .name = name,
          .kind = FigureKind::kCount,
          .projection = "promises",
          .title = title,
          .sentence = sentence,
          .period = kPeriod,
          .numerator = numerator,
          .source = "a promise with a time is a debt to one person: the list matters, the number "
                    "only says how long it is",
          .edge_cases = std::move(edge_cases),
          .keys = {&kByKind, &kByDueMonth},
          .need = "how early it was due",
      },
      standing));
}

}  // namespace

void add_promises(Projections& projections, Figures& figures) {
  projections.push_back(promises::promises_projection());
  figures.push_back(std::make_unique<KeptShare>());
  add_standing(figures, Standing::kDue, "promises.due", {"Promises due", "지킬 약속"},
               {"Promises whose window is not over and of which nothing is known yet, next due "
                "first.",
                "아직 기한이 남았고 지켰다는 소식이 없는 약속. 기한이 가까운 것부터."},
               "promises due", {kReleasedOut});
  add_standing(figures, Standing::kKeptLate, "promises.kept-late",
               {"Promises kept late", "늦게 지킨 약속"},
               {"Promises that were kept only after their window.", "정한 시간을 넘겨 지킨 약속."},
               "promises kept after their window", {kInWindow, kLate});
  add_standing(figures, Standing::kBroken, "promises.broken", {"Promises broken", "어긴 약속"},
               {"Promises whose window is over and of which nothing is known.",
                "정한 시간이 지났는데 지켰다는 소식이 없는 약속."},
               "promises broken", {kInWindow, kNoWord});
  add_standing(figures, Standing::kReleased, "promises.released",
               {"Promises released", "풀어 준 약속"},
               {"Promises that the person no longer wanted, said inside the window.",
                "정한 시간 안에 고객이 더는 바라지 않는다고 한 약속."},
               "promises released by the person", {kReleasedOut});
}

}  // namespace dangol
