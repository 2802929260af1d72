// The messages of one connection, in and out, within bounds: what is too large, comes too slowly or is no message
// ends the connection, and who does not read is not read from. Lives on its loop's thread. Only for sources.
#pragma once

#include <vector>

#include <capnp/serialize-async.h>
#include <kj/async-io.h>
#include <kj/timer.h>

#include "gateway/http/bounds.h"
#include "gateway/http/refusals.h"
#include "gateway/rpc/room_kj.h"

namespace dangol {

class RpcStream final : public capnp::MessageStream {
 public:
  struct Parts {
    kj::AsyncIoStream& stream;
    kj::Timer& timer;
    const HttpBounds& bounds;
    Refusals& refusals;
    RpcRoom& room;        // of all connections of a thread
    const bool& entered;  // until then messages are short
  };
  // All of them outlive this.
  explicit RpcStream(Parts parts) : parts_(parts) {}

  using capnp::MessageStream::tryReadMessage;
  using capnp::MessageStream::writeMessage;
  kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> tryReadMessage(
      kj::ArrayPtr<kj::AutoCloseFd> fds, capnp::ReaderOptions options,
      kj::ArrayPtr<capnp::word> scratch) override;
  kj::Promise<void> writeMessage(
      kj::ArrayPtr<const int> fds,
      kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments) override;
  kj::Promise<void> writeMessages(
      kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>> messages) override;
  // The window of what is streamed: named, as what the system gives depends on the machine.
  kj::Maybe<int> getSendBufferSize() override {
    return static_cast<int>(parts_.bounds.rpc.window_bytes);
  }
  kj::Promise<void> end() override;

  // Ready when everything that was sent is with the system.
  kj::Promise<void> flushed();

  // What waits to be written: as TwoPartyVatNetwork::getCurrentQueueSize. REQUIRES: before the first read.
  void watch(kj::Function<std::size_t()> unread) { unread_ = kj::mv(unread); }

 private:
  class Incoming;

  // Ready when at most so many bytes wait to be written.
  kj::Promise<void> until_unread(std::size_t bytes);
  // Counts what the message opens or closes.
  void look_at(capnp::MessageReader& message);
  kj::Exception refuse(Refusal why, kj::StringPtr what);

  const Parts parts_;
  kj::Function<std::size_t()> unread_ = [] { return std::size_t{0}; };
  std::size_t questions_ = 0;  // that are open
  bool refused_ = false;       // why it ends is counted already
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> written_;
};

}  // namespace dangol
