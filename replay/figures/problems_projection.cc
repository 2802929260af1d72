#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/problems_steps.h"
#include "replay/problem_key.h"
#include "replay/record_view_capnp.h"

namespace dangol::problems {

namespace {

std::uint8_t type(ProblemStep step) { return static_cast<std::uint8_t>(step); }

std::string_view text_of(capnp::Text::Reader text) { return {text.cStr(), text.size()}; }

template <class Keyed>
TextKey key_of(Keyed said) {
  return problem_key(text_of(said.getProduct()), text_of(said.getTopic()),
                     text_of(said.getSymptom()));
}

// What an opening and a classification say alike.
template <class Classifying>
void classify(Step step, Classifying said, std::vector<Step>& steps) {
  step.entity = entity_key(said.getIssueId());
  step.key = key_of(said);
  step.value = text_key(said.getTopic());
  steps.push_back(step);
  if (step.key == 0) return;
  step.type = type(ProblemStep::kParts);
  step.flags &= static_cast<std::uint8_t>(~Step::kOpens);
  step.value = text_key(said.getProduct());
  step.key = text_key(said.getSymptom());
  steps.push_back(step);
}

class Problems : public Projection {
 public:
  std::string_view name() const override { return "problems"; }
  std::uint32_t version() const override { return 1; }

  Status apply(const RecordView& record, std::vector<Step>& steps) const override {
    const auto data = record.event.getData();
    switch (record.type) {
      case schema::Event::Data::ISSUE_OPENED: {
        const auto opened = data.getIssueOpened();
        Step step = step_of(record, type(ProblemStep::kOpened));
        step.contact = entity_key(opened.getContactId());
        step.flags |= Step::kOpens;
        classify(step, opened, steps);
        break;
      }
      case schema::Event::Data::ISSUE_CLASSIFIED:
        classify(step_of(record, type(ProblemStep::kClassified)), data.getIssueClassified(), steps);
        break;
      case schema::Event::Data::RESOLUTION_PROPOSED: {
        Step step = step_of(record, type(ProblemStep::kProposed));
        step.entity = entity_key(data.getResolutionProposed().getIssueId());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::RESOLUTION_CONFIRMED: {
        const auto confirmed = data.getResolutionConfirmed();
        Step step = step_of(record, type(ProblemStep::kConfirmed));
        step.entity = entity_key(confirmed.getIssueId());
        step.code = static_cast<std::uint8_t>(confirmed.getBasis());
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::PROBLEM_DETECTED: {
        const auto detected = data.getProblemDetected();
        Step step = step_of(record, type(ProblemStep::kDetected));
        step.entity = entity_key(detected.getProblemId());
        step.key = key_of(detected);
        steps.push_back(step);
        break;
      }
      case schema::Event::Data::PROBLEM_DECIDED: {
        const auto decided = data.getProblemDecided();
        Step step = step_of(record, type(ProblemStep::kDecided));
        step.entity = entity_key(decided.getProblemId());
        step.code = static_cast<std::uint8_t>(decided.getWhat());
        if (decided.hasEffective()) {
          step.value = static_cast<std::uint64_t>(decided.getEffective().getMicros());
        }
        steps.push_back(step);
        break;
      }
      default: break;
    }
    return Done{};
  }
};

}  // namespace

std::unique_ptr<Projection> problems_projection() { return std::make_unique<Problems>(); }

KnownIssue known_issue(std::span<const AboutEntity> own) {
  KnownIssue issue;
  for (const AboutEntity& about : own) {
    const Step& step = *about.step;
    switch (kind_of(step)) {
      case ProblemStep::kOpened:
        if (issue.opened == nullptr) issue.opened = &step;
        issue.classified = &step;
        issue.parts = nullptr;
        break;
      case ProblemStep::kClassified:
        issue.classified = &step;
        issue.parts = nullptr;
        break;
      case ProblemStep::kParts:
        issue.parts = &step;
        if (issue.opened == issue.classified && issue.first_parts == nullptr) {
          issue.first_parts = &step;
        }
        break;
      case ProblemStep::kProposed:
      case ProblemStep::kConfirmed:
      case ProblemStep::kDetected:
      case ProblemStep::kDecided: break;
    }
  }
  return issue;
}

std::uint64_t group_of(const GroupingKey* by, TextKey key, TextKey topic, const Step* parts) {
  if (by == &kKey) return key;
  if (by == &kTopic) return topic;
  if (by == &kProduct && parts != nullptr) return parts->value;
  if (by == &kSymptom && parts != nullptr) return parts->key;
  return 0;
}

}  // namespace dangol::problems
