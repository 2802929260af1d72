// Every size and count of the register of accesses that input can reach, with its unit.
#pragma once

#include <chrono>
#include <cstdint>

namespace dangol {

// Streams of access records of one day: who writes more sees only these in the register.
inline constexpr std::uint32_t kMaxAccessShards = 16;
// Months for which access records can be read, after the one that they are of, unless the policy
// `access.months` says another number; and what it may say. The law asks for one year or two.
inline constexpr std::uint32_t kAccessMonths = 24;
inline constexpr std::uint32_t kLeastAccessMonths = 1;
inline constexpr std::uint32_t kMostAccessMonths = 1200;

// How often a writer that stays looks for access records whose time is over.
inline constexpr std::chrono::hours kAccessesLookedAtEvery{1};

}  // namespace dangol
