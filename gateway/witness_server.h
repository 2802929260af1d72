// A witness on the network: HTTP/1.1, `POST /add-checkpoint` (C2SP tlog-witness). TLS is for whoever
// stands before it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "events/outcome.h"
#include "store/witness.h"

namespace dangol {

class WitnessServer {
 public:
  // Listens on `address`: `127.0.0.1:7380`, `[::1]:7380`, `*:7380`; port 0: any that is free. `witness`
  // outlives the server. kUnavailable: it cannot listen there, with the reason.
  static Result<std::unique_ptr<WitnessServer>> start(Witness& witness, std::string address);
  // Answers what was taken, then ends.
  ~WitnessServer();
  WitnessServer(const WitnessServer&) = delete;
  WitnessServer& operator=(const WitnessServer&) = delete;

  std::uint16_t port() const;

 private:
  class Impl;
  explicit WitnessServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
