#include "app/writer.h"

#include <utility>

#include <fmt/format.h>

#include "app/access_ending.h"
#include "app/allocating.h"

namespace dangol {

Writer::Writer(const GlobalOptions& options, std::unique_ptr<Store> store,
               std::unique_ptr<Engine> engine, Attesting attesting)
    : store_(std::move(store)),
      engine_(std::move(engine)),
      attesting_(std::move(attesting)),
      keeper_(keep_ending_accesses(*engine_)),
      watch_(*engine_, [](const std::string& due) { fmt::print(stderr, "dangol: {}\n", due); }),
      serving_(*engine_, options.data, attesting_.notary.get(), attesting_.heads.get()),
      appender_(*engine_) {}

Result<std::unique_ptr<Writer>> Writer::start(std::unique_ptr<Store> store,
                                              const GlobalOptions& options) {
  auto engine = start_writing(*store);
  if (!engine.ok()) return engine.error();
  auto attesting = start_attesting(*engine.value(), options, Signs::kByTime);
  if (!attesting.ok()) return attesting.error();
  return std::unique_ptr<Writer>(new Writer(options, std::move(store), std::move(engine).value(),
                                            std::move(attesting).value()));
}

void Writer::rest_when_idle(std::chrono::seconds after) {
  Rest::Options options;
  options.idle_looks = static_cast<unsigned>(after / options.look_every);
  options.allocate = allocate_for;
  rest_ = std::make_unique<Rest>(serving_, attesting_.heads.get(), std::move(options));
}

Status Writer::listen() {
  auto server = LocalServer::start(serving_);
  if (!server.ok()) return server.error();
  server_ = std::move(server).value();
  return Done{};
}

}  // namespace dangol
