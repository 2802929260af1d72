// The sizes and counts of this room that input can reach, each with its unit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dangol {

// Subjects whose token stands in memory, each way: at most twice this many, some 200 bytes each.
inline constexpr std::size_t kVaultCachedSubjects = 65'536;

// Records of one stream that are in memory at a time while it is read: at least this many, since a
// long history must not cost a seek a record, and never its whole length.
inline constexpr std::size_t kStreamRecordsAtOnce = 512;

// Streams whose state is read in one go, and records of each in the first round; what a stream has
// beyond is read alone. The records in memory at once are at most the product.
inline constexpr std::size_t kStreamsAtOnce = 64;
inline constexpr std::size_t kFirstRecordsAtOnce = 128;
static_assert(kStreamsAtOnce * kFirstRecordsAtOnce <= 16 * kStreamRecordsAtOnce);

// Records whose words are removed in one go: eight bytes each in memory, and what a crash repeats.
inline constexpr std::size_t kRemovedWordsAtOnce = 65'536;

// Names of events that become fences in one write: some 33 bytes each.
inline constexpr std::size_t kFencesAtOnce = 16'384;
// Rows of a vault that are sealed under another key between two syncs: some MiB of memory.
inline constexpr std::size_t kResealedAtOnce = 16'384;

// Records of one stream that one row of the stream index names: bounds what finding one of them reads.
inline constexpr std::size_t kIndexRunRecords = 256;

// Sorted runs of the stream index from which on they are merged: what a look-up asks at most, but for
// the windows that came in while a merge is under way.
inline constexpr int kIndexRuns = 8;

// Bytes of blocks held in memory, filters and indexes of files among them: however large the files
// grow, reading them costs no more.
inline constexpr std::size_t kLogCacheBytes = 32 << 20;
inline constexpr std::size_t kWordsCacheBytes = 8 << 20;
inline constexpr std::size_t kSideCacheBytes = 1 << 20;  // of each other family of the log
inline constexpr std::size_t kVaultCacheBytes = 64 << 20;
inline constexpr std::size_t kIndexCacheBytes = 96 << 20;
inline constexpr std::size_t kSnapshotCacheBytes = 32 << 20;
inline constexpr std::size_t kStoreCacheBytes = 256 << 20;  // of one open store
static_assert(kLogCacheBytes + kWordsCacheBytes + 8 * kSideCacheBytes + kVaultCacheBytes +
                  kIndexCacheBytes + kSnapshotCacheBytes <=
              kStoreCacheBytes);
inline constexpr std::size_t kProjectionCacheBytes = 4 << 20;  // of each projection that is open
// Of a database's rows that are in memory: below this they stay there when memory is given back, so that
// resting does not make many small files.
inline constexpr std::size_t kLeastFlushedBytes = 2 << 20;
// Positions of the stream index in memory that become a file when memory is given back: some 80 bytes each.
inline constexpr std::uint32_t kLeastSealedPositions = 16'384;
// Files held open. A file's own part of memory beside the cache is a few KiB.
inline constexpr int kLogOpenFiles = 512;
inline constexpr int kDerivedOpenFiles = 1024;
inline constexpr int kProjectionOpenFiles = 256;  // of each projection that is open

// What a projection's rows are divided into, by stream: one person's are read by reading one bucket.
inline constexpr std::uint32_t kProjectionBuckets = 4096;
static_assert(kProjectionBuckets <= 65'536);  // two bytes of a key
// Records of which a projection's rows are written in one go.
inline constexpr std::uint64_t kSliceRecords = 262'144;
// Bytes of a block in a projection's files: what reading one row reads at least.
inline constexpr std::size_t kProjectionBlockBytes = 32 << 10;
// Sorted files of one projection from which on they are merged: what asking for one person asks at
// most, but for what comes in while a merge is under way.
inline constexpr int kProjectionRuns = 64;
static_assert(kProjectionRuns < kProjectionOpenFiles);

// Streams of which the map of heads holds in memory where they ended since the last root: some 100 bytes
// each. Beyond, they are written before a root is asked for.
inline constexpr std::size_t kPendingHeads = 262'144;
inline constexpr std::size_t kHeadCacheBytes = 8 << 20;
inline constexpr std::size_t kHeadWriteBufferBytes = 16 << 20;
inline constexpr int kHeadOpenFiles = 64;

// The anchor file: some 90 bytes an erasure, which stand there for ever.
inline constexpr std::size_t kMaxAnchorBytes = 256 << 20;
// Keys that sign a checkpoint at a time: one, and in a period of rotation the one before. More than two
// only when one rotation begins before the last one has ended.
inline constexpr std::size_t kMaxSigningKeys = 4;
inline constexpr std::size_t kMaxSigningKeyFileBytes = 8 << 10;
static_assert(kMaxSigningKeyFileBytes >= kMaxSigningKeys * (255 + 128),
              "a name is 255 bytes at most");

// The database of checkpoints: a row a minute of some hundred bytes.
inline constexpr std::size_t kCheckpointCacheBytes = 1 << 20;
inline constexpr std::size_t kCheckpointMemtableBytes = 1 << 20;
inline constexpr int kCheckpointOpenFiles = 64;

// The last blocks of a table file, which are looked at before RocksDB opens it: each is a few hundred bytes.
inline constexpr std::size_t kMaxTableTailBytes = 1 << 20;

}  // namespace dangol
