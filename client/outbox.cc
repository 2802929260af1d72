#include "client/outbox.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "client/limits.h"

namespace dangol {

namespace {

bool passes(OutcomeCode code) {
  return code == OutcomeCode::kUnavailable || code == OutcomeCode::kUnknown;
}

bool passes(ErrorCode code) {
  return code == ErrorCode::kOverloaded || code == ErrorCode::kUnavailable ||
         code == ErrorCode::kInUse;
}

}  // namespace

Outbox::Outbox(const ClientOptions& options, std::uint64_t seed,
               std::function<void(std::size_t)> released)
    : options_(options),
      backoff_(options.retries.first_wait, options.retries.longest_wait, seed),
      released_(std::move(released)) {}

void Outbox::add(Parcel parcel, Time now) {
  parcel.since = now;
  parcel.lane = std::hash<std::string_view>()(parcel.events.front().subject);
  ready_events_ += parcel.events.size();
  ready_bytes_ += parcel.bytes;
  ready_.push_back(std::move(parcel));
}

bool Outbox::fits(const Request& request, const Parcel& parcel) const {
  if (request.parcels.empty()) return true;
  const Parcel& first = request.parcels.front();
  return !parcel.alone && !parcel.unit && !first.alone && !first.unit &&
         first.as_recorded == parcel.as_recorded &&
         request.events + parcel.events.size() <= options_.batches.events &&
         request.bytes + parcel.bytes <= options_.batches.bytes;
}

bool Outbox::full() const {
  return ready_events_ >= options_.batches.events || ready_bytes_ >= options_.batches.bytes;
}

std::optional<Outbox::Next> Outbox::next(Time now) {
  if (ready_.empty() || now < not_before_ || on_their_way_.size() == kClientRequests) return {};
  if (!on_their_way_.empty() && !full() && now < ready_.front().since + options_.batches.linger) {
    return {};
  }
  const std::uint64_t id = ++last_id_;
  Request request;
  while (!ready_.empty()) {
    Parcel& parcel = ready_.front();
    const auto lane = lanes_.find(parcel.lane);
    const bool held = lane != lanes_.end() && lane->second.request != id;
    if (!held && !fits(request, parcel)) break;
    ready_events_ -= parcel.events.size();
    ready_bytes_ -= parcel.bytes;
    if (held) {
      ++held_;
      lane->second.held.push_back(std::move(parcel));
    } else {
      if (lane == lanes_.end()) lanes_[parcel.lane].request = id;
      request.events += parcel.events.size();
      request.bytes += parcel.bytes;
      request.parcels.push_back(std::move(parcel));
    }
    ready_.pop_front();
  }
  if (request.parcels.empty()) return {};
  const auto sent = on_their_way_.emplace(id, std::move(request)).first;
  return Next{id, &sent->second};
}

std::optional<Outbox::Time> Outbox::due() const {
  if (ready_.empty() || on_their_way_.size() == kClientRequests) return {};
  if (on_their_way_.empty() || full()) return not_before_;
  return std::max(not_before_, ready_.front().since + options_.batches.linger);
}

Outbox::Request Outbox::take(std::uint64_t id) {
  const auto found = on_their_way_.find(id);
  if (found == on_their_way_.end()) return {};
  Request request = std::move(found->second);
  on_their_way_.erase(found);
  return request;
}

// To the front: what comes again, and what waited behind it, stands before what came later.
void Outbox::put_back(std::vector<Parcel> first, std::vector<std::uint64_t> lanes) {
  for (const std::uint64_t key : lanes) {
    const auto lane = lanes_.find(key);
    if (lane == lanes_.end()) continue;  // several parcels shared it
    held_ -= lane->second.held.size();
    std::move(lane->second.held.begin(), lane->second.held.end(), std::back_inserter(first));
    lanes_.erase(lane);
  }
  for (const Parcel& parcel : first) {
    ready_events_ += parcel.events.size();
    ready_bytes_ += parcel.bytes;
  }
  ready_.insert(ready_.begin(), std::make_move_iterator(first.begin()),
                std::make_move_iterator(first.end()));
}

void Outbox::wait(Time now) {
  if (now < not_before_) return;  // what failed meanwhile was sent before the first failure
  not_before_ = now + backoff_.next();
}

void Outbox::answered(std::uint64_t id, Outcomes outcomes, Time now) {
  const auto found = on_their_way_.find(id);
  if (found == on_their_way_.end()) return;
  if (found->second.events != outcomes.size()) {
    return failed(id, "the server answered another number of events", now);
  }
  Request request = take(id);
  std::vector<Parcel> again;
  std::vector<std::uint64_t> lanes;
  auto outcome = outcomes.begin();
  for (Parcel& parcel : request.parcels) {
    const auto end_of = outcome + static_cast<std::ptrdiff_t>(parcel.events.size());
    lanes.push_back(parcel.lane);
    const auto passing =
        std::find_if(outcome, end_of, [](const Outcome& one) { return passes(one.code); });
    if (passing != end_of) {
      parcel.may_be_recorded |= std::any_of(
          outcome, end_of, [](const Outcome& one) { return one.code == OutcomeCode::kUnknown; });
      parcel.reason = std::move(passing->reason);
      again.push_back(std::move(parcel));
    } else {
      end(std::move(parcel), {std::make_move_iterator(outcome), std::make_move_iterator(end_of)});
    }
    outcome = end_of;
  }
  if (again.empty()) {
    backoff_.reset();
  } else {
    wait(now);
  }
  put_back(std::move(again), std::move(lanes));
}

void Outbox::again(std::uint64_t id, Time now, const std::string& why, bool may_be_recorded) {
  Request request = take(id);
  if (request.parcels.empty()) return;
  wait(now);
  std::vector<std::uint64_t> lanes;
  for (Parcel& parcel : request.parcels) {
    parcel.may_be_recorded |= may_be_recorded;
    parcel.reason = why;
    lanes.push_back(parcel.lane);
  }
  put_back(std::move(request.parcels), std::move(lanes));
}

void Outbox::refused(std::uint64_t id, const Error& why, Time now) {
  if (passes(why.code)) return again(id, now, why.message, false);
  Request request = take(id);
  // Who may not send may not send any of them. Of anything else it may be one that is at fault.
  const bool apart = why.code != ErrorCode::kForbidden && request.parcels.size() > 1;
  std::vector<Parcel> back;
  std::vector<std::uint64_t> lanes;
  for (Parcel& parcel : request.parcels) {
    lanes.push_back(parcel.lane);
    parcel.alone = true;
    if (apart) {
      back.push_back(std::move(parcel));
    } else {
      end_with(std::move(parcel), OutcomeCode::kRejected, why.message);
    }
  }
  put_back(std::move(back), std::move(lanes));
}

void Outbox::failed(std::uint64_t id, const std::string& why, Time now) {
  const auto found = on_their_way_.find(id);
  if (found == on_their_way_.end()) return;
  // Should one of them be what fails it, the others go on.
  for (Parcel& parcel : found->second.parcels) parcel.alone = true;
  again(id, now, why, true);
}

void Outbox::lost(const std::string& why) {
  std::vector<Parcel> all;
  std::vector<std::uint64_t> lanes;
  for (auto& [id, request] : on_their_way_) {
    for (Parcel& parcel : request.parcels) {
      parcel.may_be_recorded = true;
      parcel.reason = why;
      lanes.push_back(parcel.lane);
      all.push_back(std::move(parcel));
    }
  }
  on_their_way_.clear();
  put_back(std::move(all), std::move(lanes));
}

void Outbox::end(Parcel parcel, Outcomes outcomes) {
  Appending& of = *parcel.of;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].code == OutcomeCode::kDuplicate && parcel.may_be_recorded) {
      outcomes[i].code = OutcomeCode::kRecorded;  // by a request of ours that was not answered
    }
    of.outcomes[parcel.first + i] = std::move(outcomes[i]);
  }
  of.unanswered -= outcomes.size();
  released_(parcel.bytes);
  if (of.unanswered == 0) of.told(std::move(of.outcomes));
}

