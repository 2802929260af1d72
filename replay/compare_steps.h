// Two generations of one projection, held against each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "replay/step_view.h"

namespace dangol {

// SHA-256 over the SHA-256 of each bucket's steps in order of position, in order of bucket: the same for
// the same steps, however they came to lie there.
Result<Hash> digest_of(const StepView& view, unsigned workers);

struct StepsCompared {
  std::uint32_t buckets = 0;
  std::uint64_t different = 0;  // records whose steps differ
  std::vector<std::string>
      differences;  // the first kMaxDifferences of them, by bucket and position
};
// Every `every`-th bucket, as far as both go.
Result<StepsCompared> compare_steps(const StepView& before, const StepView& now,
                                    std::uint32_t every);

}  // namespace dangol
