// The read models of one store: every projection's steps, as far as the log goes.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "events/outcome.h"
#include "replay/catalogue.h"
#include "replay/log_walk.h"
#include "replay/step_source.h"
#include "store/store.h"

namespace dangol {

// Runs a short piece of reading on an open store: directly, or as Engine::read does.
using WithStore = std::function<Status(const std::function<Status(Store&)>&)>;

class ReadModels {
 public:
  virtual ~ReadModels() = default;
  // Brings the projection up to the log's end as it is when asked, and gives its steps; they stand
  // as long as the read models. kNotFound: there is no such projection. Thread-safe.
  virtual Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                          const ReadProgress& progress) = 0;
};

// Read models that are kept in memory, for as long as the object lives. `catalogue` outlives it.
std::unique_ptr<ReadModels> memory_read_models(const Catalogue& catalogue, WithStore store);

}  // namespace dangol
