// GCC 12 takes the value of a promise that failed for one that is read: a promise of a variant is enough.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

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

// What is said of bytes that are no HTTP, and of our own defects: nothing of what was sent.
class Errors final : public kj::HttpServerErrorHandler {
 public:
  explicit Errors(HttpLoop& loop) : loop_(loop) {}
  kj::Promise<void> handleClientProtocolError(kj::HttpHeaders::ProtocolError error,
                                              kj::HttpService::Response& response) override {
    return send_answer(loop_, response,
                       problem(error.statusCode, "malformed", "the request is no HTTP/1.1"));
  }
  kj::Promise<void> handleApplicationError(
      kj::Exception exception, kj::Maybe<kj::HttpService::Response&> response) override {
    if (exception.getType() == kj::Exception::Type::DISCONNECTED) return kj::READY_NOW;
    KJ_IF_MAYBE (open, response) {
      return send_answer(loop_, *open, problem(500, "defect", "the request could not be served"));
    }
    return kj::READY_NOW;
  }

 private:
  HttpLoop& loop_;
};

}  // namespace

class HttpLoop::Share {
 public:
  explicit Share(HttpLoop& loop) : loop_(loop) {}
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() { loop_.bodies_bytes_ -= bytes_; }
  bool grow(std::size_t bytes) {
    if (loop_.bodies_bytes_ + bytes > kHttpBodiesBytes) return false;
    loop_.bodies_bytes_ += bytes;
    bytes_ += bytes;
    return true;
  }

 private:
  HttpLoop& loop_;
  std::size_t bytes_ = 0;
};

HttpLoop::HttpLoop(Parts parts, Descriptor listener)
    : parts_(std::move(parts)),
      io_(make_loop_io()),
      errors_(kj::heap<Errors>(*this)),
      server_(
          io_.provider->getTimer(), table_,
          [this](kj::AsyncIoStream& stream) -> kj::Own<kj::HttpService> {
            return kj::heap<HttpConnection>(*this, address_of(stream));
          },
          settings()),
      listener_(io_.lowLevelProvider->wrapListenSocketFd(listener.release(), kListener)),
      feeds_(parts_.serving, parts_.feeds,
             [bridge = parts_.bridge] {
               bridge->post({0, FeedNews()});
             }),
      tasks_(new kj::TaskSet(*this)) {}

kj::HttpServerSettings HttpLoop::settings() {
  kj::HttpServerSettings settings;
  settings.headerTimeout = kHttpHeadTime.count() * kj::SECONDS;
  settings.pipelineTimeout = kHttpIdle.count() * kj::SECONDS;
  settings.errorHandler = *errors_;
  return settings;
}

void HttpLoop::run() {
  auto stop = kj::newPromiseAndFulfiller<void>();
  stop_ = kj::mv(stop.fulfiller);
  tasks_->add(deliver_all());
  accept_all().exclusiveJoin(kj::mv(stop.promise)).wait(io_.waitScope);
  listener_ = nullptr;
  feeds_.end();
  server_.drain()
      .exclusiveJoin(timer().afterDelay(kHttpGrace.count() * kj::SECONDS))
      .wait(io_.waitScope);
  // Promises of the bridge end with the tasks, before the bridge is closed.
  tasks_.reset();
  waiting_.clear();
  parts_.bridge->close();
}

kj::Promise<void> HttpLoop::accept_all() {
  return kj::evalNow([this] { return listener_->accept(); })
      .then([this](kj::Own<kj::AsyncIoStream> stream) { take(kj::mv(stream)); })
      .catch_([this](kj::Exception&&) { return timer().afterDelay(kAcceptAgain); })
      .then([this] { return accept_all(); });
}

void HttpLoop::take(kj::Own<kj::AsyncIoStream> stream) {
  if (connections_ == kMaxHttpConnections) return;
  ++connections_;
  parts_.metrics.connected();
  tasks_->add(server_.listenHttp(kj::mv(stream))
                  .then([] {}, [](kj::Exception&&) {})  // what a peer does wrong ends with it
                  .then([this] {
                    --connections_;
                    parts_.metrics.disconnected();
                  }));
}

kj::Promise<void> HttpLoop::deliver_all() {
  return parts_.bridge->take().then([this](HttpBridge::Mail mail) {
    for (HttpDelivery& delivery : mail.deliveries) {
      // Also of a request that nobody waits for any more.
      if (std::holds_alternative<HttpAnswer>(delivery.what)) --reads_waiting_;
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

kj::Promise<Result<Outcomes>> HttpLoop::append(std::vector<SentEvent> events, AppendOptions options,
                                               WhenFull when_full) {
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  Status admitted = parts_.serving.engine().try_append(
      std::move(events), options, [bridge = parts_.bridge, number](Outcomes outcomes) {
        bridge->post({number, std::move(outcomes)});
      });
  if (admitted.ok()) {
    return pair.promise.then([this](Told told) -> Result<Outcomes> {
      parts_.metrics.recorded(std::get<Outcomes>(told));
      return std::get<Outcomes>(std::move(told));
    });
  }
  waiting_.erase(number);
  if (admitted.error().code == ErrorCode::kOverloaded && when_full == WhenFull::kWait) {
    // Refused events are still there.
    return timer()
        .afterDelay(kAdmissionRetry.count() * kj::MILLISECONDS)
        .then(
            [this, events = std::move(events), options = std::move(options), when_full]() mutable {
              return append(std::move(events), std::move(options), when_full);
            });
  }
  return Result<Outcomes>(admitted.error());
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

kj::Promise<FeedPage> HttpLoop::feed_page(std::function<FeedPage(const HttpReads&)> read) {
  auto pair = kj::newPromiseAndFulfiller<Told>();
  const std::uint64_t number = ticket(kj::mv(pair.fulfiller));
  parts_.pool.run([read = std::move(read), number, bridge = parts_.bridge, &reads = parts_.reads] {
    bridge->post({number, read(reads)});
  });
  return pair.promise.then([](Told told) { return std::get<FeedPage>(std::move(told)); });
}

kj::Promise<std::variant<std::string, HttpAnswer>> HttpLoop::body(kj::AsyncInputStream& from) {
  using Came = std::variant<std::string, HttpAnswer>;
  const auto too_large = [] {
    return Came(problem(413, "too-large",
                        fmt::format("the body has more than {} bytes", kMaxHttpBodyBytes)));
  };
  std::size_t expected = kMaxHttpBodyBytes;
  KJ_IF_MAYBE (bytes, from.tryGetLength()) {
    if (*bytes > kMaxHttpBodyBytes) return too_large();
    expected = *bytes;
  }
  auto share = kj::heap<Share>(*this);
  if (!share->grow(expected)) {
    return Came(problem(429, "overloaded", "the server holds as many bodies as it can"));
  }
  auto late = timer().afterDelay(kHttpBodyTime.count() * kj::SECONDS).then([]() -> Came {
    return problem(408, "timeout", "the body took too long");
  });
  return from.readAllText(kMaxHttpBodyBytes)
      .then([](kj::String text) -> Came { return std::string(text.begin(), text.size()); },
            [too_large](kj::Exception&& failed) -> Came {
              if (failed.getType() == kj::Exception::Type::DISCONNECTED) {
                kj::throwFatalException(kj::mv(failed));
              }
              return too_large();
            })
      .exclusiveJoin(kj::mv(late))
      .attach(kj::mv(share));
}

void HttpLoop::taskFailed(kj::Exception&& exception) {
  // Tasks catch what a client can cause; what is left is a bug of ours.
  KJ_LOG(FATAL, "a gateway's loop failed", exception);
  std::abort();
}

}  // namespace dangol
