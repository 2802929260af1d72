// Messages in canonical form, read and written. Only for sources.
#pragma once

#include <cstring>
#include <string_view>

#include <capnp/message.h>

#include "events/event.h"
#include "events/limits.h"
#include "events/outcome.h"

namespace dangol {

// Reads one canonical message (one segment, no segment table), copying it only when it does not
// stand on a word boundary. The bytes must outlive it. Throws kj::Exception when malformed.
class CanonicalReader {
 public:
  explicit CanonicalReader(std::string_view bytes)
      : copy_(aligned(bytes) ? MessageBytes() : MessageBytes(bytes)),
        segment_(reinterpret_cast<const capnp::word*>(
                     copy_.empty() ? static_cast<const void*>(bytes.data()) : copy_.data()),
                 bytes.size() / sizeof(capnp::word)),
        reader_(kj::arrayPtr(&segment_, 1), options()) {}
  CanonicalReader(const CanonicalReader&) = delete;
  CanonicalReader& operator=(const CanonicalReader&) = delete;

  template <class Root>
  typename Root::Reader root() {
    return reader_.getRoot<Root>();
  }

  static bool possible(std::string_view bytes) {
    return !bytes.empty() && bytes.size() % sizeof(capnp::word) == 0;
  }

 private:
  static bool aligned(std::string_view bytes) {
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(capnp::word) == 0;
  }
  static capnp::ReaderOptions options() {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 16 * kMaxEventBytes;  // honest messages are read a few times
    return options;
  }
  MessageBytes copy_;
  kj::ArrayPtr<const capnp::word> segment_;
  capnp::SegmentArrayMessageReader reader_;
};

// A builder whose first segment is a buffer of the thread's, so that a usual event needs no heap.
// REQUIRES: at most one of the same `Use` lives a thread.
template <class Use>
class ScratchBuilder : public capnp::MallocMessageBuilder {
 public:
  ScratchBuilder() : MallocMessageBuilder(scratch()) {}

 private:
  static kj::ArrayPtr<capnp::word> scratch() {
    static constexpr std::size_t kWords = 1024;
    thread_local capnp::word buffer[kWords];  // zero between uses: the builder's own rule
    return kj::arrayPtr(buffer, kWords);
  }
};

// The bytes of a builder that holds one segment; empty when it grew over several.
inline std::string_view single_segment(capnp::MessageBuilder& message) {
  const auto segments = message.getSegmentsForOutput();
  if (segments.size() != 1) return {};
  const auto bytes = segments[0].asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

// As capnp::canonicalize, which besides checks its own result and costs twice as much.
template <class Reader>
MessageBytes canonical_bytes(Reader reader) {
  struct ForCanonical {};
  ScratchBuilder<ForCanonical> message;
  auto root = message.template initRoot<capnp::AnyPointer>();
  root.template setCanonicalAs<capnp::FromReader<Reader>>(reader);
  const std::string_view whole = single_segment(message);
  if (!whole.empty()) return MessageBytes(whole);
  const kj::Array<capnp::word> words = capnp::canonicalize(reader);
  MessageBytes bytes(words.size());
  std::memcpy(bytes.data(), words.begin(), words.asBytes().size());
  return bytes;
}

inline capnp::Data::Reader data_of(std::string_view bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
inline std::string_view view_of(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}

inline std::string_view view_of(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

inline void set_text(capnp::Text::Builder into, std::string_view text) {
  std::memcpy(into.begin(), text.data(), text.size());
}

}  // namespace dangol
