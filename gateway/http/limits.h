// Every size, count and time that a client on the network can reach, with its unit, in one place.
#pragma once

#include <chrono>
#include <cstddef>

#include "events/limits.h"

namespace dangol {

// One request's path and query, bytes.
inline constexpr std::size_t kMaxHttpTargetBytes = 8192;
inline constexpr std::size_t kMaxHttpQueryParts = 32;
// One request's body: a batch of events as JSON.
inline constexpr std::size_t kMaxHttpBodyBytes = kMaxBatchBytes;
// Bodies that one gateway thread holds at a time, over all its connections.
inline constexpr std::size_t kHttpBodiesBytes = 64 << 20;
static_assert(kMaxHttpBodyBytes <= kHttpBodiesBytes);

// Connections of one gateway thread.
inline constexpr std::size_t kMaxHttpConnections = 8192;
// Connections that wait to be accepted.
inline constexpr int kHttpBacklog = 1024;
// Threads that hold connections; and threads that read for them.
inline constexpr std::size_t kMaxHttpThreads = 64;
inline constexpr std::size_t kHttpReadThreads = 2;
// Reads that wait for those, of one gateway thread: one more is told to come again.
inline constexpr std::size_t kHttpReadsWaiting = 256;

// A request's head must come within this, also the first one of a connection.
inline constexpr std::chrono::seconds kHttpHeadTime{10};
// Its body within this.
inline constexpr std::chrono::seconds kHttpBodyTime{30};
// An answer must be taken within this; of a stream each piece.
inline constexpr std::chrono::seconds kHttpAnswerTime{60};
// A stream of events may be silent for so long.
inline constexpr std::chrono::minutes kHttpSilence{5};
// A connection without a request ends after this.
inline constexpr std::chrono::seconds kHttpIdle{75};
// A server that ends waits so long for what it has begun.
inline constexpr std::chrono::seconds kHttpGrace{10};

// A stream of events: what is read at once, events of one batch, and batches that are not answered or
// not yet read by the client. More is not read from the client.
inline constexpr std::size_t kStreamReadBytes = 64 << 10;
inline constexpr std::size_t kStreamBatchEvents = 500;
inline constexpr std::size_t kStreamBatchBytes = 1 << 20;
inline constexpr std::size_t kStreamBatches = 8;

// Events read over the whole log: records that one page looks at, events of a page when nobody says, and bytes
// that a page of GET /v1/events ends behind.
inline constexpr std::size_t kEventsScanned = 65'536;
inline constexpr std::size_t kUsualPageEvents = 500;
inline constexpr std::size_t kEventPageBytes = 1 << 20;

// Cursors that one account keeps here, bytes of a cursor's name, and accounts that keep any.
inline constexpr std::size_t kMaxAccountCursors = 64;
inline constexpr std::size_t kMaxCursorNameBytes = 64;
inline constexpr std::size_t kMaxCursorAccounts = 1024;

// Members shown of one set of a figure; and an answer about figures, bytes.
inline constexpr std::size_t kMaxFigureMembers = 10'000;
inline constexpr std::size_t kMaxFigureBytes = 32 << 20;
// A proof of one history, bytes: a longer one is written by `dangol log prove history`.
inline constexpr std::size_t kMaxHistoryProofBytes = 16 << 20;

// Feeds of one gateway thread: one more is told to come again. Each has a page on its way to the client, and
// the next one read.
inline constexpr std::size_t kMaxFeeds = 256;
inline constexpr std::size_t kFeedPageBytes = 256 << 10;
// A feed says that it is there this often when it has nothing else to say.
inline constexpr std::chrono::seconds kFeedHeartbeat{15};
// A piece of a feed must be taken within the first; who takes it later, and within the second, is told so
// at the feed's end; who does not is cut off.
inline constexpr std::chrono::seconds kFeedPieceTime{30};
inline constexpr std::chrono::seconds kFeedLateTime{30};

}  // namespace dangol
