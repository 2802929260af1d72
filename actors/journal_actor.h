// The journal as an actor: detached, because it blocks on the disk; drains by a message to itself, so
// that a frame is what arrived while the last sync ran, and a single event on an idle engine is
// committed at once.
#pragma once

#include "actors/caf.h"
#include "actors/committer.h"

namespace dangol {

struct JournalState {
  Committer* committer = nullptr;
  bool draining = false;
};

caf::behavior journal_actor(caf::stateful_actor<JournalState>* self, Committer* committer);

}  // namespace dangol
