#include "gateway/local_server.h"

#include <memory>
#include <thread>
#include <utility>

#include <unistd.h>

#include "events/clock.h"
#include "gateway/limits.h"
#include "gateway/local_socket.h"
#include "gateway/reactor.h"
#include "gateway/server_loop_kj.h"

namespace dangol {

namespace {

Reactor::Options reacting(const std::filesystem::path& dir) {
  Reactor::Options options;
  options.mark = dir / "reacting";
  return options;
}

}  // namespace

class LocalServer::Impl {
 public:
  Impl(Engine& engine, std::filesystem::path dir, Descriptor listener,
       std::chrono::milliseconds close_grace, Notary* notary, Heads* heads)
      : engine_(engine),
        dir_(std::move(dir)),
        reads_(engine, dir_, notary, heads),
        reactor_(engine, reads_.models(), reacting(dir_)),
        pool_(kReadThreads),
        bridge_(std::make_shared<Bridge>(kMaxDeliveries)),
        thread_([this, &engine, close_grace, listener = std::move(listener)]() mutable {
          const WriterFacts facts{static_cast<std::uint32_t>(::getpid()), system_clock()(), 0};
          ServerLoop({engine, reads_, pool_, bridge_, facts, close_grace}, std::move(listener))
              .run();
        }) {
    engine_.on_settled([this](const Settled& settled) {
      reads_.models().settled();
      if (settled.may_concern_many) reactor_.told();
    });
  }

  ~Impl() {
    bridge_->stop();
    thread_.join();
    engine_.on_settled({});
    // Ours still: the store's lock is held.
    std::error_code ignored;
    std::filesystem::remove(socket_path(dir_), ignored);
  }

 private:
  Engine& engine_;
  const std::filesystem::path dir_;
  const Reads reads_;
  Reactor reactor_;
  WorkPool pool_;
  // Shared with what the engine still has to answer, which may outlive the loop.
  const std::shared_ptr<Bridge> bridge_;
  std::thread thread_;
};

LocalServer::LocalServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalServer::~LocalServer() = default;

Result<std::unique_ptr<LocalServer>> LocalServer::start(Engine& engine,
                                                        const std::filesystem::path& dir,
                                                        std::chrono::milliseconds close_grace,
                                                        Notary* notary, Heads* heads) {
  Result<Descriptor> listener = listen_in(dir);
  if (!listener.ok()) return listener.error();
  return std::unique_ptr<LocalServer>(new LocalServer(std::make_unique<Impl>(
      engine, dir, std::move(listener).value(), close_grace, notary, heads)));
}

}  // namespace dangol
