// RPC at one gateway thread: its connections, and what they share. Lives on its loop's thread. Only for sources.
//
//   RpcDoor -> RpcConnection -> Gateway -> RpcSession -> feeds and streams
#pragma once

#include <cstddef>

#include <kj/async-io.h>

#include "gateway/http/visitors_kj.h"
#include "gateway/rpc/room_kj.h"

namespace dangol {

class HttpLoop;

class RpcDoor {
 public:
  // `loop` outlives this.
  explicit RpcDoor(HttpLoop& loop);
  RpcDoor(const RpcDoor&) = delete;
  RpcDoor& operator=(const RpcDoor&) = delete;

  // Until the client leaves, is idle for too long, or breaks the protocol; or, after stop(), until what was begun
  // is answered.
  kj::Promise<void> serve(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream);

  // Takes nothing more that is asked.
  void stop();
  bool stopping() const { return stopping_; }
  kj::Promise<void> stopped() { return stopped_.addBranch(); }
  // Ready when there is no connection left.
  kj::Promise<void> drain();

  HttpLoop& loop() const { return loop_; }
  RpcRoom& room() { return room_; }

 private:
  RpcDoor(HttpLoop& loop, kj::PromiseFulfillerPair<void> stop);

  HttpLoop& loop_;
  RpcRoom room_;  // for messages
  bool stopping_ = false;
  kj::Own<kj::PromiseFulfiller<void>> stop_;
  kj::ForkedPromise<void> stopped_;
  std::size_t connections_ = 0;
  kj::Own<kj::PromiseFulfiller<void>> drained_;  // null: nobody waits
};

}  // namespace dangol
