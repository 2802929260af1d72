// Every key and byte of the log and derived databases, in this one file. DO NOT CHANGE a rule that
// a released program wrote by: add a version instead. Multi-byte integers are big-endian, so that
// keys sort by number; varint is LEB128 (seven bits a byte, low bits first).
//
// database "log"
//   column family "log"      position:8                -> entry:129 core:*
//   column family "words"    position:8                -> words:*          only where there are any
//   column family "tiles"    level:1 index:8           -> hash:32 * 256    full tiles: store/log_tree.h
//   column family "alarms"   kind:1 rest:*             -> *                side rows
//     'a' due:8 token:16       -> nothing     alarm: when the clock must ask the stream; due is in
//                                             microseconds since 1970, its sign bit flipped so that
//                                             keys sort by time. At most one a stream
//     'i' token:16 version:8   -> nothing     intent: another stream must still record its side
//   column family "frames"   index:8                   -> frame_header
//   column family "meta"     "format"                  -> version:4
//                            "epoch"                   -> epoch:8          the highest ever claimed
//                            "vault"                   -> syncs:8          of the vault, which the
//                                                         records may need; absent: none
//                            "origin"                  reserved
//   frame_header := magic:8 version:1 epoch:8 index:8 first:8 count:4 root_size:2 root:* crc32c:4
//     magic is kFrameMagic; version is 1; positions first .. first+count-1 stand in this frame;
//     root is the Merkle tree's root after it, 32 bytes or none; crc32c (Castagnoli) covers all bytes
//     before it. A frame is one WriteBatch and the header its first row, so that the raw
//     write-ahead log can be searched for headers without knowing anything else of it.
//   entry: events/record.h
//
// database "derived" (a cache: deletable)
//   column family "streams": one sorted file a window of positions; `first` names the window
//     'c' partition:4 first:8                 -> end:8 hash:32         the window is [first, end);
//                                                hash is the entry's, at end-1: the checkpoint
//     'i' partition:4 token:16 id_token:16    -> varint(version) digest:8
//     'p' partition:4 token:16 version:8      -> varint(position) varint(count) varint(delta)*
//                                                of a run of the stream's records, from `version` on
//   column family "snapshots"
//     token:16 -> format:1 version:8 partition:4 position:8 chain:32 state:*
//
// database of one generation of a projection (a cache: deletable); one sorted file a slice
//   'c'                      -> format:1 version:4 end:8 hash:32 steps:8   records before `end` are in,
//                               hash is the entry's at end-1
//   'r' bucket:2 first:8     -> step:80*   what the slice's records gave for the streams of the bucket,
//                               in order of position (replay/step.h)
//   file "tail" beside it    := magic:8 mark first:8 bytes:8 step:80* crc32c:4   what the records from
//                               `first` up to the mark's end gave, by bucket; magic is kTailMagic, mark
//                               as the row 'c', crc32c covers all bytes before it. It counts only when
//                               `first` is where the rows end
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {
struct Snapshot;        // store/snapshots.h
struct ProjectionMark;  // store/projection_db.h
}  // namespace dangol

namespace dangol::format {

inline constexpr std::uint32_t kLogVersion = 1;
inline constexpr std::uint8_t kFrameVersion = 1;
inline constexpr std::uint8_t kSnapshotVersion = 1;
inline constexpr std::uint8_t kProjectionVersion = 1;

// Column families, in the order in which the log database is opened.
inline constexpr const char* kLogFamilies[] = {"default", "log",    "words", "tiles",
                                               "alarms",  "frames", "meta"};
inline constexpr const char* kIndexFamily = "streams";
inline constexpr const char* kSnapshotsFamily = "snapshots";

inline constexpr std::string_view kMetaFormat = "format";
inline constexpr std::string_view kMetaEpoch = "epoch";
inline constexpr std::string_view kMetaVault = "vault";

inline constexpr std::string_view kFrameMagic{
    "\x89"
    "DGLF\r\n\x1a",
    8};
inline constexpr std::size_t kFrameHeaderFixedBytes = 8 + 1 + 8 + 8 + 8 + 4 + 2 + 4;
inline constexpr std::size_t kTreeRootBytes = 32;

inline constexpr std::size_t kPositionKeyBytes = 8;

// Bytes of the index's keys that name one stream: kind, partition, token.
inline constexpr std::size_t kIndexPrefixBytes = 1 + 4 + 16;

void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
void put_varint(std::string& out, std::uint64_t value);
// Take from the front of `in`; nullopt, and `in` unchanged, when it is too short or ill-formed.
std::optional<std::uint32_t> take_u32(std::string_view& in);
std::optional<std::uint64_t> take_u64(std::string_view& in);
std::optional<std::uint64_t> take_varint(std::string_view& in);
std::optional<std::string_view> take_bytes(std::string_view& in, std::size_t size);

// Writes the eight bytes of a position key; for loops that must not allocate.
void write_u64(char* out, std::uint64_t value);
// REQUIRES: eight readable bytes.
std::uint64_t read_u64(const char* in);

std::string position_key(Position position);
std::string frame_key(FrameIndex index);
inline constexpr std::size_t kTileKeyBytes = 1 + 8;
std::string tile_key(TileName name);
std::string encode_frame_header(const FrameHeader& header);
// Reads a header at the front of `bytes`, which may go on behind it; the reason when it is none.
Result<FrameHeader> decode_frame_header(std::string_view bytes);

// Side rows.
struct Alarm {
  Micros due;
  StreamToken stream;
  auto operator<=>(const Alarm&) const = default;  // as the keys sort
};
inline constexpr std::string_view kAlarmPrefix = "a";
std::string alarm_key(const Alarm& alarm);
// nullopt: not an alarm's key.
std::optional<Alarm> decode_alarm_key(std::string_view key);

// Rows of the stream index.
struct WindowEnd {
  Position end;  // first position behind the window
  Hash hash;     // of the entry at end - 1
};
struct IndexedId {
  Version version;
  ContentDigest digest;
};
std::string window_end_prefix(PartitionId partition);
std::string window_end_key(PartitionId partition, Position first);
std::string encode_window_end(const WindowEnd& end);
std::optional<WindowEnd> decode_window_end(std::string_view value);
std::string id_key(PartitionId partition, const StreamToken& token, const IdToken& id);
std::string encode_indexed_id(const IndexedId& id);
std::optional<IndexedId> decode_indexed_id(std::string_view value);
std::string positions_prefix(PartitionId partition, const StreamToken& token);
std::string positions_key(PartitionId partition, const StreamToken& token, Version first);
// The window's first position, of a 'c' key; the run's first version, of a 'p' key: the last eight
// bytes.
Position window_of_key(std::string_view key);
Version version_of_key(std::string_view key);

std::string encode_snapshot(const Snapshot& snapshot);
// nullopt when the row is not of this format.
std::optional<Snapshot> decode_snapshot(const StreamToken& token, std::string_view value);

// Rows of a projection; nullopt when a row is not of this format.
inline constexpr std::string_view kProjectionMarkKey = "c";
inline constexpr std::size_t kProjectionMarkBytes = 1 + 4 + 8 + 32 + 8;
inline constexpr std::string_view kTailMagic = "dangol t";
std::string encode_projection_mark(const ProjectionMark& mark);
std::optional<ProjectionMark> decode_projection_mark(std::string_view value);
std::string projection_row_key(std::uint32_t bucket, Position first);
std::optional<std::uint32_t> bucket_of_row(std::string_view key);

}  // namespace dangol::format
