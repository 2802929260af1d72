#include "gateway/local_server.h"

#include <memory>
#include <thread>
#include <utility>

#include <unistd.h>

#include "events/clock.h"
#include "gateway/limits.h"
#include "gateway/local_socket.h"
#include "gateway/server_loop_kj.h"

namespace dangol {

class LocalServer::Impl {
 public:
  Impl(Serving& serving, Descriptor listener, std::chrono::milliseconds close_grace)
      : dir_(serving.dir()),
        pool_(kReadThreads),
        bridge_(std::make_shared<Bridge>(kMaxDeliveries)),
        thread_([this, &serving, close_grace, listener = std::move(listener)]() mutable {
          const WriterFacts facts{static_cast<std::uint32_t>(::getpid()), system_clock()(), 0};
          ServerLoop({serving.engine(), serving.reads(), pool_, bridge_, facts, close_grace},
                     std::move(listener))
              .run();
        }) {}

  ~Impl() {
    bridge_->stop();
    thread_.join();
    // Ours still: the store's lock is held.
    std::error_code ignored;
    std::filesystem::remove(socket_path(dir_), ignored);
  }

 private:
  const std::filesystem::path dir_;
  WorkPool pool_;
  // Shared with what the engine still has to answer, which may outlive the loop.
  const std::shared_ptr<Bridge> bridge_;
  std::thread thread_;
};

LocalServer::LocalServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalServer::~LocalServer() = default;

Result<std::unique_ptr<LocalServer>> LocalServer::start(Serving& serving,
                                                        std::chrono::milliseconds close_grace) {
  Result<Descriptor> listener = listen_in(serving.dir());
  if (!listener.ok()) return listener.error();
  return std::unique_ptr<LocalServer>(
      new LocalServer(std::make_unique<Impl>(serving, std::move(listener).value(), close_grace)));
}

}  // namespace dangol
