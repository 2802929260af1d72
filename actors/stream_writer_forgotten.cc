// What a stream answers whose subject was forgotten.
#include "actors/sent_event.h"
#include "actors/stream_writer.h"

namespace dangol {

std::optional<Outcome> StreamWriter::answer_as_forgotten(const SentEvent& event) {
  const SentToForgotten sent = look_as_forgotten(event);
  const auto known = shared_.vault.is_forgotten_event(subject_, {sent.source, sent.id});
  if (!known.ok()) return refused_outcome(known.error());
  if (known.value()) {
    // Whether it says the same cannot be told any more, nor where it stood.
    Outcome erased;
    erased.code = OutcomeCode::kDuplicate;
    erased.reason = "erased";
    return erased;
  }
  if (sent.time <= forgotten_->since) {
    return refused_outcome({ErrorCode::kRejected,
                            "subject: was forgotten, and what happened before that is not taken"});
  }
  if (!forgotten_->gone) return std::nullopt;
  if (!sent.begins_relation) {
    return refused_outcome(
        {ErrorCode::kRejected,
         "subject: was forgotten; a new relation begins with contact.started, order.placed, "
         "consent.given, notice.given, subjectrequest.received or authority.granted"});
  }
  if (Status begun = shared_.vault.begin_anew(subject_, stream_); !begun.ok()) {
    return refused_outcome({ErrorCode::kUnavailable, begun.error().message});
  }
  auto keys = StreamKeys::open(stream_, shared_.vault, StreamKeys::Lacking::kMake);
  if (!keys.ok()) return refused_outcome(keys.error());
  keys_ = std::move(keys).value();
  forgotten_->gone = false;
  return std::nullopt;
}

}  // namespace dangol
