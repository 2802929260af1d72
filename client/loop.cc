// See line.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <random>
#include <utility>

#include <kj/debug.h>

#include "client/loop_io_kj.h"
#include "client/loop_kj.h"
#include "client/wire_capnp.h"

namespace dangol {

namespace {

using Steady = std::chrono::steady_clock;

// How often events are looked at whose time may be over.
constexpr std::chrono::milliseconds kLook{100};

std::uint64_t any_seed() { return std::random_device()(); }

// Words that a request with so many bytes of events takes, about.
capnp::MessageSize size_hint(const Outbox::Request& request) {
  return {(request.bytes + request.events * 128) / sizeof(capnp::word) + 64, 0};
}

kj::Exception no_answer() { return KJ_EXCEPTION(DISCONNECTED, "no answer in time"); }

}  // namespace

ClientLoop::ClientLoop(const ClientOptions& options, ClientMailbox& mailbox)
    : options_(options),
      mailbox_(mailbox),
      io_(make_loop_io()),
      outbox_(options, any_seed(), [&mailbox](std::size_t bytes) { mailbox.released(bytes); }),
      backoff_(options.retries.first_wait, options.retries.longest_wait, any_seed()),
      tasks_(new kj::TaskSet(*this)) {}

void ClientLoop::run(std::promise<Status> entered) {
  entered_ = std::move(entered);
  begin_ = Steady::now();
  auto stop = kj::newPromiseAndFulfiller<void>();
  stop_ = kj::mv(stop.fulfiller);
  Result<std::unique_ptr<ClientConnector>> connector = ClientConnector::make(options_, io_);
  if (connector.ok()) {
    connector_ = std::move(connector).value();
    add(serve_mail());
    add(stay_connected());
    add(look_again());
    stop.promise.wait(io_.waitScope);
  } else {
    tell_entered(connector.error());
  }
  tasks_.reset();  // what waits for an answer is told that there will be none
  waiting_.clear();
  outbox_.lost("the client has ended");
  ClientMailbox::Mail left = mailbox_.close();
  for (Parcel& parcel : left.parcels) outbox_.add(std::move(parcel), Steady::now());
  outbox_.end_all(OutcomeCode::kUnavailable, "the client has ended");
}

void ClientLoop::stop() {
  stop_by_ = Steady::now() + options_.drain_timeout;
  if (outbox_.empty()) stop_->fulfill();
}

void ClientLoop::tell_entered(Status status) {
  if (!entered_) return;
  const bool go_on = status.ok();
  std::exchange(entered_, {})->set_value(std::move(status));
  if (!go_on) stop_->fulfill();
}

kj::Promise<void> ClientLoop::serve_mail() {
  return mailbox_.take().then([this](ClientMailbox::Mail mail) {
    const Time now = Steady::now();
    for (Parcel& parcel : mail.parcels) outbox_.add(std::move(parcel), now);
    for (const ClientMailbox::Job& job : mail.jobs) job();
    pump();
    return serve_mail();
  });
}

kj::Promise<void> ClientLoop::after(Steady::duration wait) {
  const auto micros = std::chrono::ceil<std::chrono::microseconds>(wait).count();
  return timer().afterDelay(std::max<std::int64_t>(micros, 0) * kj::MICROSECONDS);
}

// What waits too long, and who waits for the end.
kj::Promise<void> ClientLoop::look_again() {
  return after(kLook).then([this] {
    const Time now = Steady::now();
    outbox_.expire(now);
    if (stop_by_ && (outbox_.empty() || now >= *stop_by_)) stop_->fulfill();
    return look_again();
  });
}

kj::Promise<void> ClientLoop::stay_connected() {
  auto late = after(options_.connect_timeout).then([]() -> Result<kj::Own<ClientLine>> {
    kj::throwFatalException(no_answer());
  });
  return kj::evalNow([this] { return connector_->connect(); })
      .exclusiveJoin(kj::mv(late))
      .then(
          [this](Result<kj::Own<ClientLine>> line) -> kj::Promise<void> {
            if (line.ok()) return connected(std::move(line).value());
            not_let_in(line.error());
            return kj::READY_NOW;
          },
          [this](kj::Exception&& why) -> kj::Promise<void> {
            not_reached(why);
            return kj::READY_NOW;
          })
      .then([this] { return after(backoff_.next()); })
      .then([this] { return stay_connected(); });
}

kj::Promise<void> ClientLoop::connected(kj::Own<ClientLine> line) {
  auto gone = line->gone();
  line_ = kj::mv(line);
  refused_.reset();
  backoff_.reset();
  tell_entered(Done{});
  for (auto& waiting : std::exchange(waiting_, {})) waiting->fulfill();
  pump();
  return gone.then([] {}, [](kj::Exception&&) {}).then([this] {
    line_ = nullptr;
    outbox_.lost("the connection broke off");
    outbox_.expire(Steady::now());
  });
}

void ClientLoop::not_let_in(const Error& why) {
  if (why.code == ErrorCode::kForbidden || why.code == ErrorCode::kUsage) {
    tell_entered(why);
    refused_ = why;
    outbox_.end_all(OutcomeCode::kRejected, why.message);
    for (auto& waiting : std::exchange(waiting_, {})) waiting->fulfill();
  } else if (Steady::now() - begin_ >= options_.connect_timeout) {
    tell_entered(why);
  }
}

void ClientLoop::not_reached(const kj::Exception& why) {
  if (Steady::now() - begin_ < options_.connect_timeout) return;
  tell_entered(Error{ErrorCode::kUnavailable,
                     std::string("the server was not reached: ") + why.getDescription().cStr()});
}

void ClientLoop::wake_at(Time when) {
  if (wake_ && *wake_ <= when) return;
  wake_ = when;
  add(after(when - Steady::now()).then([this, when] {
    if (wake_ != when) return;
    wake_.reset();
    pump();
  }));
}

void ClientLoop::pump() {
  const auto may_send = [this] {
    KJ_IF_MAYBE (line, line_) return !(*line)->over();
    return false;
  };
  while (may_send()) {
    const auto next = outbox_.next(Steady::now());
    if (!next) break;
    send(*next);
  }
  if (!may_send()) return;
  if (const auto due = outbox_.due()) wake_at(*due);
}

void ClientLoop::send(const Outbox::Next& next) {
  const std::uint64_t id = next.id;
  auto& line = *KJ_ASSERT_NONNULL(line_);
  auto request = line.session().appendRequest(size_hint(*next.request));
  const auto unwritable = kj::runCatchingExceptions([&] {
    auto batch = request.initBatch();
    const Parcel& first = next.request->parcels.front();
    batch.setAsRecorded(first.as_recorded);
    batch.setUnit(first.unit);
    batch.setWhenFull(wire::WhenFull::WAIT);
    auto events = batch.initEvents(static_cast<unsigned>(next.request->events));
    unsigned at = 0;
    for (const Parcel& parcel : next.request->parcels) {
      for (const SentEvent& event : parcel.events) write_event(event, events[at++]);
    }
  });
  if (unwritable != nullptr) {
    outbox_.refused(id, {ErrorCode::kRejected, "the event is no message"}, Steady::now());
    return;
  }
  auto late =
      after(options_.request_timeout).then([]() -> capnp::Response<wire::Session::AppendResults> {
        kj::throwFatalException(no_answer());
      });
  kj::Promise<capnp::Response<wire::Session::AppendResults>> answer = request.send();
  add(answer.exclusiveJoin(kj::mv(late))
          .then([this, id](capnp::Response<wire::Session::AppendResults> response) {
            const auto appended = response.getAppended();
            const Time now = Steady::now();
            switch (appended.which()) {
              case wire::Appended::OUTCOMES:
                return outbox_.answered(id, read_outcomes(appended.getOutcomes().getOutcomes()),
                                        now);
              case wire::Appended::REFUSED: {
                const Error why = read_error(appended.getRefused());
                if (why.code == ErrorCode::kForbidden && enter_anew()) return;
                return outbox_.refused(id, why, now);
              }
              case wire::Appended::UNSET: break;
            }
            outbox_.failed(id, "the server answered something that is not known", now);
          })
          .catch_([this, id, over = &line](kj::Exception&& why) {
            switch (why.getType()) {
              case kj::Exception::Type::DISCONNECTED:
                // All that is on its way comes again, in its order, over the next line. Nothing leaves meanwhile.
                KJ_IF_MAYBE (line, line_) {
                  if (line->get() == over) (*line)->hang_up();
                }
                return;
              case kj::Exception::Type::UNIMPLEMENTED:
                outbox_.refused(id, {ErrorCode::kForbidden, "the server takes no events"},
                                Steady::now());
                return;
              case kj::Exception::Type::OVERLOADED:
              case kj::Exception::Type::FAILED: break;
            }
            outbox_.failed(id, "the server could not answer", Steady::now());
          })
          .then([this] {
            pump();
            if (stop_by_ && outbox_.empty()) stop_->fulfill();
          }));
}

kj::Promise<Result<wire::Session::Client>> ClientLoop::session() {
  KJ_IF_MAYBE (line, line_) return Result<wire::Session::Client>((*line)->session());
  auto pair = kj::newPromiseAndFulfiller<void>();
  waiting_.push_back(kj::mv(pair.fulfiller));
  return pair.promise.then([this]() -> kj::Promise<Result<wire::Session::Client>> {
    if (line_ == nullptr && refused_) return Result<wire::Session::Client>(*refused_);
    return session();
  });
}

void ClientLoop::read(std::shared_ptr<Reading> reading) {
  reading->until = Steady::now() + options_.request_timeout;
  auto late = after(options_.request_timeout).then([reading] {
    reading->fail({ErrorCode::kUnavailable, "was not answered in time"});
  });
  add(try_reading(reading).exclusiveJoin(kj::mv(late)));
}

kj::Promise<void> ClientLoop::try_reading(std::shared_ptr<Reading> reading) {
  return session()
      .then([reading](Result<wire::Session::Client> session) -> kj::Promise<void> {
        if (session.ok()) return reading->call(session.value());
        reading->fail(session.error());
        return kj::READY_NOW;
      })
      .catch_([this, reading](kj::Exception&& why) -> kj::Promise<void> {
        switch (why.getType()) {
          case kj::Exception::Type::DISCONNECTED:
          case kj::Exception::Type::OVERLOADED:
            return after(options_.retries.first_wait).then([this, reading] {
              return try_reading(reading);
            });
          case kj::Exception::Type::UNIMPLEMENTED:
            reading->fail({ErrorCode::kUsage, "the server does not know what was asked"});
            return kj::READY_NOW;
          case kj::Exception::Type::FAILED: break;
        }
        reading->fail({ErrorCode::kUnavailable, "the server could not answer"});
        return kj::READY_NOW;
      });
}

bool ClientLoop::enter_anew() {
  KJ_IF_MAYBE (line, line_) {
    if (!(*line)->over() && !connector_->token_changed()) return false;
    (*line)->hang_up();
  }
  return true;
}

kj::Promise<void> ClientLoop::line_gone() {
  KJ_IF_MAYBE (line, line_) return (*line)->gone();
  return kj::READY_NOW;
}

ClientLoop::Awaited ClientLoop::await_call() {
  auto pair = kj::newPromiseAndFulfiller<void>();
  calls_.emplace(++last_call_, kj::mv(pair.fulfiller));
  return {last_call_, kj::mv(pair.promise)};
}

void ClientLoop::call(std::uint64_t call) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  found->second->fulfill();
  calls_.erase(found);
}

void ClientLoop::taskFailed(kj::Exception&& exception) {
  // Tasks catch what a server can cause; what is left is a bug of ours.
  KJ_LOG(FATAL, "a client's loop failed", exception);
  std::abort();
}

}  // namespace dangol
