#include "replay/ties_cache.h"

#include "store/limits.h"

namespace dangol {

Result<std::shared_ptr<const Ties>> TiesCache::as_of(const StepView& people,
                                                     const Vantage& vantage) {
  const bool newest = vantage.end >= people.end && vantage.happened_by == Vantage().happened_by;
  if (newest) {
    const std::lock_guard lock(mutex_);
    if (newest_ && steps_ == people.steps) return newest_;
  }
  std::vector<Step> steps;
  BucketReader reader(people);
  Status read = reader.read(0, kProjectionBuckets, [&](std::uint32_t, auto slices) {
    for (const std::span<const Step> slice : slices) {
      for (const Step& step : slice) {
        if (vantage.includes(step)) steps.push_back(step);
      }
    }
    return true;
  });
  if (!read.ok()) return read.error();
  auto ties = std::make_shared<const Ties>(std::move(steps));
  if (newest) {
    const std::lock_guard lock(mutex_);
    newest_ = ties;
    steps_ = people.steps;
  }
  return ties;
}

}  // namespace dangol
