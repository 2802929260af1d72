// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <utility>

#include "client/wire_capnp.h"
#include "gateway/rpc/door_kj.h"
#include "gateway/rpc/event_stream_kj.h"
#include "gateway/rpc/sent_events_capnp.h"

namespace dangol {

namespace {

kj::Exception failed(const Error& why) {
  return kj::Exception(kj::Exception::Type::FAILED, "rpc", 0, kj::str(why.message.c_str()));
}

}  // namespace

RpcEventStream::RpcEventStream(kj::Own<RpcClient> client, const Principal& principal,
                               EventTerms terms, wire::OutcomeSink::Client outcomes)
    : client_(kj::mv(client)),
      terms_(std::move(terms)),
      outcomes_(kj::mv(outcomes)),
      appends_(client_->loop()) {
  ++client_->open.streams;
  busy_.emplace(kj::addRef(*client_));
  watch_ = until_ended(principal).eagerlyEvaluate(nullptr);
}

RpcEventStream::~RpcEventStream() noexcept(false) { --client_->open.streams; }

kj::Promise<void> RpcEventStream::until_ended(const Principal& principal) {
  auto shut_out = client_->loop().until_shut_out(principal).catch_([this](kj::Exception&&) {
    end({ErrorCode::kForbidden, "the token was revoked, or has expired"});
  });
  auto stopped = client_->door().stopped().then([this] {
    end({ErrorCode::kUnavailable, "the server ends"});
  });
  return until_silent().exclusiveJoin(kj::mv(shut_out)).exclusiveJoin(kj::mv(stopped));
}

kj::Promise<void> RpcEventStream::until_silent() {
  const auto silent = client_->loop().bounds().rpc.silence;
  return client_->loop().timer().afterDelay(silent.count() * kj::MILLISECONDS).then([this, silent] {
    if (std::chrono::steady_clock::now() - heard_ < silent) return until_silent();
    end({ErrorCode::kUnavailable, "the stream was silent for too long"});
    return kj::Promise<void>(kj::READY_NOW);
  });
}

void RpcEventStream::end(Error why) {
  if (!ended_) ended_ = std::move(why);
  rest();
}

void RpcEventStream::rest() {
  for (auto& one : std::exchange(waiting_, {})) one->fulfill();
  if (!ended_ || !sent_.empty() || !busy_) return;
  if (!done_) {
    auto request = outcomes_.endedRequest();
    write_error(*ended_, request.initReason());
    // Whether it hears it is its own matter.
    last_ = request.send().ignoreResult().eagerlyEvaluate([](kj::Exception&&) {});
  }
  busy_.reset();
}

kj::Promise<void> RpcEventStream::write(WriteContext context) {
  heard_ = std::chrono::steady_clock::now();
  if (ended_) return failed(*ended_);
  const auto events = context.getParams().getEvents();
  if (events.size() > kMaxBatchEvents) {
    end({ErrorCode::kRejected, "a batch of more than 1000 events"});
    return failed(*ended_);
  }
  written_ += events.size();
  EventBody body = read_sent_events(events, terms_);
  kj::Promise<Result<Outcomes>> answered = Result<Outcomes>(Outcomes());
  if (!body.events.empty()) {
    AppendOptions options;
    options.recording = terms_.recording;
    answered = appends_.add(std::move(body.events), std::move(options), WhenFull::kWait);
  }
  sent_.push_back({std::move(body), kj::mv(answered)});
  if (!telling_) {
    telling_ = true;
    tell_ = kj::evalLater([this] { return tell_all(); }).eagerlyEvaluate([this](kj::Exception&&) {
      sent_.clear();
      end({ErrorCode::kUnavailable, "the outcomes were not taken"});
    });
  }
  return until_at_most(kStreamBatches);
}

kj::Promise<void> RpcEventStream::tell_all() {
  if (sent_.empty()) {
    telling_ = false;
    return kj::READY_NOW;
  }
  auto answered = kj::mv(sent_.front().answered);
  return answered.then([this](Result<Outcomes> outcomes) {
    EventBody& body = sent_.front().body;
    body.merge(outcomes.ok() ? std::move(outcomes).value()
                             : Outcomes(body.places.size(), refused_outcome(outcomes.error())));
    return tell_front();
  });
}

kj::Promise<void> RpcEventStream::tell_front() {
  const Outcomes& outcomes = sent_.front().body.outcomes;
  const auto count = static_cast<unsigned>(outcomes.size());
  auto request = outcomes_.writeRequest(outcomes_size(count));
  request.setFirst(answered_);
  write_outcomes(outcomes, request.initOutcomes(count));
  auto late = client_->loop()
                  .timer()
                  .afterDelay(client_->loop().bounds().answer.count() * kj::MILLISECONDS)
                  .then([]() -> kj::Promise<void> {
                    return KJ_EXCEPTION(DISCONNECTED, "the client does not read its outcomes");
                  });
  return request.send().exclusiveJoin(kj::mv(late)).then([this, count] {
    answered_ += count;
    sent_.pop_front();
    rest();
    return tell_all();
  });
}

kj::Promise<void> RpcEventStream::until_at_most(std::size_t batches) {
  if (sent_.size() <= batches) return kj::READY_NOW;
  auto pair = kj::newPromiseAndFulfiller<void>();
  waiting_.push_back(kj::mv(pair.fulfiller));
  return pair.promise.then([this, batches] { return until_at_most(batches); });
}

kj::Promise<void> RpcEventStream::done(DoneContext context) {
  context.allowCancellation();
  return until_at_most(0).then([this, context]() mutable {
    auto ended = context.getResults().initEnded();
    ended.setWritten(written_);
    ended.setAnswered(answered_);
    if (ended_) write_error(*ended_, ended.initRefused());
    done_ = true;
    end({ErrorCode::kUsage, "the stream has ended"});
  });
}

}  // namespace dangol
