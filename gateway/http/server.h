// The gateway on the network: HTTP/1.1 and JSON, and Cap'n Proto RPC (gateway/rpc).
//
//   Store -> Engine -> Notary -> Serving -> HttpServer       ended in the other order
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "events/outcome.h"
#include "gateway/http/bounds.h"
#include "gateway/http/feed_times.h"
#include "gateway/http/gatekeeper.h"
#include "gateway/service_log.h"
#include "gateway/serving.h"
#include "gateway/tls_files.h"

namespace dangol {

class HttpServer {
 public:
  struct Options {
    std::string listen = "127.0.0.1:7379";  // as listen_on
    std::string rpc_listen = {};            // the same for RPC; empty: nobody speaks it
    std::size_t threads = 1;                // that hold connections, at most kMaxHttpThreads
    Gatekeeper::Options gate = {};
    FeedTimes feeds = {};
    TlsFiles tls = {};  // none: it speaks in clear
    HttpBounds bounds = {};
    ServiceLog* log = nullptr;  // outlives the server; nullptr: nothing is said
  };
  // Listens and serves. `serving` outlives the server. kUsage: who needs no token may only listen on this
  // machine. Errors as listen_on, read_tls_files and Gatekeeper::open.
  static Result<std::unique_ptr<HttpServer>> start(Serving& serving, Options options);
  // Takes nothing more, answers what was begun (kHttpGrace at most), then ends.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  std::uint16_t rpc_port() const;  // 0: nobody speaks RPC
  Gatekeeper& gate();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
