#include "client/client.h"

#include <algorithm>
#include <utility>

#include "client/client_impl_kj.h"
#include "client/limits.h"
#include "events/cloudevents.h"

namespace dangol {

namespace {

using WhenNoRoom = ClientMailbox::WhenNoRoom;

Status usable(const ClientOptions& options) {
  const auto wrong = [](std::string message) {
    return Error{ErrorCode::kUsage, std::move(message)};
  };
  const std::size_t colon = options.server.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == options.server.size()) {
    return wrong("server: is no host and port");
  }
  const ClientBatches& batches = options.batches;
  if (batches.events == 0 || batches.events > kMaxBatchEvents) {
    return wrong("batches.events: is not 1 to " + std::to_string(kMaxBatchEvents));
  }
  if (batches.bytes == 0 || batches.bytes > kMaxBatchBytes) {
    return wrong("batches.bytes: is not 1 to " + std::to_string(kMaxBatchBytes));
  }
  const ClientRetries& retries = options.retries;
  if (retries.first_wait.count() < 1 || retries.longest_wait < retries.first_wait) {
    return wrong("retries: the first wait is at least 1 ms, and no longer than the longest");
  }
  if (options.max_bytes == 0) return wrong("max_bytes: is 0");
  return Done{};
}

std::size_t bytes_of(const SentEvent& event) {
  return event.event.view().size() + event.subject.size() + event.correlation_id.size() +
         event.causation_id.size();
}

Outcome outcome_of(OutcomeCode code, std::string reason) {
  Outcome outcome;
  outcome.code = code;
  outcome.reason = std::move(reason);
  return outcome;
}

// Why an event cannot be sent; empty: it can.
std::string unsendable(const SentEvent& event) {
  if (event.subject.empty()) return "subject is missing";
  if (event.event.empty()) return "the event is missing";
  if (event.event.view().size() > kMaxEventBytes) return "the event is too large";
  return {};
}

// Why events cannot be one unit.
std::string no_unit(const std::vector<SentEvent>& events, std::size_t bytes) {
  if (events.size() > kMaxBatchEvents || bytes > kMaxBatchBytes) {
    return "a unit has at most " + std::to_string(kMaxBatchEvents) + " events and " +
           std::to_string(kMaxBatchBytes) + " bytes";
  }
  for (const SentEvent& event : events) {
    if (event.subject != events.front().subject) return "a unit is of one subject";
    if (std::string why = unsendable(event); !why.empty()) return why;
  }
  return {};
}

// The parcels of one append, and what they weigh. What cannot be sent has its outcome already.
struct Packed {
  std::vector<Parcel> parcels;
  std::size_t bytes = 0;
  std::shared_ptr<Appending> of = std::make_shared<Appending>();

  void add(std::vector<SentEvent> events, SendingAs as, std::size_t first) {
    Parcel parcel;
    for (const SentEvent& event : events) parcel.bytes += bytes_of(event) + kClientEventBytes;
    parcel.events = std::move(events);
    parcel.as_recorded = as.as_recorded;
    parcel.unit = as.unit;
    parcel.of = of;
    parcel.first = first;
    of->unanswered += parcel.events.size();
    bytes += parcel.bytes;
    parcels.push_back(std::move(parcel));
  }
};

Packed pack(std::vector<SentEvent>& events, SendingAs as) {
  Packed packed;
  packed.of->outcomes.resize(events.size());
  if (as.unit) {
    std::size_t bytes = 0;
    for (const SentEvent& event : events) bytes += bytes_of(event);
    if (const std::string why = no_unit(events, bytes); !why.empty()) {
      packed.of->outcomes.assign(events.size(), outcome_of(OutcomeCode::kRejected, why));
    } else if (!events.empty()) {
      packed.add(std::move(events), as, 0);
    }
    return packed;
  }
  packed.parcels.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (std::string why = unsendable(events[i]); !why.empty()) {
      packed.of->outcomes[i] = outcome_of(OutcomeCode::kRejected, std::move(why));
      continue;
    }
    std::vector<SentEvent> one;
    one.push_back(std::move(events[i]));
    packed.add(std::move(one), as, i);
  }
  return packed;
}

}  // namespace

Client::Impl::~Impl() {
  mailbox_->post([loop = loop_] { loop->stop(); });
  if (thread_.joinable()) thread_.join();
}

Status Client::Impl::start() {
  if (Status checked = usable(options_); !checked.ok()) return checked;
  std::promise<Status> entered;
  std::future<Status> told = entered.get_future();
  std::promise<ClientLoop*> made;
  std::future<ClientLoop*> loop = made.get_future();
  thread_ = std::thread([this, &made, entered = std::move(entered)]() mutable {
    ClientLoop here(options_, *mailbox_);
    made.set_value(&here);
    here.run(std::move(entered));
  });
  loop_ = loop.get();
  return told.get();
}

bool Client::Impl::send(std::vector<SentEvent>& events, SendingAs as,
                        std::function<void(Outcomes)> told, WhenNoRoom when_no_room) {
  Packed packed = pack(events, as);
  packed.of->told = std::move(told);
  if (packed.of->unanswered == 0) {
    packed.of->told(std::move(packed.of->outcomes));
    return true;
  }
  if (mailbox_->send(packed.parcels, packed.bytes, when_no_room)) return true;
  // Back to where they were.
  for (Parcel& parcel : packed.parcels) {
    if (parcel.unit) {
      events = std::move(parcel.events);
    } else {
      events[parcel.first] = std::move(parcel.events.front());
    }
  }
  return false;
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::connect(ClientOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (Status started = impl->start(); !started.ok()) return started.error();
  return std::unique_ptr<Client>(new Client(std::move(impl)));
}

void Client::append(std::vector<SentEvent> events, SendingAs as,
                    std::function<void(Outcomes)> told) {
  // It waits for room, so it is not left but by who appends while the client is destroyed.
  const std::size_t count = events.size();
  if (impl_->send(events, as, told, WhenNoRoom::kWait)) return;
  told(Outcomes(count, outcome_of(OutcomeCode::kUnavailable, "the client has ended")));
}

std::future<Outcomes> Client::append(std::vector<SentEvent> events, SendingAs as) {
  auto told = std::make_shared<std::promise<Outcomes>>();
  append(std::move(events), as,
         [told](Outcomes outcomes) { told->set_value(std::move(outcomes)); });
  return told->get_future();
}

std::future<Outcome> Client::append(SentEvent event) {
  auto told = std::make_shared<std::promise<Outcome>>();
  std::vector<SentEvent> one;
  one.push_back(std::move(event));
  append(std::move(one), {},
         [told](Outcomes outcomes) { told->set_value(std::move(outcomes.front())); });
  return told->get_future();
}

std::future<Outcome> Client::append(std::string_view json) {
  thread_local CloudEventsReader reader;
  Result<SentEvent> event = reader.read(json);
  if (event.ok()) return append(std::move(event).value());
  std::promise<Outcome> told;
  told.set_value(outcome_of(OutcomeCode::kRejected, event.error().message));
  return told.get_future();
}

Result<std::future<Outcome>> Client::try_append(SentEvent&& event) {
  auto told = std::make_shared<std::promise<Outcome>>();
  std::vector<SentEvent> one;
  one.push_back(std::move(event));
  if (impl_->send(
          one, {}, [told](Outcomes outcomes) { told->set_value(std::move(outcomes.front())); },
          WhenNoRoom::kLeave)) {
    return told->get_future();
  }
  event = std::move(one.front());
  return Error{ErrorCode::kOverloaded, "too much is unanswered"};
}

}  // namespace dangol
