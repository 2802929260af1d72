#include "app/load/latencies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace dangol {

std::size_t Latencies::bucket_of(std::uint64_t micros) {
  if (micros < 2 * kHalf) return micros;
  const auto doublings = static_cast<std::size_t>(std::bit_width(micros / (2 * kHalf)));
  const std::size_t bucket = kHalf * doublings + (micros >> doublings);
  return std::min(bucket, kHalf * (kDoublings + 1) - 1);
}

std::uint64_t Latencies::end_of(std::size_t bucket) {
  if (bucket < 2 * kHalf) return bucket;
  const std::size_t doublings = bucket / kHalf - 1;
  return ((std::uint64_t{bucket} - kHalf * doublings + 1) << doublings) - 1;
}

void Latencies::add(std::uint64_t micros) {
  ++(*counts_)[bucket_of(micros)];
  ++count_;
  max_ = std::max(max_, micros);
}

void Latencies::add_all(const Latencies& other) {
  for (std::size_t i = 0; i < counts_->size(); ++i) (*counts_)[i] += (*other.counts_)[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::uint64_t Latencies::percentile(double percent) const {
  const auto wanted = static_cast<std::uint64_t>(
      std::ceil(static_cast<double>(count_) * std::clamp(percent, 0.0, 100.0) / 100));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_->size() && count_ > 0; ++i) {
    seen += (*counts_)[i];
    if (seen >= std::max<std::uint64_t>(wanted, 1)) return std::min(end_of(i), max_);
  }
  return 0;
}

}  // namespace dangol
