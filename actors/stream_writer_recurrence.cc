// What a customer says by itself: that an issue came back as a new one.
#include <utility>

#include "actors/reaction.h"
#include "actors/stream_writer.h"

namespace dangol {

void StreamWriter::say_recurrences(Slot& slot) {
  const std::vector<std::string> heard_of = std::exchange(may_recur_, {});
  if (kind_ != StreamKind::kCustomer) return;
  for (const std::string& id : heard_of) {
    const Issue* issue = state_.issues.find(state_.tokens.find(id));
    if (!issue) continue;
    // All of them first: a record may give references another meaning.
    std::vector<SentEvent> words;
    for (const Recurrence& found : recurrences_with(state_, *issue, policies().recurrence_days)) {
      Result<SentEvent> word = recurrence_word(state_, found, subject_, keys_);
      // An id that was sealed before the person was forgotten cannot be named any more.
      if (word.ok()) words.push_back(std::move(word).value());
    }
    // What finds no room in the frame is said with the next word about the issue.
    for (const SentEvent& word : words)
      static_cast<void>(take(slot, {.origin = Origin::kReaction}, word));
  }
}

}  // namespace dangol
