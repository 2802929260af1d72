// The engine: events in, outcomes out, everything acknowledged on disk. Embeds in any C++ program; the
// actors behind it are not visible here.
//
// A write that the disk does not confirm ends a generation, not the program: those in flight are told
// `unknown` (what was being written) or `unavailable` (all else), the databases are closed and opened
// again, as often as it takes, and the engine goes on with what is on disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/alarm_bell.h"
#include "actors/engine_limits.h"
#include "actors/forgetting.h"
#include "actors/submission.h"
#include "events/clock.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

// How an engine fares.
struct EngineHealth {
  bool serving = false;
  std::uint64_t generation = 0;   // since the engine started, from 1
  Epoch epoch;                    // of the log, under which this generation writes
  std::string reason;             // why the last generation ended, or none can begin; may be empty
  std::string clock_stopped;      // why nothing lapses; empty while the clock is believed
  std::string alarms_failed;      // why alarms cannot be read; empty while they can
  std::size_t awake_streams = 0;  // in memory
  std::size_t awake_bytes = 0;    // what these weigh
  std::uint64_t woken = 0;        // streams brought into memory in this generation
  std::uint64_t fell_asleep = 0;  // of these, let go
  std::uint64_t reads = 0;        // of the store, since the engine started
};

class Engine {
 public:
  struct Options {
    std::uint32_t shards = 4;
    std::size_t reader_threads = 2;
    std::size_t worker_threads = 0;  // 0: one a core
    std::size_t in_flight_bytes = kInFlightBytes;
    std::size_t awake_bytes = kAwakeBytes;
    Clock clock = system_clock();
    Clock uptime = uptime_clock();   // against which the clock is watched
    std::string boot = this_boot();  // since which that counts
    // Who looks whether something is due: the engine itself, or a program that owns its time.
    AlarmBell::Drive alarms = AlarmBell::Drive::kThread;
    std::chrono::milliseconds reopen_first = kReopenFirst;
    std::chrono::milliseconds reopen_last = kReopenLast;
  };

  // Takes the log (fencing earlier owners), resends what other streams still have to record, and
  // starts the actors. `store` outlives the engine, and while the engine stands it is read through
  // read() only.
  static Result<std::unique_ptr<Engine>> start(Store& store, Options options);
  // Waits until everything admitted is answered, then stops.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Hands in up to kMaxBatchEvents events of up to kMaxBatchBytes; `done` gets one outcome an event,
  // in order. Waits while the budget is used up. An error means that nothing was admitted and `done`
  // is never called: kRejected when the batch itself is wrong, kUnavailable while the store is being
  // opened again or the disk is nearly full. Thread-safe.
  Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done);
  // The same, but answers kOverloaded instead of waiting. After an error `events` are as they were.
  Status try_append(std::vector<SentEvent>&& events, AppendOptions options, AppendDone done);
  // Appends and waits for the outcomes; a refusal of the whole batch becomes each event's outcome.
  Outcomes append_and_wait(std::vector<SentEvent> events, AppendOptions options = {});

  // Runs `read` on the caller's thread while the store stands still; waits while somebody is being
  // forgotten; kUnavailable while the store is being opened again. What it sees is on disk. It must be short (page a long read) and must not call
  // the engine: opening again waits for it. Returns what `read` returns. Thread-safe.
  Status read(const std::function<Status(Store&)>& read) const;

  // `told` learns that there may be new records, on an engine thread: it must not wait, nor call the
  // engine. Empty: nobody. The one before is not called any more when this returns. Thread-safe.
  void on_settled(std::function<void(const Settled&)> told);

  // As forget() of actors/forgetting.h, with the store to itself: waits until what is in flight is
  // answered; who comes meanwhile waits. All streams leave memory. kUnavailable while the store is
  // being opened again. Thread-safe.
  Result<ForgetPlan> forget(const ForgetRequest& request);
  // Any other work that needs the store to itself, in the same way. Fails it with anything but kRejected
  // or kNotFound, the store is opened again, which finishes what was begun. Thread-safe.
  Status alone(const std::function<Status(Store&, const Clock&)>& work);

  // Asks the streams whose alarms are due, as many as may be asked at once; drain() waits for what
  // they answer. For a program that owns its time. kUnavailable while the store is being opened
  // again. Thread-safe.
  Status ring_alarms();
  // An operator says that the wall clock is right as it is: after a jump nothing lapses until then.
  // Thread-safe.
  void confirm_clock();

  // For a program that has nothing to do: lets go of memory that only makes things faster. Streams that
  // were not used lately fall asleep, the store's caches are emptied. Takes as long as
  // Store::give_back(); appends and reads go on. Thread-safe; not inside read().
  void give_back();

  // Waits until everything admitted so far is answered, what it caused on other streams included.
  void drain();
  // Thread-safe.
  EngineHealth health() const;

 private:
  class Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol
