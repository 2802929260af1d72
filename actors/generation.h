// One generation of the engine: a claim on the log, and the actors that stand on it. It ends with the
// first write that is not confirmed; all its memory is then dropped unread, and the next one begins
// with what is on disk. So no message and no state of an old generation can reach a new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/admission.h"
#include "actors/alarm_bell.h"
#include "actors/awake_count.h"
#include "actors/submission.h"
#include "events/clock.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

class Stepping;

class Generation {
 public:
  struct Options {
    std::uint32_t shards = 1;
    std::size_t reader_threads = 1;
    std::size_t worker_threads = 0;  // 0: one a core
    std::size_t awake_bytes = 0;     // of streams in memory, over all shards
    Clock clock = system_clock();
    ClockWatch* watch = nullptr;  // required; outlives the generation
    AlarmBell::Drive alarms = AlarmBell::Drive::kThread;
    // Runs all of it, and outlives it; nullptr: threads do.
    Stepping* stepping = nullptr;
    // Told of every frame that is stored, on an engine thread; must not wait.
    std::function<void(const Settled&)> settled;
    // Called once, from an engine thread, when the generation ends by itself, with the reason.
    std::function<void(const std::string&)> failed;
  };

  // Claims the log, fencing earlier owners, sends again what other streams still owe, and asks the
  // streams whose alarms are due. What is
  // submitted was entered into `admission` and leaves it when answered. `store` and `admission`
  // outlive the generation. Errors as EventLog says.
  static Result<std::unique_ptr<Generation>> start(Store& store, Admission& admission,
                                                   Options options);
  // REQUIRES: everything submitted is answered.
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  Epoch epoch() const;
  const AwakeCount& awake() const;  // thread-safe
  // Asks the streams whose alarms are due. Thread-safe, while the generation stands.
  void ring_alarms();
  // Lets streams fall asleep, who was used least recently first, until the rest takes so many bytes. Does
  // not wait. Thread-safe.
  void let_sleep(std::size_t awake_bytes);
  // Why alarms cannot be read; empty while they can. Thread-safe.
  std::string alarm_failure() const;
  // Takes what holds `bytes` of the admission. Thread-safe.
  void submit(std::vector<SentEvent> events, AppendOptions options, std::size_t bytes,
              AppendDone done);

 private:
  class Actors;
  explicit Generation(std::unique_ptr<Actors> actors);
  std::unique_ptr<Actors> actors_;
};

// What an event weighs against the admission budget.
std::size_t admitted_bytes(const SentEvent& event);

}  // namespace dangol
