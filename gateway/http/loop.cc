// GCC 12 takes the value of a promise that failed for one that is read: a promise of a variant is enough.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "gateway/http/loop_kj.h"
#include "gateway/http/problem.h"
#include "gateway/http/service_kj.h"
#include "gateway/limits.h"
#include "gateway/loop_io_kj.h"
#include "gateway/rpc/door_kj.h"

namespace dangol {

namespace {

constexpr auto kAcceptAgain = 100 * kj::MILLISECONDS;
constexpr auto kListener = kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP |
                           kj::LowLevelAsyncIoProvider::ALREADY_CLOEXEC |
                           kj::LowLevelAsyncIoProvider::ALREADY_NONBLOCK;

// `192.0.2.7`: the address without the port, which says nothing of who it is.
std::string address_of(kj::AsyncIoStream& stream) {
  sockaddr_storage peer{};
  kj::uint length = sizeof peer;
  stream.getpeername(reinterpret_cast<sockaddr*>(&peer), &length);
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else if (peer.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
  }
  return text[0] == 0 ? "network" : text;
}

// Whether KJ found that what came is no HTTP: in the head once it is taken apart, or in the chunks of a body.
bool is_malformed(const kj::Exception& exception) {
  return exception.getType() == kj::Exception::Type::FAILED &&
         (exception.getDescription() == kj::StringPtr(kMalformedRequest) ||
          std::string_view(exception.getFile()).ends_with("kj/compat/http.c++"));
}

// What is said of bytes that are no HTTP, and of our own defects: nothing of what was sent.
class Errors final : public kj::HttpServerErrorHandler {
 public:
  explicit Errors(HttpLoop& loop) : loop_(loop) {}
  kj::Promise<void> handleClientProtocolError(kj::HttpHeaders::ProtocolError error,
                                              kj::HttpService::Response& response) override {
    return send_answer(loop_, response, malformed(error.statusCode));
  }
  kj::Promise<void> handleApplicationError(
      kj::Exception exception, kj::Maybe<kj::HttpService::Response&> response) override {
    if (exception.getType() == kj::Exception::Type::DISCONNECTED) return kj::READY_NOW;
    KJ_IF_MAYBE (open, response) {
      if (is_malformed(exception)) return send_answer(loop_, *open, malformed(400));
      return send_answer(loop_, *open, problem(500, "defect", "the request could not be served"));
    }
    return kj::READY_NOW;
  }

 private:
  HttpAnswer malformed(unsigned status) {
    return loop_.refuse(Refusal::kMalformed, status, "malformed", "the request is no HTTP/1.1");
  }

