// How deep a connection is: the highest rung that something recorded shows.
#include <algorithm>
#include <array>

#include "replay/figures/bonds_steps.h"
#include "replay/figures/moments.h"

namespace dangol::bonds {

namespace {

const GroupingKey kRung = {
    .name = "rung",
    .meaning = {"0 met, 1 named, 2 noticed, 3 acted on, 4 answered, 5 lasting",
                "0 만남, 1 이름을 부름, 2 알아봄, 3 마음을 씀, 4 화답, 5 오래감"},
    .kind = GroupingKey::Kind::kNumber};

constexpr std::size_t kRungs = 6;

// What shows each rung; nullptr: nothing does.
using Rungs = std::array<const Step*, kRungs>;

// What was taken back, and which issues are resolved. Kept from person to person for their memory.
struct Background {
  std::vector<EntityKey> retracted;                   // notes, ascending
  std::vector<EntityKey> unstated;                    // issues with a need not said, ascending
  std::vector<std::pair<EntityKey, bool>> confirmed;  // issues, ascending, in time; the last counts

  void read(const PersonSteps& person) {
    retracted.clear();
    unstated.clear();
    confirmed.clear();
    for (const Step& step : person.steps) {
      if (kind_of(step) == BondStep::kRetracted) retracted.push_back(step.entity);
      if (kind_of(step) == BondStep::kUnstated) unstated.push_back(step.entity);
      if (kind_of(step) == BondStep::kConfirmed) confirmed.emplace_back(step.entity, true);
      if (kind_of(step) == BondStep::kUnconfirmed) confirmed.emplace_back(step.entity, false);
    }
    std::sort(retracted.begin(), retracted.end());
    std::sort(unstated.begin(), unstated.end());
    std::stable_sort(confirmed.begin(), confirmed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  bool took_back(EntityKey note) const {
    return note != 0 && std::binary_search(retracted.begin(), retracted.end(), note);
  }
  // A need that was not said was met: the person accepts the resolution of its issue.
  bool met_unsaid(EntityKey issue) const {
    if (!std::binary_search(unstated.begin(), unstated.end(), issue)) return false;
    const auto behind =
        std::upper_bound(confirmed.begin(), confirmed.end(), issue,
                         [](EntityKey key, const auto& entry) { return key < entry.first; });
    return behind != confirmed.begin() && (behind - 1)->first == issue && (behind - 1)->second;
  }
};

Rungs rungs_of(const PersonSteps& person, const Question& question) {
  thread_local Background background;
  background.read(person);
  Rungs rungs{};
  const Step* first_answer = nullptr;
  const auto show = [&](std::size_t rung, const Step& step) {
    if (rungs[rung] == nullptr) rungs[rung] = &step;
  };
  for (const Step& step : person.steps) {
    switch (kind_of(step)) {
      case BondStep::kMet: show(0, step); break;
      case BondStep::kNamed: show(1, step); break;
      case BondStep::kNoted:
        if (!background.took_back(step.entity)) show(2, step);
        break;
      case BondStep::kKindness:
      case BondStep::kCompetitor: show(3, step); break;
      case BondStep::kConfirmed:
        if (background.met_unsaid(step.entity)) show(3, step);
        break;
      case BondStep::kReciprocated: {
        // Only what answers something that was done, and not what was taken back.
        if (rungs[3] == nullptr || background.took_back(step.entity)) break;
        show(4, step);
        if (first_answer == nullptr) first_answer = &step;
        const std::int64_t apart = step.occurred.value() - first_answer->occurred.value();
        if (apart >= question.policies.lasting_days * kDayMicros) show(5, step);
        break;
      }
      case BondStep::kRetracted:
      case BondStep::kUnstated:
      case BondStep::kUnconfirmed:
      case BondStep::kReferred:
      case BondStep::kTold:
      case BondStep::kStory:
      case BondStep::kStoryWithdrawn:
      case BondStep::kConsentWithdrawn: break;
    }
  }
  return rungs;
}

enum class Crossed : std::uint8_t { kPerson, kReferral };

class Depth : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "bonds.depth",
        .kind = FigureKind::kCount,
        .projection = "bonds",
        .title = {"Depth of connections", "유대의 깊이"},
        .sentence =
            {"How many identified persons stand on which rung: met, named, noticed, acted "
             "on, answered, lasting.",
             "신원을 아는 고객이 유대의 어느 단에 있는지: 만남, 이름을 부름, 알아봄, 마음을 "
             "씀, 화답, 오래감."},
        .period = "the record that shows the rung",
        .numerator = "identified persons whose highest rung it is",
        .source = "essays on a shop that wins by personal emotional connection",
        .edge_cases =
            {"1: the name they are called by is known. 2: something was noted about them, and not "
             "retracted. 3: a kindness was done, a competitor was named who has it, or a need that "
             "they had not said is in an issue whose resolution they accept. 4: something came "
             "back after that. 5: something came back twice, at least the policy's days apart, or "
             "somebody else names them as who told them.",
             "A rung needs its own evidence, not the rungs below it, but for the fourth and what "
             "comes back twice.",
             "What answers a retracted note does not count.",
             "What is recorded of nobody known is left out as unidentified.",
             "Silence does not wear a connection down: a friend need not write.",
             "No mean is taken, no aim is set, and no member of staff divides it."},
        .bars = &kRung,
        .policies = {"lasting.days"},
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    for (const Step& step : person.steps) {
      if (kind_of(step) != BondStep::kReferred) continue;
      const StreamToken named = person.goes_by(step.token());
      // Who names themselves is named by nobody.
      if (named == person.person || named == StreamToken{}) continue;
      into.cross({half_of(named, 0), step.occurred, step.position, named, step.stream, 0,
                  half_of(named, 1), static_cast<std::uint8_t>(Crossed::kReferral)});
    }
    const Rungs rungs = rungs_of(person, question);
    for (std::size_t rung = kRungs; rung-- > 0;) {
      if (rungs[rung] == nullptr) continue;
      if (!person.identified()) {
        if (rung > 0) add_nobody(person, *rungs[rung], rung, question, into);
        return;
      }
      Crossing crossing;
      crossing.key = half_of(person.person, 0);
      crossing.at = rungs[rung]->occurred;
      crossing.position = rungs[rung]->position;
      crossing.person = person.person;
      crossing.stream = rungs[rung]->stream;
      crossing.entity = rung;
      crossing.value = half_of(person.person, 1);
      crossing.type = static_cast<std::uint8_t>(Crossed::kPerson);
      into.cross(crossing);
      return;
    }
  }