void Outbox::end_with(Parcel parcel, OutcomeCode code, const std::string& reason) {
  Outcome outcome;
  outcome.code = code;
  outcome.reason = reason;
  Outcomes outcomes(parcel.events.size(), outcome);
  end(std::move(parcel), std::move(outcomes));
}

void Outbox::give_up(Parcel parcel) {
  const std::string reason =
      "was not answered in time" + (parcel.reason.empty() ? std::string() : ": " + parcel.reason);
  const OutcomeCode code =
      parcel.may_be_recorded ? OutcomeCode::kUnknown : OutcomeCode::kUnavailable;
  end_with(std::move(parcel), code, reason);
}

// `ends`: takes a parcel and returns true, or leaves it.
template <class Ends>
void Outbox::end_those(const Ends& ends) {
  std::erase_if(ready_, [&](Parcel& parcel) {
    const std::size_t events = parcel.events.size(), bytes = parcel.bytes;
    if (!ends(parcel)) return false;
    ready_events_ -= events;
    ready_bytes_ -= bytes;
    return true;
  });
  for (auto& [key, lane] : lanes_) held_ -= std::erase_if(lane.held, ends);
}

void Outbox::expire(Time now) {
  end_those([&](Parcel& parcel) {
    if (now - parcel.since < options_.retries.give_up_after) return false;
    give_up(std::move(parcel));
    return true;
  });
}

void Outbox::end_all(OutcomeCode code, const std::string& reason) {
  end_those([&](Parcel& parcel) {
    const bool unknown = parcel.may_be_recorded;
    end_with(std::move(parcel), unknown ? OutcomeCode::kUnknown : code, reason);
    return true;
  });
}

}  // namespace dangol
