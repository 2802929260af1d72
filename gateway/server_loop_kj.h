// The loop of a gateway: accepts clients, and brings each answer to the one who asked. Lives on its
// thread. Only for sources.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

#include <kj/async-io.h>

#include "gateway/connection_kj.h"
#include "gateway/local_socket.h"

namespace dangol {

class ServerLoop final : private kj::TaskSet::ErrorHandler {
 public:
  struct Parts {
    Engine& engine;
    const Reads& reads;
    WorkPool& pool;
    std::shared_ptr<Bridge> bridge;
    WriterFacts facts;
    std::chrono::milliseconds close_grace;
  };
  ServerLoop(Parts parts, Descriptor listener);

  // Until the bridge says stop; then until what was taken is answered, or the grace is over.
  void run();

 private:
  kj::Promise<void> accept_all();
  void take(kj::Own<kj::AsyncIoStream> stream);
  kj::Promise<void> deliver_all();
  void taskFailed(kj::Exception&& exception) override;

  kj::AsyncIoContext io_;
  const WriterFacts facts_;
  const std::chrono::milliseconds close_grace_;
  Services services_;
  kj::Own<kj::ConnectionReceiver> listener_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, Connection*> connections_;
  kj::Own<kj::PromiseFulfiller<void>> stop_;
  kj::Own<kj::PromiseFulfiller<void>> empty_;
  std::unique_ptr<kj::TaskSet> tasks_;  // last
};

}  // namespace dangol
