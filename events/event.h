// One event, as its sender sent it, on its way to the stream it belongs to.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"

namespace dangol {

// Aligned bytes of one Cap'n Proto message in canonical form (one segment, no segment table).
// Owns its memory; moves, never copies by accident.
class MessageBytes {
 public:
  MessageBytes() = default;
  explicit MessageBytes(std::size_t words) : words_(words), data_(new std::uint64_t[words]) {}
  // REQUIRES: bytes.size() is a multiple of 8.
  explicit MessageBytes(std::string_view bytes) : MessageBytes(bytes.size() / 8) {
    std::memcpy(data_.get(), bytes.data(), bytes.size());
  }
  std::uint64_t* data() { return data_.get(); }
  const std::uint64_t* data() const { return data_.get(); }
  std::size_t words() const { return words_; }
  std::string_view view() const { return {reinterpret_cast<const char*>(data_.get()), words_ * 8}; }
  bool empty() const { return words_ == 0; }

 private:
  std::size_t words_ = 0;
  std::unique_ptr<std::uint64_t[]> data_;
};

// A well-formed event: its envelope's delivery part beside the canonical bytes of its clear
// schema::Event. What is in `event` decides whether a resent event is equal; the rest does not.
struct SentEvent {
  std::string subject;         // `kind/id`, checked
  std::string correlation_id;  // empty: none
  std::string causation_id;    // empty: none
  std::optional<Version> expected_version;
  std::int64_t order_hint = 0;       // order in the source for equal times
  MessageBytes event;                // canonical schema::Event, clear
  std::vector<std::string> ignored;  // names of unknown extension attributes, dropped
};

}  // namespace dangol
