// Records events through the writer of another process: batches go out without waiting, outcomes come
// back in order.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actors/submission.h"
#include "events/event.h"
#include "events/outcome.h"
#include "gateway/greeting.h"

namespace dangol {

// What became of a batch: an outcome for each of its events, or, when the writer ended in order without
// taking the batch, nothing: it may be sent to the next writer.
using AppendAnswer = std::function<void(std::optional<Outcomes>)>;

// append() from one thread at a time. Answers come on a thread of the client's own.
class AppendClient {
 public:
  // `ended`: called once, after the last answer, should the writer end or break off.
  explicit AppendClient(Greeted greeted, std::function<void()> ended = {});
  // Waits for what is unanswered.
  ~AppendClient();
  AppendClient(const AppendClient&) = delete;
  AppendClient& operator=(const AppendClient&) = delete;

  // As Engine::append, in the writer. Waits while the writer has no room. When the writer breaks off,
  // what it has not answered is `unknown`: it may be recorded, and sending it again is safe. Once
  // it has ended an error, kUnavailable: nothing was sent.
  Status append(const std::vector<SentEvent>& events, const AppendOptions& options,
                AppendAnswer answer);
  // Waits until everything sent so far is answered.
  void drain();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
