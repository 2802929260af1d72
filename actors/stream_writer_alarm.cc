// The stream's one alarm: where it stands in the log's side rows, and what is said when it rings.
#include <utility>

#include "actors/lapse.h"
#include "actors/stream_writer.h"
#include "store/format.h"

namespace dangol {

StreamWriter::Due StreamWriter::due() const {
  Due due;
  if (const Promise* promise = next_due(state_)) {
    due.at = promise->window_end;
    due.promise = promise->id;
  }
  // Who is silent on a contact's stream is not known, nor whether they spoke on another.
  if (kind_ != StreamKind::kCustomer) return due;
  const std::optional<Silence> silence = first_silence(state_);
  if (!silence) return due;
  const Micros end = end_of(*silence, policies().silence_days);
  if (due.at && *due.at <= end) return due;
  due.at = end;
  due.promise = {};
  due.silence = silence;
  return due;
}

Result<SentEvent> StreamWriter::word_of(const Due& due) const {
  if (due.silence) {
    return silent_confirmation_of(state_, *due.silence, policies().silence_days, subject_, keys_);
  }
  return lapse_of(state_, *state_.bond.get()->promises.find(due.promise), subject_, keys_);
}

Outcome StreamWriter::answer(Slot& slot, const Ring& ring) {
  due_moved_ = true;
  const Due due = this->due();
  if (!due.at) return refused_outcome({ErrorCode::kRejected, "nothing is due on this stream"});
  if (*due.at > ring.now) {
    const bool moved = *due.at != ring.due;
    return refused_outcome({moved ? ErrorCode::kRejected : ErrorCode::kUnavailable,
                            "nothing is due on this stream yet"});
  }
  const Result<SentEvent> word = word_of(due);
  if (!word.ok()) return refused_outcome(word.error());
  return take(slot, coming(slot, slot.event_indexes.front()), word.value());
}

void StreamWriter::watch_issue(TokenRef id) {
  if (due_moved_ || kind_ != StreamKind::kCustomer) return;
  if (id == alarm_issue_) {
    due_moved_ = true;
    return;
  }
  const Issue* issue = state_.issues.find(id);
  const std::optional<Silence> silence = issue ? silence_of(state_, *issue) : std::nullopt;
  due_moved_ = silence && (!alarm_ || end_of(*silence, policies().silence_days) < *alarm_);
}

void StreamWriter::move_alarm(Slot& slot) {
  const std::optional<Ring>& ring = slot.submission->options.ring;
  if (!due_moved_ && !ring) return;
  const std::optional<Micros> before = alarm_;
  if (std::exchange(due_moved_, false)) {
    const Due due = this->due();
    alarm_ = due.at;
    alarm_issue_ = due.silence ? due.silence->issue : TokenRef();
  }
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
  // A row may stand earlier than what the state says is due, never later: the one that rings here may
  // be the only one.
  const bool row_in_doubt = ring && alarm_ && !alarm_row_written_;
  if (before == alarm_ && !row_in_doubt) return;
  if (before && before != alarm_) end(*before);
  if (alarm_) slot.side_rows.push_back({format::alarm_key({*alarm_, state_.self}), ""});
  alarm_row_written_ = true;
}

const Policies& StreamWriter::policies() const {
  if (!policies_) policies_ = shared_.policies();
  return *policies_;
}

}  // namespace dangol
