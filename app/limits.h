// Every size, count and patience of the program that input can reach, with its unit, in one place.
// Those of an import: import/import_limits.h.
#pragma once

#include <chrono>
#include <cstddef>

#include "actors/engine_limits.h"
#include "gateway/limits.h"

namespace dangol {

// Asked of an input of events at once.
inline constexpr std::size_t kReadBytes = 256 << 10;
// A line as it stands in the input: an event with some blanks around it.
inline constexpr std::size_t kMaxLineBytes = kMaxEventJsonBytes + 1024;

// A batch is sent on when it has so many events, or so many bytes of them.
inline constexpr std::size_t kBatchEvents = 500;
inline constexpr std::size_t kBatchBytes = 4 << 20;
inline constexpr std::size_t kBatchesInFlight = 16;
// The event that makes a batch full may be of any size.
static_assert(kBatchEvents <= kMaxBatchEvents);
static_assert(kBatchBytes + kMaxEventBytes <= kMaxBatchBytes);
// What one program has in flight, the engine admits.
static_assert(kBatchesInFlight * kBatchBytes <= kInFlightBytes);
static_assert(kBatchesInFlight <= kConnectionAppends,
              "all may be with a running writer, by their number");

// Seconds between two checkpoints of a writer: a day.
inline constexpr unsigned kMaxHeadsEvery = 86'400;

// Columns of a plot: as the terminal has, or so many when nobody knows.
inline constexpr unsigned kUsualColumns = 80;
inline constexpr unsigned kLeastColumns = 40;
inline constexpr unsigned kMostColumns = 400;

// Another command may be about to end, or a writer about to open its socket.
inline constexpr std::chrono::seconds kPatience{1};
// A writer that ends still has to close its databases.
inline constexpr std::chrono::seconds kPatienceForNext{30};
// Between two attempts.
inline constexpr std::chrono::milliseconds kAgain{20};
static_assert(kAgain < kPatience && kPatience < kPatienceForNext);
static_assert(kCloseGrace < kPatienceForNext, "a writer that waits for its clients ends in time");

// Senders and readers of a load over RPC: each is a thread.
inline constexpr std::size_t kMaxLoadThreads = 256;

}  // namespace dangol
