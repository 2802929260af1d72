// What persons and problems' streams bring to each key, and the problems that this makes. For figures
// and for whoever watches for problems.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "events/policies.h"
#include "replay/figure.h"
#include "replay/figures/problem_timeline.h"

namespace dangol::problems {

// Brings what this person met, or what was detected and decided on a problem's stream. An opening carries
// its issue, and as `value` the position of the word that gave it its key. `by`: of the group.
void cross(const PersonSteps& person, const GroupingKey* by, Collector& into);

// One product, topic and symptom, and all that was met of it.
struct MetKey {
  std::uint64_t key = 0;               // a problem_key()
  std::uint64_t group = 0;             // by the `by` of cross()
  std::vector<FoundProblem> problems;  // in time; the last one may still last
  std::vector<Crossing> nobodys;       // openings that are nobody's in particular, in time
  std::vector<Crossing> detections;    // problem.detected of the key, in time
};
// Tells each key in turn; the same memory serves all of them. `crossings` as Figure::conclude has them.
void each_key(std::span<const Crossing> crossings, const Policies& policies,
              const std::function<void(const MetKey&)>& take);

}  // namespace dangol::problems
