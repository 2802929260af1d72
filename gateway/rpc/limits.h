// Every size, count and time that a client over RPC can reach, with its unit, in one place; what it shares with
// HTTP is in gateway/http/limits.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/http/limits.h"
#include "gateway/limits.h"

namespace dangol {

// One message, and segments of it.
inline constexpr std::size_t kMaxRpcMessageBytes = kMaxRequestBytes;
inline constexpr std::size_t kMaxRpcSegments = 512;
// One message of who has not entered: nobody holds up the others without a token.
inline constexpr std::size_t kRpcFirstMessageBytes = 64 << 10;
// Bytes that are read of one message, those of what stands in it once and is referred to twice counted twice.
inline constexpr std::size_t kRpcTraversalBytes = 4 * kMaxRpcMessageBytes;
// Structs and lists in one another.
inline constexpr int kRpcNesting = 32;
// A message of ours: an answer about figures is the largest.
inline constexpr std::size_t kMaxRpcAnswerBytes = kMaxAnswerBytes + kRpcTraversalBytes;
static_assert(kMaxFigureBytes < kMaxRpcAnswerBytes);

// Messages that one gateway thread holds at a time, over all its connections; and how much of one is read at
// once.
inline constexpr std::size_t kRpcMessagesBytes = 64 << 20;
inline constexpr std::size_t kRpcPieceBytes = 256 << 10;
static_assert(kMaxRpcMessageBytes <= kRpcMessagesBytes);

// What one connection may have unanswered before the server stops reading from it: less than what the engine
// admits over all senders, so that none takes it all.
inline constexpr std::size_t kRpcUnansweredBytes = 16 << 20;
static_assert(kRpcUnansweredBytes >= kMaxRpcMessageBytes, "one full batch must always be taken");
static_assert(kRpcUnansweredBytes < kInFlightBytes);
// What it may have answered and not read before the same.
inline constexpr std::size_t kRpcUnreadBytes = 4 << 20;
// Calls whose end the client has not confirmed.
inline constexpr std::size_t kRpcQuestions = 16'384;
// Records of one page of a feed.
inline constexpr unsigned kRpcFeedRecords = 1024;
// Reads that one connection waits for.
inline constexpr std::size_t kRpcReads = 16;
// Sessions, and streams of events, of one connection.
inline constexpr std::size_t kRpcSessions = 16;
inline constexpr std::size_t kRpcStreams = 16;
// Bytes of pages of a feed, or of outcomes of a stream, that are on their way to the client.
inline constexpr std::size_t kRpcWindowBytes = 1 << 20;
static_assert(kRpcWindowBytes >= 2 * kFeedPageBytes, "one page is read while another travels");

// Who connects must have entered within this.
inline constexpr std::chrono::seconds kRpcEnterTime{10};
// A message must come within this, once it has begun.
inline constexpr std::chrono::seconds kRpcMessageTime{30};
// A connection on which nothing is asked, and that has no feed or stream, ends after this.
inline constexpr std::chrono::minutes kRpcIdle{10};
// When the server ends, and everything is answered, a client has so long to read it and leave.
inline constexpr std::chrono::seconds kRpcLastTime{1};

}  // namespace dangol
