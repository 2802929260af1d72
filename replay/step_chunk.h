// Steps of a run of records in memory, divided into the buckets in which a projection's database keeps
// them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "replay/step.h"

namespace dangol {

// The bucket of all steps of a stream: the first twelve bits of its token, which is random.
inline std::uint32_t bucket_of(StreamToken stream) {
  return static_cast<std::uint32_t>(stream.bytes[0]) << 4 | stream.bytes[1] >> 4;
}

// Immutable: any thread.
class StepChunk {
 public:
  // `steps` in order of position.
  explicit StepChunk(std::vector<Step> steps);
  // Of two neighbours, the earlier first.
  StepChunk(const StepChunk& earlier, const StepChunk& later);

  std::size_t size() const { return steps_.size(); }
  std::size_t bytes() const { return steps_.capacity() * sizeof(Step); }
  // By bucket, and of one bucket in order of position.
  std::span<const Step> steps() const { return steps_; }
  std::span<const Step> of_bucket(std::uint32_t bucket) const;

  // Walks over the buckets in ascending order.
  class Walk {
   public:
    // To the first bucket that is not below `from`.
    Walk(const StepChunk& chunk, std::uint32_t from);
    // The steps of a bucket. REQUIRES: not below the one asked for before.
    std::span<const Step> of_bucket(std::uint32_t bucket);

   private:
    std::span<const Step> rest_;
  };

 private:
  std::vector<Step> steps_;
};

using StepChunks = std::vector<std::shared_ptr<const StepChunk>>;

}  // namespace dangol
