// One connection as those see it who serve its calls: who it is, what it has open. Its sessions share it, and a call
// that is cancelled may hold it a moment longer than the connection lasts. Lives on its loop's thread. Only for
// sources.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <kj/async.h>
#include <kj/refcount.h>

#include "gateway/http/loop_kj.h"

namespace dangol {

class RpcDoor;

class RpcClient final : public kj::Refcounted {
 public:
  // `door` outlives this, and the visitor until gone().
  RpcClient(RpcDoor& door, HttpVisitor& visitor)
      : door_(door), visitor_(&visitor), from_(visitor.from), certificate_(visitor.certificate) {}
  void gone() { visitor_ = nullptr; }

  RpcDoor& door() const { return door_; }
  HttpLoop& loop() const;
  const std::string& from() const { return from_; }
  const std::string& certificate() const { return certificate_; }

  // So many of each at a time.
  struct Open {
    std::size_t sessions = 0;
    std::size_t streams = 0;
    std::size_t reads = 0;
  };
  Open open;
  bool entered = false;

  // While one stands, the connection is busy: of each call, feed and stream.
  class Busy {
   public:
    explicit Busy(kj::Own<RpcClient> client);
    ~Busy();
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    kj::Own<RpcClient> client_;
  };
  // While one stands, it is one of open.reads.
  class Reading {
   public:
    explicit Reading(kj::Own<RpcClient> client) : client_(kj::mv(client)) { ++client_->open.reads; }
    ~Reading() { --client_->open.reads; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    kj::Own<RpcClient> client_;
  };
  // Since it was last busy; of one that is, nothing.
  std::chrono::steady_clock::duration idle_for() const;
  // Ready when it is not busy. One waits at a time.
  kj::Promise<void> until_quiet();

 private:
  RpcDoor& door_;
  HttpVisitor* visitor_;  // nullptr: the connection has ended
  const std::string from_, certificate_;
  std::size_t busy_ = 0;
  kj::Own<kj::PromiseFulfiller<void>> quiet_;  // null: nobody waits
  std::chrono::steady_clock::time_point idle_since_ = std::chrono::steady_clock::now();
};

}  // namespace dangol
