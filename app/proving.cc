#include "app/proving.h"

#include <chrono>
#include <utility>

#include "app/signing.h"

namespace dangol {

Heads::Options heads_options(const GlobalOptions& options, const std::filesystem::path& data) {
  Heads::Options how;
  how.dir = data / "heads";
  how.every = std::chrono::seconds(options.heads_every);
  return how;
}

Result<std::unique_ptr<Proving>> Proving::start(Store& store, const GlobalOptions& options,
                                                const std::filesystem::path& data) {
  auto engine = Engine::start(store, {});
  if (!engine.ok()) return engine.error();
  Heads::Options how = heads_options(options, data);
  how.every = std::chrono::seconds(0);
  auto heads = std::make_unique<Heads>(*engine.value(), how);
  auto signing = notary_options(options, Signs::kOnDemand);
  if (!signing.ok()) return signing.error();
  auto notary = Notary::start(*engine.value(), std::move(signing).value());
  if (!notary.ok()) return notary.error();
  return std::unique_ptr<Proving>(
      new Proving(std::move(engine).value(), std::move(heads), std::move(notary).value()));
}

}  // namespace dangol
