#include "gateway/witness_server.h"

#include <future>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <kj/compat/http.h>

#include "gateway/bridge_kj.h"
#include "gateway/loop_io_kj.h"
#include "gateway/witness_limits.h"

namespace dangol {

namespace {

constexpr auto kAcceptAgain = 100 * kj::MILLISECONDS;

kj::StringPtr text_of(unsigned code) {
  switch (code) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Payload Too Large";
    case 422: return "Unprocessable Entity";
    default: return "Service Unavailable";
  }
}

class Service final : public kj::HttpService {
 public:
  Service(Witness& witness, kj::Timer& timer, const kj::HttpHeaderTable& table)
      : witness_(witness), timer_(timer), table_(table) {}

  kj::Promise<void> request(kj::HttpMethod method, kj::StringPtr url, const kj::HttpHeaders&,
                            kj::AsyncInputStream& body, Response& response) override {
    if (url != "/add-checkpoint")
      return answer(response, 404, "there is only /add-checkpoint here\n");
    if (method != kj::HttpMethod::POST) return answer(response, 405, "only by POST\n");
    KJ_IF_MAYBE (bytes, body.tryGetLength()) {
      if (*bytes > kMaxWitnessRequestBytes)
        return answer(response, 413, "the request is too large\n");
    }
    using Came = kj::Maybe<kj::Array<kj::byte>>;
    auto late = timer_.afterDelay(kWitnessRequestTime.count() * kj::SECONDS).then([] {
      return Came(nullptr);
    });
    return body.readAllBytes(kMaxWitnessRequestBytes)
        .then([](kj::Array<kj::byte> bytes) { return Came(kj::mv(bytes)); })
        .exclusiveJoin(kj::mv(late))
        .then(
            [this, &response](Came came) {
              KJ_IF_MAYBE (bytes, came) {
                const WitnessAnswer told = witness_.add_checkpoint(
                    {reinterpret_cast<const char*>(bytes->begin()), bytes->size()});
                return answer(response, static_cast<unsigned>(told.code), told.body);
              }
              return answer(response, 408, "the request took too long\n");
            },
            [this, &response](kj::Exception&& failed) -> kj::Promise<void> {
              if (failed.getType() == kj::Exception::Type::DISCONNECTED) return kj::mv(failed);
              return answer(response, 413, "the request is too large\n");
            });
  }

 private:
  kj::Promise<void> answer(Response& response, unsigned code, const std::string& body) const {
    kj::HttpHeaders headers(table_);
    headers.set(kj::HttpHeaderId::CONTENT_TYPE, code == 409 ? "text/x.tlog.size" : "text/plain");
    auto bytes = kj::heapString(body.data(), body.size());
    auto stream = response.send(code, text_of(code), headers, bytes.size());
    auto written = stream->write(bytes.begin(), bytes.size());
    return written.attach(kj::mv(stream), kj::mv(bytes));
  }

  Witness& witness_;
  kj::Timer& timer_;
  const kj::HttpHeaderTable& table_;
};

// Lives on its thread.
class Loop final : private kj::TaskSet::ErrorHandler {
 public:
  Loop(Witness& witness, Bridge& bridge)
      : bridge_(bridge),
        io_(make_loop_io()),
        service_(witness, io_.provider->getTimer(), table_),
        server_(io_.provider->getTimer(), table_, service_, settings()),
        tasks_(new kj::TaskSet(*this)) {}

  // Throws kj::Exception.
  std::uint16_t listen(const std::string& address) {
    auto parsed = io_.provider->getNetwork().parseAddress(address).wait(io_.waitScope);
    listener_ = parsed->listen();
    return static_cast<std::uint16_t>(listener_->getPort());
  }

  void run() {
    accept_all().exclusiveJoin(stopped()).wait(io_.waitScope);
    listener_ = nullptr;
    server_.drain()
        .exclusiveJoin(
            io_.provider->getTimer().afterDelay(kWitnessRequestTime.count() * kj::SECONDS))
        .wait(io_.waitScope);
    tasks_.reset();
    bridge_.close();
  }

 private:
  static kj::HttpServerSettings settings() {
    kj::HttpServerSettings settings;
    settings.headerTimeout = kWitnessRequestTime.count() * kj::SECONDS;
    return settings;
  }
  kj::Promise<void> stopped() {
    return bridge_.take().then([this](Bridge::Mail mail) -> kj::Promise<void> {
      if (mail.stop) return kj::READY_NOW;
      return stopped();
    });
  }
  kj::Promise<void> accept_all() {
    return kj::evalNow([this] { return listener_->accept(); })
        .then([this](kj::Own<kj::AsyncIoStream> stream) { take(kj::mv(stream)); })
        .catch_(
            [this](kj::Exception&&) { return io_.provider->getTimer().afterDelay(kAcceptAgain); })
        .then([this] { return accept_all(); });
  }
  void take(kj::Own<kj::AsyncIoStream> stream) {
    if (connections_ == kMaxWitnessConnections) return;
    ++connections_;
    tasks_->add(server_.listenHttp(kj::mv(stream))
                    .then([] {}, [](kj::Exception&&) {})  // what a peer does wrong ends with it
                    .then([this] { --connections_; }));
  }
  void taskFailed(kj::Exception&&) override {}

  Bridge& bridge_;
  kj::AsyncIoContext io_;
  const kj::HttpHeaderTable table_;
  Service service_;
  kj::HttpServer server_;
  kj::Own<kj::ConnectionReceiver> listener_;
  std::size_t connections_ = 0;
  std::unique_ptr<kj::TaskSet> tasks_;  // last
};

}  // namespace

class WitnessServer::Impl {
 public:
  Status start(Witness& witness, std::string address) {
    std::promise<Status> listening;
    auto listens = listening.get_future();
    thread_ = std::thread([this, &witness, &listening, address = std::move(address)] {
      kj::Maybe<kj::Exception> failed = kj::runCatchingExceptions([&] {
        Loop loop(witness, bridge_);
        port_ = loop.listen(address);
        listening.set_value(Done{});
        told_ = true;
        loop.run();
      });
      KJ_IF_MAYBE (why, failed) {
        if (told_) return;
        listening.set_value(
            Error{ErrorCode::kUnavailable,
                  fmt::format("cannot listen on {}: {}", address, why->getDescription().cStr())});
      }
    });
    return listens.get();
  }
  ~Impl() {
    bridge_.stop();
    if (thread_.joinable()) thread_.join();
  }
  std::uint16_t port() const { return port_; }

 private:
  Bridge bridge_{1};
  std::uint16_t port_ = 0;
  bool told_ = false;  // of the thread
  std::thread thread_;
};

WitnessServer::WitnessServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WitnessServer::~WitnessServer() = default;
std::uint16_t WitnessServer::port() const { return impl_->port(); }

Result<std::unique_ptr<WitnessServer>> WitnessServer::start(Witness& witness, std::string address) {
  auto impl = std::make_unique<Impl>();
  if (Status started = impl->start(witness, std::move(address)); !started.ok()) {
    return started.error();
  }
  return std::unique_ptr<WitnessServer>(new WitnessServer(std::move(impl)));
}

}  // namespace dangol
