// The socket of a running writer: while it stands, other processes on this machine read the store and
// record events through it, in the messages of local.capnp. Any program that embeds the engine may
// start one.
//
//   Store (holds the lock) -> Engine -> Serving -> LocalServer       ended in the other order
#pragma once

#include <chrono>
#include <memory>

#include "events/outcome.h"
#include "gateway/limits.h"
#include "gateway/serving.h"

namespace dangol {

class LocalServer {
 public:
  // Listens in the directory of the store that `serving` serves from, which outlives the server.
  // What a killed writer left there is removed. Only processes of the same user, or root, are served,
  // kMaxConnections at once. kUnavailable: the socket cannot be made (the message says why).
  // `close_grace`: see the end.
  static Result<std::unique_ptr<LocalServer>> start(
      Serving& serving, std::chrono::milliseconds close_grace = kCloseGrace);
  // Takes nothing more, answers what was taken, tells the clients, and removes the socket. Waits at
  // most `close_grace` for clients to read their answers.
  ~LocalServer();
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

 private:
  class Impl;
  explicit LocalServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
