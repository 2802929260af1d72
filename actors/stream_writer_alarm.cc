// The stream's one alarm: where it stands in the log's side rows, and what is said when it rings.
#include <utility>

#include "actors/lapse.h"
#include "actors/stream_writer.h"
#include "events/standing.h"
#include "store/format.h"

namespace dangol {

std::optional<Micros> StreamWriter::due() const {
  const Promise* promise = next_due(state_);
  return promise ? std::optional(promise->window_end) : std::nullopt;
}

Outcome StreamWriter::answer(Slot& slot, const Ring& ring) {
  const Promise* promise = next_due(state_);
  if (!promise) return refused_outcome({ErrorCode::kRejected, "nothing is due on this stream"});
  if (promise->window_end > ring.now) {
    const bool moved = promise->window_end != ring.due;
    return refused_outcome({moved ? ErrorCode::kRejected : ErrorCode::kUnavailable,
                            "nothing is due on this stream yet"});
  }
  Result<SentEvent> lapse = lapse_of(state_, *promise, subject_, keys_);
  if (!lapse.ok()) return refused_outcome(lapse.error());
  return take(slot, slot.event_indexes.front(), lapse.value(), {});
}

void StreamWriter::move_alarm(Slot& slot) {
  const std::optional<Ring>& ring = slot.submission->options.ring;
  if (!promises_moved_ && !ring) return;
  const std::optional<Micros> before = alarm_;
  if (std::exchange(promises_moved_, false)) alarm_ = due();
  const auto end = [&](Micros due) {
    slot.side_rows.push_back({format::alarm_key({due, state_.self}), std::nullopt});
  };
  if (ring) {
    const OutcomeCode code = slot.submission->outcomes[slot.event_indexes.front()].code;
    // What could not be recorded for now is asked for again. Any other answer ends the alarm, so that
    // none is asked for ever: also one that the state never gave.
    if (code == OutcomeCode::kUnavailable) return;
    if (alarm_ == ring->due && code != OutcomeCode::kRecorded) alarm_.reset();
    if (alarm_ != ring->due && before != ring->due) end(ring->due);
  }
  if (before == alarm_) return;
  if (before) end(*before);
  if (alarm_) slot.side_rows.push_back({format::alarm_key({*alarm_, state_.self}), ""});
}

}  // namespace dangol
