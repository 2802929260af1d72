// The names things go by. Each is a type of its own, so that a version can never stand where a
// position is meant. All are values: copyable, comparable, safe to pass between threads.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace dangol {

// A number with a meaning. `Tag` keeps two meanings apart.
template <class Tag, class Rep>
class Strong {
 public:
  using rep = Rep;
  constexpr Strong() = default;
  constexpr explicit Strong(Rep value) : value_(value) {}
  constexpr Rep value() const { return value_; }
  constexpr Strong next() const { return Strong(value_ + 1); }
  constexpr auto operator<=>(const Strong&) const = default;

 private:
  Rep value_{};
};

// A record's place in one partition's log: from 0, gapless; also its Merkle leaf index.
using Position = Strong<struct PositionTag, std::uint64_t>;
// A record's place in one stream: from 1, gapless. 0 means "nothing recorded yet".
using Version = Strong<struct VersionTag, std::uint64_t>;
// One of the fixed number of logs that all streams are divided over.
using PartitionId = Strong<struct PartitionTag, std::uint32_t>;
// Fencing: a higher epoch owns a partition; appends under a lower one are refused.
using Epoch = Strong<struct EpochTag, std::uint64_t>;
// Number of a frame within a partition's log: from 1, gapless.
using FrameIndex = Strong<struct FrameIndexTag, std::uint64_t>;
// Identifies one data key of one stream and purpose. Never reused.
using KeyId = Strong<struct KeyIdTag, std::uint64_t>;
// A moment in microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
using Micros = Strong<struct MicrosTag, std::int64_t>;

// Where a record stands: printed `0:123`.
struct Place {
  PartitionId partition;
  Position position;
  auto operator<=>(const Place&) const = default;
};
std::string to_string(Place place);

// Sixteen bytes with a meaning.
template <class Tag>
struct Bytes16 {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Bytes16&) const = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // REQUIRES: data.size() == 16.
  static Bytes16 from(std::string_view data) {
    Bytes16 result;
    std::memcpy(result.bytes.data(), data.data(), result.bytes.size());
    return result;
  }
};

// The random id that stands for a subject inside the store.
using StreamToken = Bytes16<struct StreamTokenTag>;
// HMAC of (source, id) under the stream's dedupe key: the identity of a sender's event.
using IdToken = Bytes16<struct IdTokenTag>;
// HMAC over an event's canonical content under the stream's dedupe key, cut to eight bytes.
using ContentDigest = Strong<struct ContentDigestTag, std::uint64_t>;

// A SHA-256 value.
struct Hash {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Hash&) const = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // REQUIRES: data.size() == 32.
  static Hash from(std::string_view data) {
    Hash result;
    std::memcpy(result.bytes.data(), data.data(), result.bytes.size());
    return result;
  }
};

std::string to_hex(std::string_view bytes);

// Hash functor for the sixteen-byte ids: they are random or PRF output, so eight bytes suffice.
struct Bytes16Hasher {
  template <class Tag>
  std::size_t operator()(const Bytes16<Tag>& id) const {
    std::size_t h;
    std::memcpy(&h, id.bytes.data(), sizeof h);
    return h;
  }
};

}  // namespace dangol
