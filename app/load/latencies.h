// How long many things took, by percentile, in bounded memory: buckets that are wider the longer a time
// is, as in HdrHistogram, so that every answer is right to one part in a thousand.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

namespace dangol {

// Microseconds. Not thread-safe: one a thread, added up at the end.
class Latencies {
 public:
  Latencies() : counts_(std::make_unique<Counts>()) {}

  void add(std::uint64_t micros);
  void add_all(const Latencies& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  // The time within which `percent` of all were done; 0 when there were none.
  std::uint64_t percentile(double percent) const;

 private:
  // 1,024 buckets for each doubling; the first 2,048 times have one each.
  static constexpr std::size_t kHalf = 1024;
  static constexpr std::size_t kDoublings = 32;  // up to 2^42 us, 50 days
  using Counts = std::array<std::uint64_t, kHalf*(kDoublings + 1)>;
  static std::size_t bucket_of(std::uint64_t micros);
  static std::uint64_t end_of(std::size_t bucket);

  std::unique_ptr<Counts> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace dangol
