// What of a writer vouches for its log: the map of heads, and the notary that signs.
#pragma once

#include <memory>

#include "actors/engine.h"
#include "app/command.h"
#include "app/signing.h"
#include "gateway/heads.h"
#include "gateway/notary.h"

namespace dangol {

// The notary lets the map be recorded where that is due, so it ends first.
struct Attesting {
  std::unique_ptr<Heads> heads;
  std::unique_ptr<Notary> notary;
};

// `engine` is that of the store which the options name, and outlives the result. On demand: nothing is
// signed but what is asked for. Errors as Notary::start.
Result<Attesting> start_attesting(Engine& engine, const GlobalOptions& options, Signs when);

}  // namespace dangol
