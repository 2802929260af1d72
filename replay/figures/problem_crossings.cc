#include "replay/figures/problem_crossings.h"

#include <algorithm>
#include <tuple>

#include "replay/figures/by_entity.h"
#include "replay/figures/problems_steps.h"

namespace dangol::problems {

namespace {

enum class Met : std::uint8_t {
  kParts = 0,  // value: the group of the key
  kDecided,    // entity: what; value: from when it works
  kOpened,     // entity: the issue; value: the position of its classification
  kOpenedByNobody,
  kDetected,
};

std::uint8_t type(Met met) { return static_cast<std::uint8_t>(met); }
Met met(const Crossing& crossing) { return static_cast<Met>(crossing.type); }

// What is decided stands on the problem's stream, and so does the detection that names its key.
void cross_problem(const PersonSteps& person, std::span<const AboutEntity> own, Collector& into) {
  TextKey key = 0;
  for (const AboutEntity& about : own) {
    const Step& step = *about.step;
    if (kind_of(step) == ProblemStep::kDetected && key == 0) key = step.key;
  }
  if (key == 0) return;
  for (const AboutEntity& about : own) {
    const Step& step = *about.step;
    if (kind_of(step) == ProblemStep::kDecided) {
      into.cross({key, step.occurred, step.position, person.person, step.stream, step.code,
                  step.value, type(Met::kDecided)});
    }
    if (kind_of(step) == ProblemStep::kDetected) {
      into.cross({key, step.occurred, step.position, person.person, step.stream, step.entity, 0,
                  type(Met::kDetected)});
    }
  }
}

void cross_issue(const PersonSteps& person, const GroupingKey* by, std::span<const AboutEntity> own,
                 Collector& into) {
  const KnownIssue issue = known_issue(own);
  if (issue.opened == nullptr || issue.classified->key == 0) return;
  const TextKey key = issue.classified->key;
  into.cross({key, issue.opened->occurred, issue.opened->position, person.person,
              issue.opened->stream, issue.opened->entity, issue.classified->position.value(),
              type(person.identified() ? Met::kOpened : Met::kOpenedByNobody)});
  if (by == nullptr) return;
  into.cross({key,
              Micros(INT64_MIN),
              issue.opened->position,
              {},
              {},
              0,
              group_of(by, key, issue.classified->value, issue.parts),
              type(Met::kParts)});
}

std::vector<FoundProblem> problems_of(std::vector<Crossing>& in_order, const Policies& policies) {
  // Nothing but the facts decides: of one moment, decisions come first, by what they say.
  std::stable_sort(in_order.begin(), in_order.end(), [](const Crossing& a, const Crossing& b) {
    const auto what = [](const Crossing& c) { return met(c) == Met::kDecided ? c.entity : 0; };
    return std::tuple(a.at, a.type, what(a)) < std::tuple(b.at, b.type, what(b));
  });
  ProblemTimeline timeline(policies);
  for (const Crossing& crossing : in_order) {
    if (met(crossing) == Met::kDecided) {
      timeline.decided(crossing, static_cast<std::uint8_t>(crossing.entity),
                       Micros(static_cast<std::int64_t>(crossing.value)));
    } else {
      timeline.opened(crossing);
    }
  }
  return timeline.take();
}

}  // namespace

void cross(const PersonSteps& person, const GroupingKey* by, Collector& into) {
  each_entity(person.steps, [&](std::span<const AboutEntity> own) {
    if (person.kind == StreamKind::kProblem) {
      cross_problem(person, own, into);
    } else {
      cross_issue(person, by, own, into);
    }
  });
}

void each_key(std::span<const Crossing> crossings, const Policies& policies,
              const std::function<void(const MetKey&)>& take) {
  MetKey one;
  std::vector<Crossing> in_order;
  for (std::size_t next = 0; next < crossings.size();) {
    one.key = crossings[next].key;
    one.group = 0;
    one.nobodys.clear();
    one.detections.clear();
    in_order.clear();
    for (; next < crossings.size() && crossings[next].key == one.key; ++next) {
      const Crossing& crossing = crossings[next];
      switch (met(crossing)) {
        case Met::kParts: one.group = crossing.value; break;
        case Met::kOpenedByNobody: one.nobodys.push_back(crossing); break;
        case Met::kDetected: one.detections.push_back(crossing); break;
        case Met::kDecided:
        case Met::kOpened: in_order.push_back(crossing); break;
      }
    }
    one.problems = problems_of(in_order, policies);
    take(one);
  }
}

}  // namespace dangol::problems
