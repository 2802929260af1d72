#include <utility>

#include <sys/socket.h>

#include "gateway/limits.h"
#include "gateway/loop_io_kj.h"
#include "gateway/server_loop_kj.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

// Long enough for a descriptor to become free, when there are too many in the process.
constexpr auto kAcceptAgain = 100 * kj::MILLISECONDS;

constexpr auto kListener = kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP |
                           kj::LowLevelAsyncIoProvider::ALREADY_CLOEXEC |
                           kj::LowLevelAsyncIoProvider::ALREADY_NONBLOCK;

void refuse(int socket, const Error& error) {
  const WireFrame frame = refusal(0, error);
  // What does not fit into the socket's buffer is not said.
  (void)::send(socket, frame.data(), frame.words() * sizeof(std::uint64_t),
               MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace

ServerLoop::ServerLoop(Parts parts, Descriptor listener)
    : io_(make_loop_io()),
      facts_(parts.facts),
      close_grace_(parts.close_grace),
      services_{parts.engine,
                parts.reads,
                parts.pool,
                std::move(parts.bridge),
                io_.provider->getTimer(),
                [this] {
                  WriterFacts facts = facts_;
                  facts.connections = static_cast<std::uint32_t>(connections_.size());
                  return facts;
                }},
      listener_(io_.lowLevelProvider->wrapListenSocketFd(listener.release(), kListener)),
      tasks_(new kj::TaskSet(*this)) {}

void ServerLoop::run() {
  auto stop = kj::newPromiseAndFulfiller<void>();
  stop_ = kj::mv(stop.fulfiller);
  tasks_->add(deliver_all());
  accept_all().exclusiveJoin(kj::mv(stop.promise)).wait(io_.waitScope);

  listener_ = nullptr;
  for (auto& [number, connection] : connections_) connection->close();
  if (!connections_.empty()) {
    auto empty = kj::newPromiseAndFulfiller<void>();
    empty_ = kj::mv(empty.fulfiller);
    empty.promise.exclusiveJoin(services_.timer.afterDelay(close_grace_.count() * kj::MILLISECONDS))
        .wait(io_.waitScope);
  }
  // Promises of the bridge end with the tasks, before the bridge is closed.
  tasks_.reset();
  services_.bridge->close();
}

kj::Promise<void> ServerLoop::accept_all() {
  return kj::evalNow([this] { return listener_->accept(); })
      .then([this](kj::Own<kj::AsyncIoStream> stream) { take(kj::mv(stream)); })
      .catch_([this](kj::Exception&&) { return services_.timer.afterDelay(kAcceptAgain); })
      .then([this] { return accept_all(); });
}

void ServerLoop::take(kj::Own<kj::AsyncIoStream> stream) {
  int socket = -1;
  KJ_IF_MAYBE (fd, stream->getFd()) socket = *fd;
  if (!is_trusted_peer(socket)) {
    return refuse(socket, {ErrorCode::kUsage, "the store belongs to another user"});
  }
  if (connections_.size() == kMaxConnections) {
    return refuse(socket, {ErrorCode::kOverloaded,
                           "the writer serves as many programs as it can: try again later"});
  }
  const std::uint64_t number = ++last_number_;
  auto connection = kj::heap<Connection>(number, kj::mv(stream), services_);
  connections_.emplace(number, connection.get());
  auto served = connection->run();
  tasks_->add(served.then([] {}, [](kj::Exception&&) {})
                  .then([this, number] {
                    connections_.erase(number);
                    if (connections_.empty() && empty_.get() != nullptr) empty_->fulfill();
                  })
                  .attach(kj::mv(connection)));
}

kj::Promise<void> ServerLoop::deliver_all() {
  return services_.bridge->take().then([this](Bridge::Mail mail) {
    for (Delivery& delivery : mail.deliveries) {
      const auto found = connections_.find(delivery.connection);
      if (found != connections_.end()) found->second->deliver(std::move(delivery));
    }
    if (mail.stop) stop_->fulfill();
    return deliver_all();
  });
}

void ServerLoop::taskFailed(kj::Exception&& exception) {
  // Tasks catch what a client can cause; what is left is a bug of ours.
  KJ_LOG(FATAL, "a gateway's loop failed", exception);
  std::abort();
}

}  // namespace dangol
