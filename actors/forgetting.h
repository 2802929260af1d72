// Forgetting a person, or the words of single events. docs/DECISIONS.md has the order of steps: what
// stands here decides, and appends the one frame; store/erasures.h finishes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/engine_limits.h"
#include "events/clock.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct ForgetRequest {
  std::string subject;
  // Single events of the subject, each `@VERSION` or the id that its sender gave; none: everything of
  // the person, over all streams that are theirs.
  std::vector<std::string> events;
  std::string reason;   // a code, as the schema's shape labelName demands; stays in clear for ever
  std::string by;       // who ordered it, as in `staff/<by>`; may be empty
  std::string request;  // the subject request that it grants; may be empty
  std::size_t most_streams = kMaxForgottenStreams;
};

// What is erased of one stream.
struct PlannedErasure {
  std::string subject;
  StreamToken stream;
  std::vector<Version> versions;     // the words of these records; empty: all, and every key
  std::uint64_t records = 0;         // of the stream, or of `versions`
  std::uint64_t with_words = 0;      // of these: words are removed
  std::uint64_t words_kept = 0;      // of these: a law keeps the words
  std::vector<KeyName> keys;         // destroyed
  std::vector<Keeping> kept;         // what a law keeps: purpose, law, until
  std::vector<std::string> stories;  // told, and withdrawn with this
};

struct ForgetPlan {
  std::vector<PlannedErasure> erasures;  // the subject's own first
  std::uint64_t of_others = 0;           // see PersonStreams::of_others
  std::vector<StreamToken> streams() const;
};

// What forgetting would do now, without doing it. kNotFound: nothing is recorded under the subject, or
// no such event. kRejected, with the reason: the request makes no sense, or a law keeps the words of an
// event that it names.
Result<ForgetPlan> plan_forgetting(Store& store, const ForgetRequest& request, Micros now);

// What others' records say about these streams' persons: for a human to look at.
struct Mention {
  std::string subject;  // in whose stream; empty: who is forgotten, too
  Place place;
  Version version;
  std::string type;
};
// Looks at the next `records` of the log from `from` on; the position to go on from, nullopt at the end.
// At most kMaxMentions are kept, and the rest counted in `further`.
struct Mentions {
  std::vector<Mention> found;
  std::uint64_t further = 0;
};
Result<std::optional<Position>> find_mentions(Store& store, const std::vector<StreamToken>& streams,
                                              Position from, std::size_t records,
                                              Mentions& mentions);

// Does it, to the end: plans, appends one frame, finishes. After an error before the frame nothing
// happened; afterwards, whoever opens the store next finishes it. REQUIRES: nobody reads the store or
// writes to it meanwhile; its right to write is held.
Result<ForgetPlan> forget(Store& store, const ForgetRequest& request, const Clock& clock);

}  // namespace dangol
