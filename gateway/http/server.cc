#include "gateway/http/server.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "gateway/http/limits.h"
#include "gateway/http/listener.h"
#include "gateway/http/loop_kj.h"
#include "gateway/http/watch.h"

namespace dangol {

namespace {

// nullptr: no TLS. The files are read and used once, so that a server does not begin with wrong ones.
Result<std::shared_ptr<const HttpTlsSetup>> tls_setup(const HttpServer::Options& options) {
  if (!options.tls.used()) return std::shared_ptr<const HttpTlsSetup>();
  name_tls_sessions();
  Result<TlsTexts> texts = read_tls_files(options.tls, options.gate.clock());
  if (!texts.ok()) return texts.error();
  auto setup = std::make_shared<HttpTlsSetup>();
  setup->texts = std::move(texts).value();
  setup->options = {options.tls, options.bounds.handshake, options.gate.clock, options.gate.uptime,
                    options.gate.warn};
  KJ_IF_MAYBE (failed, kj::runCatchingExceptions([&] { make_tls_context(setup->texts); })) {
    return Error{ErrorCode::kUsage, fmt::format("{}: the certificate cannot be used",
                                                options.tls.certificate.string())};
  }
  return std::shared_ptr<const HttpTlsSetup>(std::move(setup));
}

// Where one thread's visitors come from.
struct Ports {
  Descriptor http;
  Descriptor rpc;  // not valid: nobody speaks it
};

Descriptor again(const Listener& listener) {
  if (!listener.socket.valid()) return Descriptor();
  return Descriptor(::fcntl(listener.socket.get(), F_DUPFD_CLOEXEC, 0));
}

// A port that these options may have.
Result<Listener> listen_for(const HttpServer::Options& options, std::string_view address) {
  Result<Listener> listener = listen_on(address);
  if (!listener.ok() || listener.value().loopback) return listener;
  if (!options.gate.insecure_account.empty()) {
    return Error{ErrorCode::kUsage,
                 "without tokens the server listens on this machine only: 127.0.0.1 or [::1]"};
  }
  if (!options.tls.used()) {
    options.gate.warn(
        "without TLS tokens and words travel in clear, unless a server before this one has it");
  }
  return listener;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Serving& serving, const Options& options, const std::shared_ptr<const HttpTlsSetup>& tls,
       std::unique_ptr<Gatekeeper> gate, std::vector<Ports> listeners, std::uint16_t port,
       std::uint16_t rpc_port)
      : gate_(std::move(gate)),
        reads_(serving, metrics_, gate_->refusals()),
        pool_(kHttpReadThreads),
        port_(port),
        rpc_port_(rpc_port) {
    for (Ports& ports : listeners) {
      auto bridge = std::make_shared<HttpBridge>(HttpLoop::kDeliveries);
      bridges_.push_back(bridge);
      threads_.emplace_back([this, &serving, bridge, feeds = options.feeds, bounds = options.bounds,
                             tls, ports = std::move(ports)]() mutable {
        HttpLoop({serving, *gate_, reads_, metrics_, pool_, std::move(bridge), feeds, bounds, tls},
                 std::move(ports.http), std::move(ports.rpc))
            .run();
      });
    }
  }
  void watch(ServiceLog& log, Serving& serving) {
    watch_ = std::make_unique<HttpWatch>(log, [this, &serving] {
      WatchSight sight;
      sight.engine = serving.engine().health();
      const Notary* notary = serving.reads().notary();
      if (notary != nullptr) sight.notary = notary->health();
      for (std::size_t i = 0; i < kRefusals; ++i) {
        sight.refused[i] = gate_->refusals().of(static_cast<Refusal>(i));
      }
      sight.slow = metrics_.take_slow();
      return sight;
    });
  }
  ~Impl() {
    for (const auto& bridge : bridges_) bridge->stop();
    for (std::thread& thread : threads_) thread.join();
  }
  std::uint16_t port() const { return port_; }
  std::uint16_t rpc_port() const { return rpc_port_; }
  Gatekeeper& gate() { return *gate_; }

 private:
  const std::unique_ptr<Gatekeeper> gate_;
  HttpMetrics metrics_;
  const HttpReads reads_;
  WorkPool pool_;
  const std::uint16_t port_, rpc_port_;
  // Shared with what the engine still has to answer, which may outlive the loops.
  std::vector<std::shared_ptr<HttpBridge>> bridges_;
  std::vector<std::thread> threads_;
  std::unique_ptr<HttpWatch> watch_;  // last: looks at the rest
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::port() const { return impl_->port(); }
std::uint16_t HttpServer::rpc_port() const { return impl_->rpc_port(); }
Gatekeeper& HttpServer::gate() { return impl_->gate(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(Serving& serving, Options options) {
  Result<Listener> http = listen_for(options, options.listen);
  if (!http.ok()) return http.error();
  Result<Listener> rpc = Listener();
  if (!options.rpc_listen.empty()) rpc = listen_for(options, options.rpc_listen);
  if (!rpc.ok()) return rpc.error();
  auto tls = tls_setup(options);
  if (!tls.ok()) return tls.error();
  auto gate = Gatekeeper::open(options.gate);
  if (!gate.ok()) return gate.error();
  const std::size_t threads = std::clamp<std::size_t>(options.threads, 1, kMaxHttpThreads);
  std::vector<Ports> listeners;
  // All of them accept at one port, each by a descriptor of its own.
  for (std::size_t i = 1; i < threads; ++i) {
    listeners.push_back({again(http.value()), again(rpc.value())});
    if (!listeners.back().http.valid() ||
        listeners.back().rpc.valid() != rpc.value().socket.valid()) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("no descriptor for a listener: {}", std::strerror(errno))};
    }
  }
  listeners.push_back({std::move(http.value().socket), std::move(rpc.value().socket)});
  auto impl =
      std::make_unique<Impl>(serving, options, std::move(tls).value(), std::move(gate).value(),
                             std::move(listeners), http.value().port, rpc.value().port);
  if (options.log != nullptr) impl->watch(*options.log, serving);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace dangol