  HttpLoop& loop_;
};

}  // namespace

HttpLoop::HttpLoop(Parts parts, Descriptor listener, Descriptor rpc)
    : parts_(std::move(parts)),
      io_(make_loop_io()),
      errors_(kj::heap<Errors>(*this)),
      server_(
          io_.provider->getTimer(), table_,
          [this](kj::AsyncIoStream&) -> kj::Own<kj::HttpService> {
            return kj::heap<HttpConnection>(*this, *arriving_);
          },
          settings()),
      listener_(listen_on(std::move(listener))),
      visitors_(parts_.bounds.connections),
      feeds_(parts_.serving, parts_.feeds,
             [bridge = parts_.bridge] {
               bridge->post({0, FeedNews()});
             }),
      tasks_(new kj::TaskSet(*this)) {
  if (parts_.tls) {
    tls_ = std::make_unique<HttpTls>(parts_.tls->options, parts_.tls->texts, timer());
  }
  if (rpc.valid()) {
    rpc_listener_ = listen_on(std::move(rpc));
    rpc_ = std::make_unique<RpcDoor>(*this);
  }
}

HttpLoop::~HttpLoop() = default;

kj::Own<kj::ConnectionReceiver> HttpLoop::listen_on(Descriptor socket) {
  return io_.lowLevelProvider->wrapListenSocketFd(socket.release(), kListener);
}

kj::HttpServerSettings HttpLoop::settings() {
  kj::HttpServerSettings settings;
  settings.headerTimeout = parts_.bounds.head.count() * kj::MILLISECONDS;
  settings.pipelineTimeout = parts_.bounds.idle.count() * kj::MILLISECONDS;
  settings.errorHandler = *errors_;
  settings.callbacks = closing_;
  return settings;
}

void HttpLoop::run() {
  auto stop = kj::newPromiseAndFulfiller<void>();
  stop_ = kj::mv(stop.fulfiller);
  tasks_->add(deliver_all());
  auto accepting = accept_all(*listener_, &HttpLoop::serve);
  if (rpc_) {
    accepting = accepting.exclusiveJoin(accept_all(*rpc_listener_, &HttpLoop::serve_rpc));
  }
  accepting.exclusiveJoin(kj::mv(stop.promise)).wait(io_.waitScope);
  listener_ = nullptr;
  rpc_listener_ = nullptr;
  feeds_.end();
  auto drained = server_.drain();
  if (rpc_) {
    drained = drained.then([this] { return rpc_->drain(); });
    rpc_->stop();
  }
  drained.exclusiveJoin(timer().afterDelay(parts_.bounds.grace.count() * kj::MILLISECONDS))
      .wait(io_.waitScope);
  // Promises of the bridge end with the tasks, before the bridge is closed.
  tasks_.reset();
  waiting_.clear();
  // What the tasks had let go of on their own, calls that were cancelled, ends too.
  kj::evalLast([] {}).wait(io_.waitScope);
  parts_.bridge->close();
}

kj::Promise<void> HttpLoop::accept_all(kj::ConnectionReceiver& listener, Serve serve) {
  return kj::evalNow([&listener] { return listener.accept(); })
      .then([this, serve](kj::Own<kj::AsyncIoStream> stream) { take(kj::mv(stream), serve); })
      .catch_([this](kj::Exception&&) { return timer().afterDelay(kAcceptAgain); })
      .then([this, &listener, serve] { return accept_all(listener, serve); });
}

void HttpLoop::take(kj::Own<kj::AsyncIoStream> stream, Serve serve) {
  if (!visitors_.make_room()) {
    gate().refusals().count(Refusal::kNoRoom);
    return;
  }
  auto visitor = kj::heap<HttpVisitor>();
  visitor->from = address_of(*stream);
  auto sent_away = visitors_.come(*visitor);
  parts_.metrics.connected();
  tasks_->add(visit(*visitor, kj::mv(stream), serve)
                  .exclusiveJoin(kj::mv(sent_away))
                  .then([] {}, [](kj::Exception&&) {})  // what a peer does wrong ends with it
                  .then([this, visitor = kj::mv(visitor)]() mutable {
                    visitors_.leave(*visitor);
                    parts_.metrics.disconnected();
                  }));
}

kj::Promise<void> HttpLoop::visit(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream,
                                  Serve serve) {
  if (tls_ == nullptr) return (this->*serve)(visitor, kj::mv(stream));
  return tls_->secure(kj::mv(stream))
      .then(
          [this, &visitor, serve](HttpTls::Secured secured) {
            visitor.certificate = std::move(secured.certificate);
            return (this->*serve)(visitor, kj::mv(secured.stream));
          },
          [this](kj::Exception&&) -> kj::Promise<void> {
            gate().refusals().count(Refusal::kHandshake);
            return kj::READY_NOW;
          });
}

kj::Promise<void> HttpLoop::serve(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream) {
  arriving_ = &visitor;  // for the factory of services, which is called at once
  return server_.listenHttp(kj::mv(stream));
}

kj::Promise<void> HttpLoop::serve_rpc(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream) {
  return rpc_->serve(visitor, kj::mv(stream));
}

kj::Promise<void> HttpLoop::until_shut_out(Principal principal) {
  if (principal.token.empty()) return kj::NEVER_DONE;
  return timer()
      .afterDelay(parts_.bounds.still.count() * kj::MILLISECONDS)
      .then([this, principal = std::move(principal)]() mutable -> kj::Promise<void> {
        if (gate().still(principal)) return until_shut_out(std::move(principal));
        return KJ_EXCEPTION(DISCONNECTED, "who asked for this is no longer let in");
      });
}

kj::Promise<void> HttpLoop::deliver_all() {
  return parts_.bridge->take().then([this](HttpBridge::Mail mail) {
    for (HttpDelivery& delivery : mail.deliveries) {
      // Also of a request that nobody waits for any more.
      if (std::holds_alternative<HttpAnswer>(delivery.what) ||
          std::holds_alternative<ReadPage>(delivery.what)) {
        --reads_waiting_;
      }
      if (std::holds_alternative<FeedPage>(delivery.what)) feeds_.page_came();
      if (std::holds_alternative<FeedNews>(delivery.what)) feeds_.wake();
      const auto found = waiting_.find(delivery.ticket);
      if (found == waiting_.end()) continue;
      auto fulfiller = kj::mv(found->second);
      waiting_.erase(found);
      fulfiller->fulfill(std::move(delivery.what));
    }
    if (mail.stop) stop_->fulfill();
    return deliver_all();
  });
}

std::uint64_t HttpLoop::ticket(kj::Own<kj::PromiseFulfiller<Told>> fulfiller) {
  waiting_.emplace(++last_ticket_, kj::mv(fulfiller));
  return last_ticket_;
}

std::variant<kj::Promise<Outcomes>, Error> HttpLoop::submit(std::vector<SentEvent>& events,
                                                            AppendOptions options) {
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  Status admitted = parts_.serving.engine().try_append(
      std::move(events), std::move(options), [bridge = parts_.bridge, number](Outcomes outcomes) {
        bridge->post({number, std::move(outcomes)});
      });
  if (!admitted.ok()) {
    waiting_.erase(number);
    return admitted.error();
  }
  return pair.promise.then([this](Told told) {
    parts_.metrics.recorded(std::get<Outcomes>(told));
    return std::get<Outcomes>(std::move(told));
  });
}

kj::Promise<Result<Outcomes>> HttpLoop::append(std::vector<SentEvent> events, AppendOptions options,
                                               WhenFull when_full) {
  auto submitted = submit(events, options);
  if (auto* outcomes = std::get_if<kj::Promise<Outcomes>>(&submitted)) {
    return outcomes->then([](Outcomes told) { return Result<Outcomes>(std::move(told)); });
  }
  const Error& refused = std::get<Error>(submitted);
  if (refused.code != ErrorCode::kOverloaded || when_full == WhenFull::kRefuse) {
    return Result<Outcomes>(refused);
  }
  return timer()
      .afterDelay(kAdmissionRetry.count() * kj::MILLISECONDS)
      .then([this, events = std::move(events), options = std::move(options), when_full]() mutable {
        return append(std::move(events), std::move(options), when_full);
      });
}

kj::Promise<HttpAnswer> HttpLoop::read(RouteId route, std::shared_ptr<HttpRequest> request) {
  if (reads_waiting_ == kHttpReadsWaiting) {
    return problem(429, "overloaded", "too many reads are waiting");
  }
  ++reads_waiting_;
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  parts_.pool.run([route, request, number, bridge = parts_.bridge, &reads = parts_.reads] {
    bridge->post({number, reads.answer(route, *request)});
  });
  return pair.promise.then([](Told told) { return std::get<HttpAnswer>(std::move(told)); });
}

kj::Promise<FeedPage> HttpLoop::read_page(std::function<FeedPage(const HttpReads&)> read) {
  if (reads_waiting_ == kHttpReadsWaiting) {
    return FeedPage(problem(429, "overloaded", "too many reads are waiting"));
  }
  ++reads_waiting_;
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  parts_.pool.run([read = std::move(read), number, bridge = parts_.bridge, &reads = parts_.reads] {
    bridge->post({number, ReadPage{read(reads)}});
  });
  return pair.promise.then([](Told told) { return std::get<ReadPage>(std::move(told)).page; });
}

kj::Promise<FeedPage> HttpLoop::feed_page(std::function<FeedPage(const HttpReads&)> read) {
  feeds_.page_asked();
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  parts_.pool.run([read = std::move(read), number, bridge = parts_.bridge, &reads = parts_.reads] {
    bridge->post({number, read(reads)});
  });
  return pair.promise.then([](Told told) { return std::get<FeedPage>(std::move(told)); });
}

void HttpLoop::taskFailed(kj::Exception&& exception) {
  // Tasks catch what a client can cause; what is left is a bug of ours.
  KJ_LOG(FATAL, "a gateway's loop failed", exception);
  std::abort();
}

}  // namespace dangol
