// What a client has to send, and what it does with the answers: batching, retries under the same ids, and the
// order of each subject's events. Pure: who sends, and what time it is, is told.
//
// The order is kept because an event leaves only while no earlier one of its subject is on its way in another
// request: those wait in the subject's lane. So whatever becomes of a request, what follows it has not overtaken.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "client/backoff.h"
#include "client/options.h"
#include "events/event.h"
#include "events/outcome.h"

namespace dangol {

// What one call appended, while some of it is unanswered.
struct Appending {
  Outcomes outcomes;
  std::size_t unanswered = 0;
  std::function<void(Outcomes)> told;
};

// What is sent and answered as a whole: one event, or a unit. All of one subject.
struct Parcel {
  std::vector<SentEvent> events;
  std::size_t bytes = 0;
  bool as_recorded = false;
  bool unit = false;
  std::shared_ptr<Appending> of;
  std::size_t first = 0;  // among the outcomes of `of`

  // For the outbox.
  std::chrono::steady_clock::time_point since = {};
  std::uint64_t lane = 0;
  bool alone = false;            // nothing else is in its request: one of those with it was refused
  bool may_be_recorded = false;  // it was sent, and not answered
  std::string reason = {};       // why it was not recorded so far
};

// One thread's.
class Outbox {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // `released`: told how many bytes are answered. `seed` is for the waits.
  Outbox(const ClientOptions& options, std::uint64_t seed,
         std::function<void(std::size_t)> released);

  void add(Parcel parcel, Time now);

  struct Request {
    std::vector<Parcel> parcels;
    std::size_t events = 0;
    std::size_t bytes = 0;
  };
  struct Next {
    std::uint64_t id = 0;
    const Request* request = nullptr;  // until it is answered, refused or lost
  };
  // What is to be sent now.
  std::optional<Next> next(Time now);
  // When next() may have something, should nothing else happen; nullopt: it depends on something else.
  std::optional<Time> due() const;

  // Of the request `id`; of one that is not on its way (any more): nothing happens.
  void answered(std::uint64_t id, Outcomes outcomes, Time now);
  // The server took nothing of it.
  void refused(std::uint64_t id, const Error& why, Time now);
  // It is not known what became of the request; the connection goes on.
  void failed(std::uint64_t id, const std::string& why, Time now);
  // As of all that are on their way: the connection has gone.
  void lost(const std::string& why);

  // Ends what is not on its way and has waited too long.
  void expire(Time now);
  // Ends everything that is not on its way, for that reason.
  void end_all(OutcomeCode code, const std::string& reason);

  bool empty() const { return ready_.empty() && on_their_way_.empty() && held_ == 0; }
  std::size_t requests() const { return on_their_way_.size(); }

 private:
  struct Lane {
    std::uint64_t request = 0;
    std::deque<Parcel> held;
  };
  bool fits(const Request& request, const Parcel& parcel) const;
  bool full() const;
  Request take(std::uint64_t id);
  void put_back(std::vector<Parcel> first, std::vector<std::uint64_t> lanes);
  void again(std::uint64_t id, Time now, const std::string& why, bool may_be_recorded);
  void wait(Time now);
  void end(Parcel parcel, Outcomes outcomes);
  void end_with(Parcel parcel, OutcomeCode code, const std::string& reason);
  void give_up(Parcel parcel);
  template <class Ends>
  void end_those(const Ends& ends);

  const ClientOptions options_;
  Backoff backoff_;
  const std::function<void(std::size_t)> released_;
  std::deque<Parcel> ready_;
  std::size_t ready_events_ = 0;
  std::size_t ready_bytes_ = 0;
  std::size_t held_ = 0;  // parcels in lanes
  std::map<std::uint64_t, Request> on_their_way_;
  // By a hash of the subject: two that share one wait for each other, which harms nobody.
  std::unordered_map<std::uint64_t, Lane> lanes_;
  std::uint64_t last_id_ = 0;
  Time not_before_ = {};
};

}  // namespace dangol
