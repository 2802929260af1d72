#include "store/format.h"

#include <cstring>

#include <fmt/format.h>

#include "store/crc32c.h"
#include "store/projection_db.h"
#include "store/snapshots.h"

namespace dangol::format {
namespace {

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

std::string index_key(char kind, PartitionId partition, std::string_view rest) {
  std::string key(1, kind);
  put_u32(key, partition.value());
  key.append(rest);
  return key;
}

}  // namespace

void write_u64(char* out, std::uint64_t value) {
  for (int i = 7; i >= 0; --i, value >>= 8) out[i] = static_cast<char>(value & 0xff);
}

std::uint64_t read_u64(const char* in) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = (value << 8) | static_cast<unsigned char>(in[i]);
  return value;
}

void put_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void put_u64(std::string& out, std::uint64_t value) {
  char bytes[8];
  write_u64(bytes, value);
  out.append(bytes, sizeof bytes);
}

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::optional<std::uint32_t> take_u32(std::string_view& in) {
  if (in.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(in[i]);
  in.remove_prefix(4);
  return value;
}

std::optional<std::uint64_t> take_u64(std::string_view& in) {
  if (in.size() < 8) return std::nullopt;
  std::uint64_t value = read_u64(in.data());
  in.remove_prefix(8);
  return value;
}

std::optional<std::uint64_t> take_varint(std::string_view& in) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < in.size() && i < 10; ++i) {
    auto byte = static_cast<unsigned char>(in[i]);
    if (i == 9 && byte > 1) return std::nullopt;  // more than 64 bits
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      in.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> take_bytes(std::string_view& in, std::size_t size) {
  if (in.size() < size) return std::nullopt;
  std::string_view taken = in.substr(0, size);
  in.remove_prefix(size);
  return taken;
}

std::string position_key(Position position) {
  std::string key;
  put_u64(key, position.value());
  return key;
}

std::string frame_key(FrameIndex index) {
  std::string key;
  put_u64(key, index.value());
  return key;
}

std::string tile_key(TileName name) {
  std::string key(1, static_cast<char>(name.level));
  put_u64(key, name.index);
  return key;
}

std::string encode_frame_header(const FrameHeader& header) {
  std::string out;
  out.reserve(kFrameHeaderFixedBytes + header.tree_root.size());
  out.append(kFrameMagic);
  out.push_back(static_cast<char>(kFrameVersion));
  put_u64(out, header.epoch.value());
  put_u64(out, header.index.value());
  put_u64(out, header.first.value());
  put_u32(out, header.count);
  out.push_back(static_cast<char>(header.tree_root.size() >> 8));
  out.push_back(static_cast<char>(header.tree_root.size()));
  out.append(header.tree_root);
  put_u32(out, crc32c(out));
  return out;
}

Result<FrameHeader> decode_frame_header(std::string_view bytes) {
  std::string_view in = bytes;
  if (in.size() < kFrameHeaderFixedBytes) return corrupt("the frame header is too short");
  if (!in.starts_with(kFrameMagic)) return corrupt("the frame header has a wrong magic number");
  in.remove_prefix(kFrameMagic.size());
  auto version = static_cast<std::uint8_t>(in.front());
  in.remove_prefix(1);
  if (version != kFrameVersion) {
    return corrupt(fmt::format("the frame header has the unknown version {}", version));
  }
  FrameHeader header;
  header.epoch = Epoch(*take_u64(in));
  header.index = FrameIndex(*take_u64(in));
  header.first = Position(*take_u64(in));
  header.count = *take_u32(in);
  std::size_t root_size = static_cast<std::size_t>(static_cast<unsigned char>(in[0])) << 8 |
                          static_cast<unsigned char>(in[1]);
  in.remove_prefix(2);
  if (in.size() < root_size + 4) return corrupt("the frame header is cut short in its tree's root");
  header.tree_root = *take_bytes(in, root_size);
  std::string_view covered = bytes.substr(0, bytes.size() - in.size());
  if (*take_u32(in) != crc32c(covered)) return corrupt("the frame header has a wrong checksum");
  return header;
}

// Numbers below zero come before the others.
constexpr std::uint64_t kSignBit = 1ULL << 63;

std::string alarm_key(const Alarm& alarm) {
  std::string key(kAlarmPrefix);
  put_u64(key, static_cast<std::uint64_t>(alarm.due.value()) ^ kSignBit);
  key.append(alarm.stream.view());
  return key;
}

std::optional<Alarm> decode_alarm_key(std::string_view key) {
  if (!key.starts_with(kAlarmPrefix) || key.size() != kAlarmPrefix.size() + 8 + 16) return {};
  const std::uint64_t due = read_u64(key.data() + kAlarmPrefix.size()) ^ kSignBit;
  return Alarm{Micros(static_cast<std::int64_t>(due)),
               StreamToken::from(key.substr(kAlarmPrefix.size() + 8))};
}

std::string window_end_prefix(PartitionId partition) { return index_key('c', partition, {}); }

std::string window_end_key(PartitionId partition, Position first) {
  return index_key('c', partition, position_key(first));
}

std::string encode_window_end(const WindowEnd& end) {
  std::string value = position_key(end.end);
  value.append(end.hash.view());
  return value;
}

std::optional<WindowEnd> decode_window_end(std::string_view value) {
  if (value.size() != 8 + 32) return std::nullopt;
  return WindowEnd{Position(read_u64(value.data())), Hash::from(value.substr(8))};
}

std::string id_key(PartitionId partition, const StreamToken& token, const IdToken& id) {
  std::string key = index_key('i', partition, token.view());
  key.append(id.view());
  return key;
}

std::string encode_indexed_id(const IndexedId& id) {
  std::string value;
  put_varint(value, id.version.value());
  put_u64(value, id.digest.value());
  return value;
}

std::optional<IndexedId> decode_indexed_id(std::string_view value) {
  auto version = take_varint(value);
  auto digest = take_u64(value);
  if (!version || !digest || !value.empty()) return std::nullopt;
  return IndexedId{Version(*version), ContentDigest(*digest)};
}

std::string positions_prefix(PartitionId partition, const StreamToken& token) {
  return index_key('p', partition, token.view());
}

std::string positions_key(PartitionId partition, const StreamToken& token, Version first) {
  std::string key = positions_prefix(partition, token);
  put_u64(key, first.value());
  return key;
}

Position window_of_key(std::string_view key) {
  return Position(read_u64(key.data() + key.size() - 8));
}

Version version_of_key(std::string_view key) {
  return Version(read_u64(key.data() + key.size() - 8));
}

std::string encode_snapshot(const Snapshot& snapshot) {
  std::string value(1, static_cast<char>(kSnapshotVersion));
  put_u64(value, snapshot.version.value());
  put_u32(value, snapshot.place.partition.value());
  put_u64(value, snapshot.place.position.value());
  value.append(snapshot.chain.view());
  value.append(snapshot.state);
  return value;
}

std::optional<Snapshot> decode_snapshot(const StreamToken& token, std::string_view value) {
  auto version = take_bytes(value, 1);
  if (!version || static_cast<std::uint8_t>(version->front()) != kSnapshotVersion) return {};
  if (value.size() < 8 + 4 + 8 + 32) return {};
  Snapshot snapshot;
  snapshot.token = token;
  snapshot.version = Version(*take_u64(value));
  snapshot.place.partition = PartitionId(*take_u32(value));
  snapshot.place.position = Position(*take_u64(value));
  snapshot.chain = Hash::from(*take_bytes(value, 32));
  snapshot.state = value;
  return snapshot;
}

std::string encode_projection_mark(const ProjectionMark& mark) {
  std::string value(1, static_cast<char>(kProjectionVersion));
  put_u32(value, mark.version);
  put_u64(value, mark.end.value());
  value.append(mark.entry.view());
  put_u64(value, mark.steps);
  return value;
}

std::optional<ProjectionMark> decode_projection_mark(std::string_view value) {
  auto version = take_bytes(value, 1);
  if (!version || static_cast<std::uint8_t>(version->front()) != kProjectionVersion) return {};
  if (value.size() != kProjectionMarkBytes - 1) return {};
  ProjectionMark mark;
  mark.version = *take_u32(value);
  mark.end = Position(*take_u64(value));
  mark.entry = Hash::from(*take_bytes(value, 32));
  mark.steps = *take_u64(value);
  return mark;
}

std::string projection_row_key(std::uint32_t bucket, Position first) {
  std::string key{'r', static_cast<char>(bucket >> 8), static_cast<char>(bucket)};
  put_u64(key, first.value());
  return key;
}

std::optional<std::uint32_t> bucket_of_row(std::string_view key) {
  if (key.size() != 3 + 8 || key[0] != 'r') return std::nullopt;
  return static_cast<std::uint32_t>(static_cast<std::uint8_t>(key[1])) << 8 |
         static_cast<std::uint8_t>(key[2]);
}

}  // namespace dangol::format
