// A store that this process writes to, with all that belongs to a writer: the engine, the end of old
// accesses, what vouches for the log, what it serves from, and the socket for other commands.
#pragma once

#include <chrono>
#include <memory>

#include "app/attesting.h"
#include "app/command.h"
#include "app/store_access.h"
#include "gateway/access_keeper.h"
#include "gateway/local_server.h"
#include "gateway/rest.h"
#include "gateway/serving.h"
#include "gateway/vault_watch.h"
#include "store/store.h"

namespace dangol {

// Ends in the order rest, socket, serving, end of old accesses, what vouches for the log, engine, store.
class Writer final : public Appender {
 public:
  // Takes the log. Errors as Engine::start and start_attesting.
  static Result<std::unique_ptr<Writer>> start(std::unique_ptr<Store> store,
                                               const GlobalOptions& options);
  // Lets other commands in, through the socket. Errors as LocalServer::start.
  Status listen();
  Serving& serving() { return serving_; }
  // From now on memory is given back whenever there was nothing to do for so long.
  void rest_when_idle(std::chrono::seconds after);

  Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) override {
    return appender_.append(std::move(events), std::move(options), std::move(done));
  }
  void drain() override { appender_.drain(); }

 private:
  Writer(const GlobalOptions& options, std::unique_ptr<Store> store, std::unique_ptr<Engine> engine,
         Attesting attesting);

  const std::unique_ptr<Store> store_;
  const std::unique_ptr<Engine> engine_;
  const Attesting attesting_;
  const std::unique_ptr<AccessKeeper> keeper_;
  const VaultWatch watch_;
  Serving serving_;
  EngineAppender appender_;
  std::unique_ptr<LocalServer> server_;
  std::unique_ptr<Rest> rest_;
};

}  // namespace dangol
