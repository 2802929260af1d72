// Every size and count of this room that input can reach, with its unit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "events/limits.h"

namespace dangol {

// Read ahead of a worker of a fold: a chunk ends behind the record that reaches it, and so many
// chunks wait at most.
inline constexpr std::size_t kChunkBytes = 256 << 10;
inline constexpr std::size_t kChunksWaiting = 8;
// Records of one stream folded before the next step of a state as of some moment.
inline constexpr std::size_t kRecordsAtOnce = 65'536;
// Streams whose live state is compared in one go.
inline constexpr std::size_t kStreamsComparedAtOnce = 256;
// Differences that a verification names; it counts all.
inline constexpr std::size_t kMaxDifferences = 20;

// Places inside a chunk are 32 bits, in words of 8 bytes; a frame holds the largest record.
static_assert((kChunkBytes + kMaxFrameBytes) / 8 <= UINT32_MAX);

}  // namespace dangol
