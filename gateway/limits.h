// Every size and count that a peer of the gateway can reach, with its unit, in one place.
#pragma once

#include <chrono>
#include <cstddef>

#include "actors/engine_limits.h"
#include "events/limits.h"

namespace dangol {

// One request: a full batch, and beside each event its subject, two ids and a few numbers.
inline constexpr std::size_t kMaxRequestBytes = kMaxBatchBytes + kMaxBatchEvents * 1024 + 65'536;
static_assert(kMaxSubjectBytes + 2 * kMaxTokenBytes + 128 <= 1024);

// A page of a long read ends behind the record that reaches it.
inline constexpr std::size_t kPageBytes = 1 << 20;
inline constexpr std::size_t kPageRecords = 4096;   // of any page
inline constexpr std::size_t kMaxStatesAsked = 64;  // streams, in one request
// Looked through for mentions of a person while the store may not be opened again.
inline constexpr std::size_t kMentionStepRecords = 65'536;
// Folded while the store may not be opened again.
inline constexpr std::size_t kStateStepRecords = 4096;

// One answer: sealing can make a single event nearly as large as a frame of the log, and what a page
// held before it comes on top.
inline constexpr std::size_t kMaxAnswerBytes = kMaxFrameBytes + 2 * kPageBytes;
static_assert(kMaxSealedBatchBytes + kPageBytes + kPageRecords * 256 <= kMaxAnswerBytes);

// Answers about figures whose further pages may be asked for.
inline constexpr std::size_t kReportsKept = 4;
// How long one request makes read models anew before it says how far it has come.
inline constexpr std::chrono::milliseconds kRebuildingAtOnce{250};

// How often the map of heads follows the log, and records that it reads before others may have the store.
inline constexpr std::chrono::seconds kHeadsFollowEvery{1};
inline constexpr std::size_t kHeadsPageRecords = 16'384;

// A server looks so often whether it has work; after so many looks without, it gives memory back.
inline constexpr std::chrono::milliseconds kRestLookEvery{1000};
inline constexpr unsigned kLooksBeforeRest = 10;
// Records and reads of the store between two looks that are no work: what runs by itself takes some. And
// those after which a rest is worth another one.
inline constexpr std::uint64_t kIdleWork = 100;
inline constexpr std::uint64_t kWorkBetweenRests = 10'000;
static_assert(kIdleWork * kLooksBeforeRest < kWorkBetweenRests);
// While it rests, memory is given back again after so many looks: little comes in all the time.
inline constexpr unsigned kLooksBetweenRests = 60;
static_assert(kRestLookEvery == std::chrono::seconds(1), "--idle-after is in looks");

// Before new records are looked at for problems, so that those that come together are seen together.
inline constexpr std::chrono::milliseconds kReactionPause{50};
// A writer that has been there for so long looks at what an earlier one may have left unsaid.
inline constexpr std::chrono::seconds kFirstReaction{10};
// What a writer that ends spends on bringing read models up, to look a last time.
inline constexpr std::chrono::milliseconds kLastReaction{250};
// Problems that are not to be said and are remembered as such; of more it is worked out again.
inline constexpr std::size_t kPassedOver = 65'536;

inline constexpr std::size_t kMaxConnections = 16;
// Connections that wait to be accepted.
inline constexpr int kBacklog = 16;
// Threads that read for all connections. Each connection has one read there at a time.
inline constexpr std::size_t kReadThreads = 2;
// What one connection may have unanswered, or answered and not read, before the server stops
// reading from it: less than what the engine admits over all senders, so that none takes it all.
inline constexpr std::size_t kConnectionBytes = 16 << 20;
inline constexpr std::size_t kConnectionAppends = 32;
static_assert(kConnectionBytes >= kMaxRequestBytes, "one full batch must always be taken");
static_assert(kConnectionBytes < kInFlightBytes);
// What may wait at the bell: each append's outcomes and one read's answer a connection.
inline constexpr std::size_t kMaxDeliveries = kMaxConnections * (kConnectionAppends + 1);

// Between two attempts to admit a batch while the engine is full.
inline constexpr std::chrono::milliseconds kAdmissionRetry{5};
// A server that ends waits so long for clients to read their last answers.
inline constexpr std::chrono::seconds kCloseGrace{2};
// A socket whose owner says nothing for so long is taken for nobody's.
inline constexpr std::chrono::seconds kHelloTimeout{5};

}  // namespace dangol
