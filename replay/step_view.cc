#include "replay/step_view.h"

#include <cstring>

namespace dangol {

Status BucketReader::read(std::uint32_t first, std::uint32_t end, const TakeBucket& take) {
  walks_.clear();
  for (const auto& chunk : view_.tail) walks_.emplace_back(*chunk, first);
  cursor_->seek(first);
  ProjectionRows::Row row;
  Result<bool> more = cursor_->next(row);
  if (!more.ok()) return more.error();
  for (std::uint32_t bucket = first; bucket < end; ++bucket) {
    std::size_t count = 0;
    while (more.value() && row.bucket == bucket) {
      // Rows begin anywhere; steps are read where they can stand.
      const std::size_t steps = row.bytes.size() / sizeof(Step);
      if (stored_.size() < count + steps) stored_.resize(count + steps + count / 2);
      std::memcpy(stored_.data() + count, row.bytes.data(), steps * sizeof(Step));
      count += steps;
      more = cursor_->next(row);
      if (!more.ok()) return more.error();
    }
    slices_.clear();
    if (count > 0) slices_.push_back(std::span(stored_).first(count));
    for (StepChunk::Walk& walk : walks_) {
      const std::span<const Step> steps = walk.of_bucket(bucket);
      if (!steps.empty()) slices_.push_back(steps);
    }
    if (!slices_.empty() && !take(bucket, slices_)) break;
  }
  return Done{};
}

}  // namespace dangol
