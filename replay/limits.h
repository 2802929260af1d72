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
// Headers of frames that a check of the log reads in one go.
inline constexpr std::size_t kFramesAtOnce = 1024;
// Records of one stream folded before the next step of a state as of some moment.
inline constexpr std::size_t kRecordsAtOnce = 65'536;
// Streams whose live state is compared in one go.
inline constexpr std::size_t kStreamsComparedAtOnce = 256;
// Differences that a verification names; it counts all.
inline constexpr std::size_t kMaxDifferences = 20;

// Groups of a figure whose texts are read from the log at once, and that an error names.
inline constexpr std::size_t kGroupsNamedAtOnce = 1024;
inline constexpr std::size_t kGroupsNamed = 20;
// Members of a figure's sets that are opened at once.
inline constexpr std::size_t kMembersAtOnce = 256;
// Events of one person that are put into the order in which they happened.
inline constexpr std::size_t kMaxPersonEvents = 262'144;
// Days or months between the ends of a plotted series for gaps in it to be drawn.
inline constexpr std::int64_t kMaxPlotGap = 1'000;
// Steps that a projection may make of one record: one an item of its largest list, twice over.
inline constexpr std::size_t kMaxStepsOfRecord = 2 * kMaxListItems + 64;
// Records read from the log in one go on behalf of read models, and bytes of them; a page ends behind
// the record that reaches either.
inline constexpr std::uint64_t kPageOfRecords = 16'384;
inline constexpr std::size_t kPageOfRecordsBytes = 8 << 20;
// Pages read ahead while earlier ones are looked at.
inline constexpr std::size_t kPagesAhead = 4;
// Steps in memory that are merged into one run: more are left in runs of their own.
inline constexpr std::size_t kMergedSteps = 16'384;
// Bytes of steps in memory of one projection, and of all of them, from which on they are written.
inline constexpr std::size_t kTailBytes = 64 << 20;
inline constexpr std::size_t kAllTailsBytes = 256 << 20;
static_assert(kTailBytes <= kAllTailsBytes);
// Of one projection: below this they stay in memory when memory is given back.
inline constexpr std::size_t kLeastSliceBytes = 1 << 20;
static_assert(kMaxStepsOfRecord * 80 * 16 < kTailBytes);
// Records that are rather read again than written when read models are closed.
inline constexpr std::uint64_t kLeastKeptRecords = 4096;
// One of so many buckets is compared when a new version of a projection is built.
inline constexpr std::uint32_t kSampledBuckets = 64;
// A projection further behind the log catches up alone, so that nobody waits for it.
inline constexpr std::uint64_t kFarBehindRecords = 65'536;

// Places inside a chunk are 32 bits, in words of 8 bytes; a frame holds the largest record.
static_assert((kChunkBytes + kMaxFrameBytes) / 8 <= UINT32_MAX);

}  // namespace dangol
