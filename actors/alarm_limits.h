// Every size, count and rate of the clock's events, with its unit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "events/ids.h"

namespace dangol {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;

// Alarms held in memory, those that are due first; the others are read when these are used up.
inline constexpr std::size_t kScheduledAlarms = 4096;
// Streams that were asked and have not answered yet, or could not answer for now.
inline constexpr std::size_t kRingingAlarms = 256;
// Streams asked a second, so that a start with many due alarms leaves room for appends.
inline constexpr std::int64_t kAlarmsPerSecond = 1000;
// Until a stream that could not answer is asked again.
inline constexpr Micros kAlarmRetry{60 * kMicrosPerSecond};
// The wall clock is looked at this often at least, and this often while more is due than may ring.
inline constexpr std::chrono::milliseconds kClockLook{1000};
inline constexpr std::chrono::milliseconds kClockBeat{50};
// What the wall clock may move between two looks, against the time since boot.
inline constexpr Micros kMaxClockJump{60 * kMicrosPerSecond};

// What rings is a small part of what is held, so that reading on is rare.
static_assert(kRingingAlarms * 4 <= kScheduledAlarms);
// A beat never rings more than may be ringing at once.
static_assert(kAlarmsPerSecond * kClockBeat.count() / 1000 <= std::int64_t{kRingingAlarms});
// Two looks lie closer together than what counts as a jump.
static_assert(kClockLook * 10 <= std::chrono::microseconds(kMaxClockJump.value()));

}  // namespace dangol
