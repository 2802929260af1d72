// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <capnp/message.h>
#include <capnp/rpc.capnp.h>
#include <kj/debug.h>

#include "gateway/rpc/stream_kj.h"

namespace dangol {

namespace {

using capnp::word;
using Came = kj::Maybe<capnp::MessageReaderAndFds>;

// Cap'n Proto's numbers, which are little-endian.
std::uint32_t number(const std::uint8_t* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
         static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

kj::Exception failed(kj::StringPtr what) {
  return kj::Exception(kj::Exception::Type::FAILED, "rpc", 0, kj::str(what));
}

}  // namespace

// One message that comes, and then is read. Its share of the room is given back at its end.
class RpcStream::Incoming final : public capnp::MessageReader {
 public:
  explicit Incoming(RpcStream& stream)
      : MessageReader({.traversalLimitInWords = kRpcTraversalBytes / sizeof(word),
                       .nestingLimit = kRpcNesting}),
        stream_(stream),
        in_(stream.parts_.stream),
        share_(stream.parts_.room) {}

  // False: the client ends before a message begins.
  kj::Promise<bool> begin() {
    table_.resize(sizeof(word));
    return in_.tryRead(table_.data(), 1, table_.size()).then([this](std::size_t got) {
      have_ = got;
      return got > 0;
    });
  }
  kj::Promise<void> rest() {
    return fill(table_.data(), table_.size())
        .then([this] {
          const std::size_t segments = std::size_t{number(table_.data())} + 1;
          if (segments > kMaxRpcSegments) {
            kj::throwFatalException(
                stream_.refuse(Refusal::kMalformed, "a message of too many segments"));
          }
          table_.resize((segments / 2 + 1) * sizeof(word));
          return fill(table_.data(), table_.size());
        })
        .then([this] {
          measure();
          have_ = 0;
          return body();
        });
  }

  kj::ArrayPtr<const word> getSegment(kj::uint id) override {
    return id < segments_.size() ? segments_[id] : kj::ArrayPtr<const word>();
  }

 private:
  kj::Promise<void> fill(std::uint8_t* into, std::size_t bytes) {
    if (have_ == bytes) return kj::READY_NOW;
    const std::size_t more = bytes - have_;
    return in_.tryRead(into + have_, more, more).then([this, bytes, more](std::size_t got) {
      have_ = bytes;
      if (got < more) {
        kj::throwFatalException(KJ_EXCEPTION(DISCONNECTED, "the client ended within a message"));
      }
    });
  }

  void measure() {
    const std::size_t segments = std::size_t{number(table_.data())} + 1;
    std::vector<std::size_t> sizes(segments);
    std::size_t words = 0;
    for (std::size_t i = 0; i < segments; ++i) {
      sizes[i] = number(table_.data() + 4 * (i + 1));
      words += sizes[i];
    }
    const std::size_t most =
        stream_.parts_.entered ? stream_.parts_.bounds.rpc.message_bytes : kRpcFirstMessageBytes;
    if (words * sizeof(word) > most) {
      kj::throwFatalException(stream_.refuse(Refusal::kTooLarge, "a message that is too large"));
    }
    words_ = kj::heapArray<word>(words);
    const word* begin = words_.begin();
    for (const std::size_t size : sizes) {
      segments_.push_back(kj::arrayPtr(begin, size));
      begin += size;
    }
  }

  // In pieces: what it takes of memory is what has come of it, not what was announced.
  kj::Promise<void> body() {
    auto bytes = words_.asBytes();
    const std::size_t piece = std::min(bytes.size() - have_, kRpcPieceBytes);
    if (piece == 0) return kj::READY_NOW;
    return share_.grow(piece)
        .then([this, bytes, piece]() mutable { return fill(bytes.begin(), have_ + piece); })
        .then([this] { return body(); });
  }

