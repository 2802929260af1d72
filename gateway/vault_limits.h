// Every period of the vaults that input can reach, with its unit.
#pragma once

#include <chrono>
#include <cstdint>

namespace dangol {

// Days within which what was erased must be final, unless the policy `erasure.days` says another number;
// and what it may say. A month is what EU law gives for the answer to a request.
inline constexpr std::uint32_t kErasureDays = 30;
inline constexpr std::uint32_t kLeastErasureDays = 1;
inline constexpr std::uint32_t kMostErasureDays = 3660;
// A writer looks so often whether something is due.
inline constexpr std::chrono::hours kVaultWatchEvery{1};

}  // namespace dangol
