// Records events through the writer of another process: batches go out without waiting, outcomes come
// back in order.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "actors/submission.h"
#include "events/event.h"
#include "events/outcome.h"
#include "gateway/greeting.h"

namespace dangol {

// append() from one thread at a time. Outcomes come on a thread of the client's own.
class AppendClient {
 public:
  explicit AppendClient(Greeted greeted);
  // Waits for what is unanswered.
  ~AppendClient();
  AppendClient(const AppendClient&) = delete;
  AppendClient& operator=(const AppendClient&) = delete;

  // As Engine::append, in the writer: `done` gets one outcome an event. Waits while the writer has no
  // room. When the writer breaks off, what it has not answered is `unknown` (may be recorded; sending
  // it again is safe), when it ends in order `unavailable` (certainly not recorded); from then on an
  // error, kUnavailable.
  Status append(const std::vector<SentEvent>& events, const AppendOptions& options,
                AppendDone done);
  // Waits until everything sent so far is answered.
  void drain();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