  RpcStream& stream_;
  kj::AsyncIoStream& in_;
  RpcRoom::Share share_;
  std::vector<std::uint8_t> table_;
  std::size_t have_ = 0;  // bytes of the part that is read
  kj::Array<word> words_;
  std::vector<kj::ArrayPtr<const word>> segments_;
};

kj::Exception RpcStream::refuse(Refusal why, kj::StringPtr what) {
  parts_.refusals.count(why);
  refused_ = true;
  return failed(what);
}

kj::Promise<void> RpcStream::until_unread(std::size_t bytes) {
  if (unread_() <= bytes) return kj::READY_NOW;
  auto pair = kj::newPromiseAndFulfiller<void>();
  written_.push_back(kj::mv(pair.fulfiller));
  // Last: what was written is counted as such only when its message is gone.
  return pair.promise.then([] { return kj::evalLast([] {}); }).then([this, bytes] {
    return until_unread(bytes);
  });
}

kj::Promise<void> RpcStream::flushed() { return until_unread(0); }

void RpcStream::look_at(capnp::MessageReader& message) {
  switch (message.getRoot<capnp::rpc::Message>().which()) {
    case capnp::rpc::Message::BOOTSTRAP:
    case capnp::rpc::Message::CALL:
      if (++questions_ > parts_.bounds.rpc.questions) {
        kj::throwFatalException(refuse(Refusal::kNoRoom, "too many calls are open"));
      }
      return;
    case capnp::rpc::Message::FINISH:
      if (questions_ > 0) --questions_;
      return;
    case capnp::rpc::Message::UNIMPLEMENTED:
    case capnp::rpc::Message::ABORT:
    case capnp::rpc::Message::RETURN:
    case capnp::rpc::Message::RESOLVE:
    case capnp::rpc::Message::RELEASE:
    case capnp::rpc::Message::OBSOLETE_SAVE:
    case capnp::rpc::Message::OBSOLETE_DELETE:
    case capnp::rpc::Message::PROVIDE:
    case capnp::rpc::Message::ACCEPT:
    case capnp::rpc::Message::JOIN:
    case capnp::rpc::Message::DISEMBARGO: return;
  }
}

kj::Promise<Came> RpcStream::tryReadMessage(kj::ArrayPtr<kj::AutoCloseFd>, capnp::ReaderOptions,
                                            kj::ArrayPtr<word>) {
  return until_unread(parts_.bounds.rpc.unread_bytes).then([this] {
    auto incoming = kj::heap<Incoming>(*this);
    Incoming& it = *incoming;
    return it.begin().then(
        [this, incoming = kj::mv(incoming)](bool begun) mutable -> kj::Promise<Came> {
          if (!begun) return Came(nullptr);
          auto late = parts_.timer.afterDelay(parts_.bounds.rpc.message.count() * kj::MILLISECONDS)
                          .then([this]() -> kj::Promise<void> {
                            return refuse(Refusal::kTooSlow, "a message took too long");
                          });
          auto rest = incoming->rest();
          return rest.exclusiveJoin(kj::mv(late))
              .then([this, incoming = kj::mv(incoming)]() mutable -> Came {
                look_at(*incoming);
                return capnp::MessageReaderAndFds{kj::mv(incoming), nullptr};
              });
        });
  });
}

kj::Promise<void> RpcStream::writeMessage(kj::ArrayPtr<const int>,
                                          kj::ArrayPtr<const kj::ArrayPtr<const word>> segments) {
  capnp::SegmentArrayMessageReader message(segments, {.traversalLimitInWords = kj::maxValue});
  // That is what we answer to bytes that are no RPC.
  const auto root = message.getRoot<capnp::rpc::Message>();
  if (root.isAbort() && !refused_ &&
      root.getAbort().getType() == capnp::rpc::Exception::Type::FAILED) {
    parts_.refusals.count(Refusal::kMalformed);
  }
  auto late = parts_.timer.afterDelay(parts_.bounds.answer.count() * kj::MILLISECONDS)
                  .then([]() -> kj::Promise<void> {
                    return KJ_EXCEPTION(DISCONNECTED, "the client does not read its answers");
                  });
  return capnp::writeMessage(parts_.stream, segments).exclusiveJoin(kj::mv(late)).then([this] {
    for (auto& one : std::exchange(written_, {})) one->fulfill();
  });
}

kj::Promise<void> RpcStream::writeMessages(
    kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const word>>> messages) {
  return capnp::writeMessages(parts_.stream, messages);
}

kj::Promise<void> RpcStream::end() {
  return kj::evalNow([this]() -> kj::Promise<void> {
    parts_.stream.shutdownWrite();
    return kj::READY_NOW;
  });
}

}  // namespace dangol
