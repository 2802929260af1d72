// A stream awake, as an actor: fills the slots that its shard lays out for it, in order. A slot is
// always filled: after a failure everything is answered `unavailable` until the shard has the
// stream loaded anew.
#pragma once

#include <memory>

#include "actors/caf.h"
#include "actors/stream_writer.h"

namespace dangol {

struct CustomerState {
  std::shared_ptr<StreamWriter> writer;
  bool failed = false;
};

caf::behavior customer_actor(caf::stateful_actor<CustomerState>* self,
                             std::shared_ptr<StreamWriter> writer, caf::actor journal,
                             caf::actor shard);

}  // namespace dangol
