// A person's steps, put together by what they are about. Only for figures.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "replay/step.h"

namespace dangol {

// One of the things and one step about it.
struct AboutEntity {
  EntityKey entity;
  const Step* step;
};

// Calls `take(std::span<const AboutEntity>)` once for each entity of the steps that `keep(step)`
// lets in, in order of their keys; the steps of one stand in time. Sorting a list that keeps its
// memory from person to person costs a usual person some nanoseconds a step, and a person of ten
// million steps no more than a sort. `take` must not call it again with the same types.
template <class Keep, class Take>
void each_entity(std::span<const Step> steps, Keep keep, Take take) {
  thread_local std::vector<AboutEntity> kept;
  kept.clear();
  for (const Step& step : steps) {
    if (keep(step)) kept.push_back({step.entity, &step});
  }
  // The steps lie in time, so their addresses do.
  const auto before = [](const AboutEntity& a, const AboutEntity& b) {
    return a.entity != b.entity ? a.entity < b.entity : a.step < b.step;
  };
  std::sort(kept.begin(), kept.end(), before);
  for (auto from = kept.begin(); from != kept.end();) {
    const EntityKey entity = from->entity;
    const auto to = std::find_if(from, kept.end(),
                                 [&](const AboutEntity& about) { return about.entity != entity; });
    take(std::span<const AboutEntity>(from, to));
    from = to;
  }
}

// Of all steps.
template <class Take>
void each_entity(std::span<const Step> steps, Take take) {
  each_entity(
      steps, [](const Step&) { return true; }, take);
}

}  // namespace dangol