  void conclude(std::span<const Crossing> crossings, const Question& question,
                Collector& into) const override {
    for (const Crossing& person : crossings) {
      if (person.type != static_cast<std::uint8_t>(Crossed::kPerson)) continue;
      Member member;
      member.person = person.person;
      member.stream = person.stream;
      member.bar = person.entity;
      member.deciding[0] = person.position;
      Micros at = person.at;
      if (const Crossing* referral = first_referral(crossings, person);
          referral != nullptr && person.entity < kRungs - 1) {
        member.bar = kRungs - 1;
        member.deciding[1] = referral->position;
        at = referral->at;
      }
      if (question.period.includes(at)) into.add(member);
    }
  }

 private:
  // Something that would show a rung, of nobody known.
  static void add_nobody(const PersonSteps& person, const Step& shows, std::size_t rung,
                         const Question& question, Collector& into) {
    if (!question.period.includes(shows.occurred)) return;
    Member member;
    member.person = person.person;
    member.stream = shows.stream;
    member.bar = rung;
    member.deciding[0] = shows.position;
    member.part = Part::kExcluded;
    member.reason = Exclusion::kUnidentified;
    into.add(member);
  }

  // `crossings` are sorted by key, then in time.
  static const Crossing* first_referral(std::span<const Crossing> crossings,
                                        const Crossing& person) {
    auto at = std::lower_bound(
        crossings.begin(), crossings.end(), person.key,
        [](const Crossing& crossing, std::uint64_t key) { return crossing.key < key; });
    for (; at != crossings.end() && at->key == person.key; ++at) {
      if (at->type == static_cast<std::uint8_t>(Crossed::kReferral) &&
          at->person == person.person) {
        return &*at;
      }
    }
    return nullptr;
  }
};

}  // namespace

void add_depth_figures(Figures& figures) { figures.push_back(std::make_unique<Depth>()); }

}  // namespace dangol::bonds
