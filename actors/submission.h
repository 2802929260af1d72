// What one sender handed in at once, on its way through the shards and back.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/event.h"
#include "events/limits.h"
#include "events/outcome.h"

namespace dangol {

// Whether history from elsewhere is recorded as it was told (DOMAIN rules that guard decisions made
// here are then lifted), or events are decided here and now.
enum class Recording : std::uint8_t { kDecided, kAsRecorded };

// Who speaks: a sender from outside, or Dangol itself (its clock, the other side of a record that
// concerns two streams, what it says of its own log on `heads/main`, what follows from records, or
// somebody being forgotten). No message from another process can claim anything but kSender.
enum class Origin : std::uint8_t { kSender, kClock, kMirror, kLog, kReaction, kForget };

// Asks a stream what its clock has to say, in place of an event that was sent: the promise whose
// window ended first, if it ended by `now`, has lapsed.
struct Ring {
  Micros due;  // of the alarm's row
  Micros now;
};

struct AppendOptions {
  Recording recording = Recording::kDecided;
  Origin origin = Origin::kSender;
  // All events are of one subject and are recorded all or none, in one frame.
  bool unit = false;
  // The side row that asked for this append; it is deleted in the frame that answers it.
  std::string settles_row;
  // The submission is an alarm: its one event has a subject and nothing else.
  std::optional<Ring> ring;
};

// What is told of a frame of records once it is stored.
struct Settled {
  // Records in it may show what several customers have in common.
  bool may_concern_many = false;
};

// What a sender is told when an error kept its event from being recorded: wrong input is rejected,
// anything else unavailable.
inline Outcome refused_outcome(const Error& error) {
  Outcome outcome;
  outcome.code = error.code == ErrorCode::kRejected || error.code == ErrorCode::kUsage
                     ? OutcomeCode::kRejected
                     : OutcomeCode::kUnavailable;
  outcome.reason = error.message;
  return outcome;
}
// Called exactly once, from an engine thread; must be quick and must not call back into the engine
// in a way that waits.
using AppendDone = std::function<void(Outcomes)>;

// One append call. Its events are divided over shards; each index of `outcomes` has one writer at a
// time, and the thread that answers the last event calls `done`.
class Submission {
 public:
  Submission(std::vector<SentEvent> sent, AppendOptions how, AppendDone when_done)
      : events(std::move(sent)),
        options(std::move(how)),
        outcomes(events.size()),
        unanswered_(events.size()),
        done_(std::move(when_done)) {
    subject_hashes.reserve(events.size());
    for (const SentEvent& event : events) {
      subject_hashes.push_back(std::hash<std::string_view>{}(event.subject));
    }
  }

  std::vector<SentEvent> events;
  const AppendOptions options;
  Outcomes outcomes;
  std::vector<std::size_t> subject_hashes;  // std::hash of each event's subject, computed once

  // Takes room for one record in the frame that they all travel in; false when there is none left:
  // sealing can make an event many times larger than it was sent. Thread-safe.
  bool take_room(std::size_t record_bytes) {
    return sealed_bytes_.fetch_add(record_bytes, std::memory_order_relaxed) + record_bytes <=
           kMaxSealedBatchBytes;
  }

  // Tells that `count` more events have their final outcome.
  void answered(std::size_t count) {
    if (unanswered_.fetch_sub(count, std::memory_order_acq_rel) == count) {
      done_(std::move(outcomes));
    }
  }

 private:
  std::atomic<std::size_t> unanswered_;
  std::atomic<std::size_t> sealed_bytes_ = 0;
  AppendDone done_;
};

using SubmissionPtr = std::shared_ptr<Submission>;

}  // namespace dangol
