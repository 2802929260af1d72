#include "actors/journal_actor.h"

namespace dangol {

namespace {

using Drain = caf::unit_t;

void drain_soon(caf::stateful_actor<JournalState>* self) {
  if (self->state.draining || !self->state.committer->pending()) return;
  self->state.draining = true;
  self->send(self, Drain{});
}

}  // namespace

caf::behavior journal_actor(caf::stateful_actor<JournalState>* self, Committer* committer) {
  self->state.committer = committer;
  return {
      [self](const ShardBatchPtr& batch) {
        or_die([&] { self->state.committer->take(batch); });
        drain_soon(self);
      },
      [self](const FellAsleep& asleep) { self->state.committer->fell_asleep(asleep.streams); },
      [self](const Drain&) {
        self->state.draining = false;
        or_die([&] { self->state.committer->commit_frame(); });
        drain_soon(self);
      },
  };
}

}  // namespace dangol
