// Every size and count of the engine, with its unit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "events/limits.h"

namespace dangol {

// Bytes of events that are in flight, over all senders: taken in and not answered yet.
inline constexpr std::size_t kInFlightBytes = 64 << 20;
// Bytes of streams in memory, over all shards; who was used least recently sleeps first. Exceeded
// by what is in flight only.
inline constexpr std::size_t kAwakeBytes = 512 << 20;
// Bytes of streams that stay in memory, over all shards, when a program with nothing to do lets sleep.
inline constexpr std::size_t kRestingAwakeBytes = 4 << 20;
static_assert(kRestingAwakeBytes <= kAwakeBytes);
// What a stream awake weighs at most beside its state: the actor, its keys, its place in the maps of
// the shard and of the journal.
inline constexpr std::size_t kAwakeStreamBytes = 2560;
// Records between two snapshots of a stream, at least.
inline constexpr std::uint64_t kSnapshotRecords = 64;
// Between two attempts to open a store again: the first, doubled up to the last.
inline constexpr std::chrono::milliseconds kReopenFirst{100};
inline constexpr std::chrono::milliseconds kReopenLast{30'000};

// Streams of one person that are forgotten at once, in one frame: merged ones and contacts.
inline constexpr std::size_t kMaxForgottenStreams = 4'096;
// Single events whose words are erased at once.
inline constexpr std::size_t kMaxForgottenEvents = 1'000;
// Records of others about a forgotten person that are listed; more are counted.
inline constexpr std::size_t kMaxMentions = 1'000;

static_assert(2 * kMaxForgottenStreams <= kMaxFrameRecords);
// Several full batches are in flight at once, so that one is written while the next is decided.
static_assert(4 * kMaxBatchBytes <= kInFlightBytes);
// The streams of full batches fit in memory.
static_assert(16 * kMaxBatchEvents * kAwakeStreamBytes <= kAwakeBytes);
static_assert(kReopenFirst < kReopenLast);

}  // namespace dangol
