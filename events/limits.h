// Every size and count that input can reach, with its unit, in one place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dangol {

inline constexpr std::size_t kMaxSubjectBytes = 255;
inline constexpr std::size_t kMaxTokenBytes = 255;  // any opaque id from outside, UTF-8
inline constexpr std::size_t kMaxSourceBytes = 255;
inline constexpr std::size_t kMaxFactBytes = 255;           // text that stays in clear for ever
inline constexpr std::size_t kMaxEventJsonBytes = 1 << 20;  // one event as JSON text
inline constexpr std::size_t kMaxEventBytes = 1 << 20;      // one event as a Cap'n Proto message
inline constexpr std::size_t kMaxBatchEvents = 1000;
inline constexpr std::size_t kMaxBatchBytes = 8 << 20;
inline constexpr std::size_t kMaxJsonDepth = 16;
inline constexpr std::size_t kMaxListItems = 10'000;           // any list inside one event
inline constexpr std::size_t kMaxSealedBatchBytes = 31 << 20;  // as records, all in one frame
inline constexpr std::size_t kMaxFrameBytes = 32 << 20;
inline constexpr std::size_t kMaxFrameRecords = 16'384;
inline constexpr std::size_t kRecentEvents = 1024;   // id tokens held in a stream's state
inline constexpr std::size_t kShownValueBytes = 32;  // of a fact, in an error message

// A full batch must fit one frame, with room for what sealing adds to any but the oddest events, and
// for keys and side rows: 1 KiB a record is ample.
static_assert(kMaxBatchBytes * 2 <= kMaxSealedBatchBytes);
static_assert(kMaxSealedBatchBytes + kMaxBatchEvents * 1024 <= kMaxFrameBytes);
static_assert(kMaxBatchEvents <= kMaxFrameRecords);

}  // namespace dangol
