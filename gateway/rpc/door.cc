// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <utility>

#include <capnp/rpc-twoparty.h>

#include "gateway/http/loop_kj.h"
#include "gateway/rpc/client_kj.h"
#include "gateway/rpc/door_kj.h"
#include "gateway/rpc/session_kj.h"
#include "gateway/rpc/stream_kj.h"

namespace dangol {

namespace {

using capnp::rpc::twoparty::Side;

// What we make of the network: messages of the other side are bounded by RpcStream.
constexpr capnp::ReaderOptions kOptions{
    .traversalLimitInWords = kMaxRpcAnswerBytes / sizeof(capnp::word), .nestingLimit = kRpcNesting};

class RpcConnection {
 public:
  RpcConnection(RpcDoor& door, HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream)
      : door_(door),
        client_(kj::refcounted<RpcClient>(door, visitor)),
        stream_(kj::mv(stream)),
        messages_({*stream_, door.loop().timer(), door.loop().bounds(),
                   door.loop().gate().refusals(), door.room(), client_->entered}),
        network_(messages_, Side::SERVER, kOptions),
        system_(capnp::makeRpcServer(network_, make_rpc_gateway(kj::addRef(*client_)))) {
    messages_.watch([this] { return network_.getCurrentQueueSize(); });
    system_.setFlowLimit(bounds().unanswered_bytes / sizeof(capnp::word));
  }
  ~RpcConnection() { client_->gone(); }
  RpcConnection(const RpcConnection&) = delete;
  RpcConnection& operator=(const RpcConnection&) = delete;

  kj::Promise<void> run() {
    return network_.onDisconnect().exclusiveJoin(until_idle()).exclusiveJoin(until_finished());
  }

 private:
  const RpcBounds& bounds() const { return door_.loop().bounds().rpc; }

  kj::Promise<void> until_idle() {
    return door_.loop()
        .timer()
        .afterDelay(bounds().enter.count() * kj::MILLISECONDS)
        .then([this]() -> kj::Promise<void> {
          if (client_->entered) return watch();
          door_.loop().gate().refusals().count(Refusal::kTooSlow);
          return kj::READY_NOW;
        });
  }
  kj::Promise<void> watch() {
    const auto left =
        bounds().idle - std::chrono::duration_cast<std::chrono::milliseconds>(client_->idle_for());
    if (left.count() <= 0) return kj::READY_NOW;
    return door_.loop().timer().afterDelay(left.count() * kj::MILLISECONDS).then([this] {
      return watch();
    });
  }

  // After stop(): the last answers are written, then the connection ends, by the client: if we closed it while
  // something of the client is on its way here, the system would take back what the client has not read yet.
  kj::Promise<void> until_finished() {
    return door_.stopped()
        .then([this] { return client_->until_quiet(); })
        .then([this] { return messages_.flushed(); })
        .then([this] { return messages_.end(); })
        .then(
            [this] { return door_.loop().timer().afterDelay(kRpcLastTime.count() * kj::SECONDS); });
  }

  RpcDoor& door_;
  kj::Own<RpcClient> client_;
  kj::Own<kj::AsyncIoStream> stream_;
  RpcStream messages_;
  capnp::TwoPartyVatNetwork network_;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> system_;
};

}  // namespace

RpcDoor::RpcDoor(HttpLoop& loop) : RpcDoor(loop, kj::newPromiseAndFulfiller<void>()) {}

RpcDoor::RpcDoor(HttpLoop& loop, kj::PromiseFulfillerPair<void> stop)
    : loop_(loop),
      room_(loop.bounds().rpc.messages_bytes),
      stop_(kj::mv(stop.fulfiller)),
      stopped_(stop.promise.fork()) {}

kj::Promise<void> RpcDoor::serve(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream) {
  ++connections_;
  auto connection = kj::heap<RpcConnection>(*this, visitor, kj::mv(stream));
  auto served = connection->run();
  return served.attach(kj::mv(connection), kj::defer([this] {
                         --connections_;
                         if (connections_ == 0 && drained_.get() != nullptr) drained_->fulfill();
                       }));
}

void RpcDoor::stop() {
  stopping_ = true;
  stop_->fulfill();
}

kj::Promise<void> RpcDoor::drain() {
  if (connections_ == 0) return kj::READY_NOW;
  auto pair = kj::newPromiseAndFulfiller<void>();
  drained_ = kj::mv(pair.fulfiller);
  return kj::mv(pair.promise);
}

}  // namespace dangol
