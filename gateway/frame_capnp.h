// Frames and the messages in them. Only for sources.
#pragma once

#include <utility>

#include <capnp/message.h>
#include <capnp/serialize.h>

#include "gateway/frame.h"

namespace dangol {

// REQUIRES: the message has less than 4 GiB.
inline WireFrame to_frame(capnp::MessageBuilder& message) {
  const auto segments = message.getSegmentsForOutput();
  const std::size_t words = capnp::computeSerializedSizeInWords(segments);
  WireFrame frame(words + 1);
  frame.data()[0] = frame_head(words);
  kj::ArrayOutputStream out(
      kj::arrayPtr(reinterpret_cast<kj::byte*>(frame.data() + 1), words * sizeof(capnp::word)));
  capnp::writeMessage(out, segments);
  return frame;
}

// A frame, opened. Its fields throw kj::Exception where the bytes are malformed.
class FrameMessage {
 public:
  // REQUIRES: a whole frame.
  explicit FrameMessage(WireFrame frame)
      : frame_(std::move(frame)), reader_(words(frame_), options(frame_)) {}
  FrameMessage(const FrameMessage&) = delete;
  FrameMessage& operator=(const FrameMessage&) = delete;

  template <class Root>
  typename Root::Reader root() {
    return reader_.getRoot<Root>();
  }
  // Readers of the message end here.
  WireFrame release() && { return std::move(frame_); }

 private:
  static kj::ArrayPtr<const capnp::word> words(const WireFrame& frame) {
    return {reinterpret_cast<const capnp::word*>(frame.data() + 1), frame.words() - 1};
  }
  // What an honest reader looks at a few times; pointers that share a target cannot make more of it.
  static capnp::ReaderOptions options(const WireFrame& frame) {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 4 * frame.words() + 1024;
    return options;
  }

  WireFrame frame_;
  capnp::FlatArrayMessageReader reader_;
};

}  // namespace dangol
