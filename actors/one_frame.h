// Records of several streams in one frame: all of them or none. For what has the store to itself, while no
// engine stands on it.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "actors/shard_batch.h"
#include "actors/stream_writer.h"
#include "events/clock.h"
#include "store/store.h"

namespace dangol {

// REQUIRES: nobody reads the store or writes to it until this is gone. `store` outlives it.
class OneFrame {
 public:
  OneFrame(Store& store, Clock clock) : OneFrame(store, store.vault(), std::move(clock)) {}
  // Names and keys of the streams from `vault`, which outlives this.
  OneFrame(Store& store, Vault& vault, Clock clock);

  // What one stream is to record, all or none. The slot may get side rows; it stands until commit().
  // An error: nothing may be committed any more.
  Result<Slot*> add(const std::string& subject, std::vector<SentEvent> events, Origin origin);
  // Appends the frame; durable on return. After an error it may be stored or not: open the store again.
  Status commit();

 private:
  Store& store_;
  const Clock clock_;
  StreamWriter::Shared shared_;
  std::deque<Slot> slots_;
  std::deque<Outcomes> answers_;
};

}  // namespace dangol
