#include "actors/customer_actor.h"

#include <exception>
#include <utility>

namespace dangol {

namespace {

void fill_unavailable(Slot& slot) {
  slot.records.clear();
  slot.side_rows.clear();
  slot.mirrors.clear();
  slot.snapshot.clear();
  for (std::uint32_t index : slot.event_indexes) {
    Outcome& outcome = slot.submission->outcomes[index];
    outcome = Outcome{};
    outcome.code = OutcomeCode::kUnavailable;
    outcome.reason = "the stream failed while it took this in; send it again";
  }
}

}  // namespace

caf::behavior customer_actor(caf::stateful_actor<CustomerState>* self,
                             std::shared_ptr<StreamWriter> writer, caf::actor journal,
                             caf::actor shard) {
  self->state.writer = std::move(writer);
  return {
      [self, journal, shard](const FillSlot& fill) {
        Slot& slot = fill.batch->slots[fill.slot];
        CustomerState& state = self->state;
        if (!state.failed) {
          try {
            state.writer->fill(slot);
          } catch (const std::exception&) {
            // Out of memory, or a defect: the state may be half changed, so it is not used again.
            state.failed = true;
            self->send(shard, CustomerFailed{state.writer->subject()});
          }
        }
        if (state.failed) fill_unavailable(slot);
        if (fill.batch->filled_last()) self->send(journal, fill.batch);
      },
  };
}

}  // namespace dangol
