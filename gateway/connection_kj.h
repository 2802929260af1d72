// One client of a gateway: its frames in, its answers out. Lives on the gateway's loop. Only for
// sources.
//
// What a client can make the server hold is bounded: one request that is being read, appends until
// they reach kConnectionBytes or kConnectionAppends, one read. An append counts until its answer has
// been written to the socket, so a client that never reads is soon not read from either.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include <kj/async-io.h>
#include <kj/async.h>
#include <kj/timer.h>

#include "actors/engine.h"
#include "gateway/bridge_kj.h"
#include "gateway/frame_capnp.h"
#include "gateway/local.capnp.h"
#include "gateway/reads.h"
#include "replay/work_pool.h"

namespace dangol {

// What all connections of a gateway share. All of it outlives them.
struct Services {
  Engine& engine;
  const Reads& reads;
  WorkPool& pool;
  std::shared_ptr<Bridge> bridge;
  kj::Timer& timer;
  std::function<WriterFacts()> facts;
};

class Connection final : private kj::TaskSet::ErrorHandler {
 public:
  Connection(std::uint64_t number, kj::Own<kj::AsyncIoStream> stream, Services& services);

  // Until the client has left, or has broken the protocol, and everything taken is answered: also
  // when nobody is there any more to read it, so that what is on its way stays bounded by the
  // number of connections.
  kj::Promise<void> run();
  // An answer to one of this connection's requests.
  void deliver(Delivery delivery);
  // Takes nothing more; what was taken is still answered, then the client is told and run() ends.
  void close();

 private:
  struct Unwritten {
    WireFrame frame;
    bool of_append = false;
    std::size_t returns_bytes = 0;  // of the connection's share
    bool ends_read = false;
  };

  kj::Promise<void> take_requests();
  kj::Promise<kj::Maybe<WireFrame>> read_frame();
  kj::Promise<void> handle(WireFrame frame);
  kj::Promise<void> hello(wire::Request::Reader request);
  kj::Promise<void> append(std::shared_ptr<FrameMessage> message, std::size_t bytes);
  kj::Promise<void> read(WireFrame frame);
  // Ready when there is room in the connection's share.
  kj::Promise<void> room();
  // Ready when everything taken is answered and written.
  kj::Promise<void> answered();
  // Ready when nothing of this connection is with the engine or the readers any more.
  kj::Promise<void> settled();
  void send(Unwritten answer);
  kj::Promise<void> write_next();
  void written(const Unwritten& answer);
  void taskFailed(kj::Exception&& exception) override;

  const std::uint64_t number_;
  kj::Own<kj::AsyncIoStream> stream_;
  Services& services_;

  bool greeted_ = false;
  bool closing_ = false;
  std::uint64_t head_ = 0;  // of the frame that is being read
  WireFrame frame_;
  std::size_t taken_appends_ = 0;  // and not answered to the end
  std::size_t taken_bytes_ = 0;
  // Bytes of each append in flight, by request.
  std::deque<std::pair<std::uint64_t, std::size_t>> in_flight_;
  bool reading_ = false;  // a read is not answered to the end
  bool in_pool_ = false;  // a read is with the readers
  bool gone_ = false;     // nothing can be written any more
  std::deque<Unwritten> unwritten_;
  bool writing_ = false;

  kj::Own<kj::PromiseFulfiller<void>> room_;
  kj::Own<kj::PromiseFulfiller<void>> read_done_;
  kj::Own<kj::PromiseFulfiller<void>> answered_;
  kj::Own<kj::PromiseFulfiller<void>> stop_taking_;
  kj::Own<kj::PromiseFulfiller<void>> broken_;
  kj::Own<kj::PromiseFulfiller<void>> settled_;
  kj::TaskSet tasks_;  // last: what it runs uses all of the above
};

}  // namespace dangol
