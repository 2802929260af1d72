// Every size, count and time that a client on the network can reach, with its unit, in one place.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "events/limits.h"

namespace dangol {

// One request's path and query, bytes.
inline constexpr std::size_t kMaxHttpTargetBytes = 8192;
inline constexpr std::size_t kMaxHttpQueryParts = 32;
// One request's body: a batch of events as JSON.
inline constexpr std::size_t kMaxHttpBodyBytes = kMaxBatchBytes;
// A body that is no events: what somebody asks to be done.
inline constexpr std::size_t kMaxSmallBodyBytes = 64 << 10;
static_assert(kMaxSmallBodyBytes <= kMaxHttpBodyBytes);
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

// The file of tokens, and what stands in it: a token an account.
inline constexpr std::size_t kMaxTokens = 1024;
inline constexpr std::size_t kMaxTokenFileBytes = 1 << 20;
inline constexpr std::size_t kMaxAccountBytes = 64;
static_assert(kMaxTokenFileBytes > kMaxTokens * (kMaxAccountBytes + kMaxSourceBytes + 320));
inline constexpr unsigned kMaxTokenDays = 3650;
// How often a server looks whether the files of tokens and certificates have changed.
inline constexpr std::chrono::seconds kFilesLookedAtEvery{1};

// A file of certificates, or a key; and certificates that a server shows, its own and those up to the root.
inline constexpr std::size_t kMaxTlsFileBytes = 1 << 20;
inline constexpr std::size_t kMaxTlsChain = 10;
// TLS must be agreed on within this.
inline constexpr std::chrono::seconds kHandshakeTime{10};

// How often who has a stream is looked at again, whether it would still be let in.
inline constexpr std::chrono::seconds kStillLetInEvery{5};

// Requests a second that one token may make, if it does not say otherwise; and the most it may say. As many
// may come at once after a second of silence.
inline constexpr std::uint32_t kTokenRate = 20'000;
inline constexpr std::uint32_t kMaxTokenRate = 1'000'000;
// Requests of one address (of IPv6: of one /64) that were refused for who asks: so many at once, then so many a
// second; further ones are not even told why.
inline constexpr std::uint32_t kRefusedAtOnce = 50;
inline constexpr std::uint32_t kRefusedPerSecond = 1;
// Addresses that this is remembered of; of more, the one that was longest silent is forgotten.
inline constexpr std::size_t kRefusedAddresses = 4096;

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
