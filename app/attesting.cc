#include "app/attesting.h"

#include <chrono>
#include <filesystem>
#include <utility>

namespace dangol {

Result<Attesting> start_attesting(Engine& engine, const GlobalOptions& options, Signs when) {
  auto signing = notary_options(options, when);
  if (!signing.ok()) return signing.error();
  Attesting attesting;
  Heads::Options map;
  map.dir = std::filesystem::path(options.data) / "heads";
  map.every = std::chrono::seconds(options.heads_every);
  attesting.heads = std::make_unique<Heads>(engine, map);
  signing.value().prepare = [map = attesting.heads.get()](Engine&, Occasion) {
    return map->record_if_due();
  };
  auto notary = Notary::start(engine, std::move(signing).value());
  if (!notary.ok()) return notary.error();
  attesting.notary = std::move(notary).value();
  return attesting;
}

}  // namespace dangol
