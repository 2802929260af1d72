// Stories that are told of what happened.
#include <algorithm>
#include <vector>

#include "events/event.capnp.h"
#include "replay/figures/bonds_steps.h"

namespace dangol::bonds {

namespace {

const GroupingKey kByAudience = {.name = "audience",
                                 .meaning = {"to whom it is told", "누구에게 들려주는지"},
                                 .kind = GroupingKey::Kind::kEnum,
                                 .type = "story.told",
                                 .field = "audience"};

class Stories : public Figure {
 public:
  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = {
        .name = "stories.told",
        .kind = FigureKind::kRegister,
        .projection = "bonds",
        .title = {"Stories", "이야기"},
        .sentence = {"The stories that are told of what happened, the newest first.",
                     "있었던 일을 들려주는 이야기. 새로운 것부터."},
        .period = "the telling",
        .numerator = "stories that are told",
        .source =
            "an essay on a shop that celebrates what was done for one person in the whole "
            "company",
        .edge_cases =
            {"A story that was withdrawn is withdrawn, and left out; so is one that cites "
             "consents once the person withdrew their consent to stories.",
             "A story for everybody without a consent is irregular, and left out.",
             "Stories are not ranked, by nothing."},
        .keys = {&kByAudience},
        .need = "how lately it was told",
    };
    return definition;
  }

  void count(const PersonSteps& person, const Question& question, Collector& into) const override {
    thread_local std::vector<EntityKey> withdrawn;
    withdrawn.clear();
    const Step* no_consent = nullptr;  // the latest word of it
    for (const Step& step : person.steps) {
      if (kind_of(step) == BondStep::kStoryWithdrawn) withdrawn.push_back(step.entity);
      if (kind_of(step) == BondStep::kConsentWithdrawn) no_consent = &step;
    }
    std::sort(withdrawn.begin(), withdrawn.end());
    for (const Step& step : person.steps) {
      if (kind_of(step) != BondStep::kStory || !question.period.includes(step.occurred)) continue;
      Member member;
      member.person = person.person;
      member.stream = step.stream;
      member.entity = step.entity;
      member.deciding[0] = step.position;
      member.need = step.occurred.value();
      if (question.by == &kByAudience) member.group = step.code;
      const bool taken_back =
          std::binary_search(withdrawn.begin(), withdrawn.end(), step.entity) ||
          (step.value > 0 && no_consent != nullptr && in_time(step, *no_consent));
      const bool for_all = step.code == static_cast<std::uint8_t>(schema::Audience::PUBLIC);
      if (taken_back) member.reason = Exclusion::kWithdrawn;
      if (!taken_back && for_all && step.value == 0) member.reason = Exclusion::kIrregular;
      if (member.reason != Exclusion::kNone) member.part = Part::kExcluded;
      into.add(member);
    }
  }
};

}  // namespace

void add_story_figures(Figures& figures) { figures.push_back(std::make_unique<Stories>()); }

}  // namespace dangol::bonds
