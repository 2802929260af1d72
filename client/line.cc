// GCC 12 takes the value of a promise that failed for one that is read: a promise of a variant is enough.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "client/files.h"
#include "client/limits.h"
#include "client/line_kj.h"
#include "client/tls_kj.h"
#include "client/wire_capnp.h"

namespace dangol {

namespace {

// Seconds of silence until the system asks whether the other end is still there, and between questions.
constexpr int kAskAfter = 20;
constexpr int kAskEvery = 5;
constexpr int kAskTimes = 3;

// Not of every stream: what is no TCP does not know it.
void set_quietly(kj::AsyncIoStream& stream, int level, int option, int value) {
  (void)kj::runCatchingExceptions([&] { stream.setsockopt(level, option, &value, sizeof value); });
}

void set_up(kj::AsyncIoStream& stream) {
  set_quietly(stream, IPPROTO_TCP, TCP_NODELAY, 1);
  set_quietly(stream, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_quietly(stream, IPPROTO_TCP, TCP_KEEPIDLE, kAskAfter);
  set_quietly(stream, IPPROTO_TCP, TCP_KEEPINTVL, kAskEvery);
  set_quietly(stream, IPPROTO_TCP, TCP_KEEPCNT, kAskTimes);
}

// `host:port`, `[::1]:port`: the host.
std::string host_of(std::string_view server) {
  std::string_view host = server.substr(0, server.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

capnp::ReaderOptions reader_options() {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = kClientMessageWords;
  return options;
}

std::string first_line(std::string text) {
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

}  // namespace

ClientLine::ClientLine(kj::Own<kj::AsyncIoStream> stream)
    : stream_(kj::mv(stream)),
      network_(*stream_, capnp::rpc::twoparty::Side::CLIENT, reader_options()),
      rpc_(capnp::makeRpcClient(network_)),
      gone_(nullptr) {
  auto hung_up = kj::newPromiseAndFulfiller<void>();
  hung_up_ = kj::mv(hung_up.fulfiller);
  gone_ = network_.onDisconnect().exclusiveJoin(kj::mv(hung_up.promise)).fork();
}

wire::Gateway::Client ClientLine::gateway() {
  capnp::MallocMessageBuilder message;
  auto server = message.initRoot<capnp::rpc::twoparty::VatId>();
  server.setSide(capnp::rpc::twoparty::Side::SERVER);
  return rpc_.bootstrap(server).castAs<wire::Gateway>();
}

Result<std::unique_ptr<ClientConnector>> ClientConnector::make(const ClientOptions& options,
                                                               kj::AsyncIoContext& io) {
  std::unique_ptr<ClientConnector> connector(new ClientConnector(options, io));
  if (!options.token_file.empty()) {
    if (!options.token.empty()) {
      return Error{ErrorCode::kUsage, "a token or a file of it, not both"};
    }
    Result<std::string> token = read_client_file(options.token_file);
    if (!token.ok()) return token.error();
  }
  if (!options.tls.used) return connector;
  Result<kj::Own<kj::TlsContext>> tls = make_client_tls(options.tls);
  if (!tls.ok()) return tls.error();
  connector->tls_ = std::move(tls).value();
  const std::string& name = options.tls.server_name;
  connector->server_name_ = name.empty() ? host_of(options.server) : name;
  return connector;
}

kj::Promise<Result<kj::Own<ClientLine>>> ClientConnector::connect() {
  return io_.provider->getNetwork()
      .parseAddress(options_.server.c_str())
      .then([](kj::Own<kj::NetworkAddress> address) {
        auto connected = address->connect();
        return connected.attach(kj::mv(address));
      })
      .then([this](kj::Own<kj::AsyncIoStream> stream) -> kj::Promise<kj::Own<kj::AsyncIoStream>> {
        set_up(*stream);
        KJ_IF_MAYBE (tls, tls_) return (*tls)->wrapClient(kj::mv(stream), server_name_.c_str());
        return kj::mv(stream);
      })
      .then([this](kj::Own<kj::AsyncIoStream> stream) { return enter(kj::mv(stream)); });
}

Result<std::string> ClientConnector::token_now() const {
  if (options_.token_file.empty()) return options_.token;
  Result<std::string> text = read_client_file(options_.token_file);
  if (!text.ok()) return text;
  return first_line(std::move(text).value());
}

bool ClientConnector::token_changed() const {
  const Result<std::string> now = token_now();
  return now.ok() && now.value() != token_;
}

kj::Promise<Result<kj::Own<ClientLine>>> ClientConnector::enter(kj::Own<kj::AsyncIoStream> stream) {
  Result<std::string> token = token_now();
  if (!token.ok()) return Result<kj::Own<ClientLine>>(token.error());
  token_ = std::move(token).value();
  auto line = kj::heap<ClientLine>(kj::mv(stream));
  auto request = line->gateway().enterRequest();
  request.setToken(token_.c_str());
  return request.send().then(
      [line = kj::mv(line)](auto&& response) mutable -> Result<kj::Own<ClientLine>> {
        const auto entered = response.getEntered();
        switch (entered.which()) {
          case wire::Entered::SESSION: line->let_in(entered.getSession()); return kj::mv(line);
          case wire::Entered::REFUSED: return read_error(entered.getRefused());
          case wire::Entered::UNSET: break;
        }
        return Error{ErrorCode::kUnavailable, "the server answered something that is not known"};
      });
}

}  // namespace dangol
