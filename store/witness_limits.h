// The sizes of a witness's files.
#pragma once

#include <cstddef>

#include "store/proof_limits.h"

namespace dangol {

// Any file of a witness. Its state holds one note a log.
inline constexpr std::size_t kMaxWitnessFileBytes = 8 << 20;
static_assert(kMaxPolicyLogs * (kMaxNoteBytes + 32) < kMaxWitnessFileBytes);

}  // namespace dangol
