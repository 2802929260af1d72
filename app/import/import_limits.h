// Bounds on what an import holds in memory and accepts, with units, in one place.
#pragma once

#include <cstddef>
#include <cstdint>

#include "events/limits.h"

namespace dangol::importing {

inline constexpr std::size_t kMaxRowBytes = 4 << 20;        // one row of a file, all its cells
inline constexpr std::size_t kMaxColumns = 1024;            // of one file
inline constexpr std::size_t kReadBlockBytes = 256 << 10;   // asked of the file at once
inline constexpr std::size_t kBinaryProbeBytes = 64 << 10;  // looked at for NUL bytes up front
inline constexpr std::size_t kMaxMappingBytes = 1 << 20;    // a mapping file
inline constexpr std::size_t kSpareRows = 1024;             // of complete keys, used again
inline constexpr std::size_t kMaxOpenBytes = 512 << 20;     // rows of groups not yet complete
inline constexpr std::size_t kMaxOpenKeys = 4 << 20;        // keys whose latest row is remembered
inline constexpr std::size_t kMaxFinishedKeys = 16
                                                << 20;   // keys known to be complete, 8 bytes each
inline constexpr std::size_t kMaxJoinBytes = 512 << 20;  // columns of a joined file
inline constexpr std::size_t kMaxExpressionDepth = 32;   // parentheses and calls in one another

// A row must be able to hold the largest event that could be made of it.
static_assert(kMaxRowBytes >= kMaxEventJsonBytes);

}  // namespace dangol::importing
