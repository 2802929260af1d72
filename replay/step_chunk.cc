#include "replay/step_chunk.h"

#include <algorithm>
#include <numeric>

#include "store/limits.h"

namespace dangol {

namespace {

bool bucket_before(const Step& a, const Step& b) {
  return bucket_of(a.stream) < bucket_of(b.stream);
}

std::vector<Step> by_bucket(const std::vector<Step>& steps) {
  std::vector<std::uint32_t> next(kProjectionBuckets + 1, 0);
  for (const Step& step : steps) ++next[bucket_of(step.stream) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Step> sorted(steps.size());
  for (const Step& step : steps) sorted[next[bucket_of(step.stream)]++] = step;
  return sorted;
}

}  // namespace

StepChunk::StepChunk(std::vector<Step> steps) {
  if (steps.size() >= kProjectionBuckets / 4) {
    steps_ = by_bucket(steps);
    return;
  }
  std::stable_sort(steps.begin(), steps.end(), bucket_before);
  steps_ = std::move(steps);
  steps_.shrink_to_fit();
}

StepChunk::StepChunk(const StepChunk& earlier, const StepChunk& later) {
  steps_.resize(earlier.size() + later.size());
  std::merge(earlier.steps_.begin(), earlier.steps_.end(), later.steps_.begin(), later.steps_.end(),
             steps_.begin(), bucket_before);
}

std::span<const Step> StepChunk::of_bucket(std::uint32_t bucket) const {
  return Walk(*this, bucket).of_bucket(bucket);
}

StepChunk::Walk::Walk(const StepChunk& chunk, std::uint32_t from) : rest_(chunk.steps_) {
  const auto first = std::partition_point(
      rest_.begin(), rest_.end(), [&](const Step& step) { return bucket_of(step.stream) < from; });
  rest_ = rest_.subspan(static_cast<std::size_t>(first - rest_.begin()));
}

std::span<const Step> StepChunk::Walk::of_bucket(std::uint32_t bucket) {
  std::size_t skipped = 0;
  while (skipped < rest_.size() && bucket_of(rest_[skipped].stream) < bucket) ++skipped;
  rest_ = rest_.subspan(skipped);
  std::size_t count = 0;
  while (count < rest_.size() && bucket_of(rest_[count].stream) == bucket) ++count;
  const std::span<const Step> found = rest_.first(count);
  rest_ = rest_.subspan(count);
  return found;
}

}  // namespace dangol
