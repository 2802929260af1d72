// The engine: events in, outcomes out, everything acknowledged on disk. Embeds in any C++ program; the
// actors behind it are not visible here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/submission.h"
#include "events/clock.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

class Engine {
 public:
  struct Options {
    std::uint32_t shards = 4;
    std::size_t reader_threads = 2;
    std::size_t worker_threads = 0;          // 0: one a core
    std::size_t in_flight_bytes = 64 << 20;  // admission budget over all senders
    Clock clock = system_clock();
  };

  // Takes the log (fencing earlier owners), resends what other streams still have to record, and
  // starts the actors. `store` outlives the engine.
  static Result<std::unique_ptr<Engine>> start(Store& store, Options options);
  // Waits until everything admitted is answered, then stops.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Hands in up to kMaxBatchEvents events of up to kMaxBatchBytes; `done` gets one outcome an event,
  // in order. Waits while the budget is used up. An error means that nothing was admitted and `done`
  // is never called. Thread-safe.
  Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done);
  // The same, but answers kOverloaded instead of waiting.
  Status try_append(std::vector<SentEvent> events, AppendOptions options, AppendDone done);
  // Appends and waits for the outcomes; a refusal of the whole batch becomes each event's outcome.
  Outcomes append_and_wait(std::vector<SentEvent> events, AppendOptions options = {});

  // Waits until everything admitted so far is answered, what it caused on other streams included.
  void drain();
  // Why nothing is recorded any more; empty while all is well. Thread-safe.
  std::string failure() const;

 private:
  class Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
