// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <functional>
#include <utility>

#include "gateway/http/problem.h"
#include "gateway/rpc/door_kj.h"
#include "gateway/rpc/event_stream_kj.h"
#include "gateway/rpc/sent_events_capnp.h"
#include "gateway/rpc/session_kj.h"

namespace dangol {

namespace {

const Error kEnding{ErrorCode::kUnavailable, "the server ends"};

class RpcGateway final : public wire::Gateway::Server {
 public:
  explicit RpcGateway(kj::Own<RpcClient> client) : client_(kj::mv(client)) {}

  kj::Promise<void> enter(EnterContext context) override {
    context.allowCancellation();
    RpcCall call(kj::addRef(*client_), "enter");
    auto entered = context.getResults().initEntered();
    const auto refuse = [&](const Error& error) {
      call.refuse(error, entered.initRefused());
      return kj::READY_NOW;
    };
    if (client_->door().stopping()) return refuse(kEnding);
    const kj::StringPtr token = context.getParams().getToken();
    auto admitted = client_->loop().gate().enter(
        {client_->from(), client_->certificate(), std::string(token.cStr(), token.size())});
    if (const auto* refused = std::get_if<HttpAnswer>(&admitted)) return refuse(error_of(*refused));
    if (client_->open.sessions == kRpcSessions) {
      return refuse({ErrorCode::kOverloaded, "the connection has as many sessions as it may"});
    }
    client_->entered = true;
    entered.setSession(
        kj::heap<RpcSession>(kj::addRef(*client_), std::get<Principal>(std::move(admitted))));
    call.answered();
    return kj::READY_NOW;
  }

 private:
  kj::Own<RpcClient> client_;
};

}  // namespace

wire::Gateway::Client make_rpc_gateway(kj::Own<RpcClient> client) {
  return kj::heap<RpcGateway>(kj::mv(client));
}

RpcSession::RpcSession(kj::Own<RpcClient> client, Principal principal)
    : client_(kj::mv(client)), principal_(std::move(principal)), appends_(client_->loop()) {
  ++client_->open.sessions;
}

RpcSession::~RpcSession() { --client_->open.sessions; }

std::optional<Error> RpcSession::refused(RouteId route, Purpose purpose) {
  if (client_->door().stopping()) return kEnding;
  auto refused = client_->loop().gate().allow(principal_, route_of(route), purpose);
  if (refused) return error_of(*refused);
  return std::nullopt;
}

std::optional<Error> RpcSession::refused(const RpcQuestion& question) {
  if (auto error = refused(question.route(), question.purpose())) return error;
  if (question.wrong()) return question.wrong();
  if (client_->open.reads == client_->loop().bounds().rpc.reads) {
    return Error{ErrorCode::kOverloaded, "the connection waits for as many reads as it may"};
  }
  return std::nullopt;
}

kj::Promise<HttpAnswer> RpcSession::read(const RpcQuestion& question) {
  return client_->loop()
      .read(question.route(), question.request())
      .attach(kj::heap<RpcClient::Reading>(kj::addRef(*client_)));
}

kj::Promise<FeedPage> RpcSession::read_page(std::function<FeedPage(const HttpReads&)> read) {
  return client_->loop()
      .read_page(std::move(read))
      .attach(kj::heap<RpcClient::Reading>(kj::addRef(*client_)));
}

std::variant<EventTerms, Error> RpcSession::terms(bool as_recorded) {
  auto terms = event_terms(principal_, as_recorded ? Recording::kAsRecorded : Recording::kDecided,
                           "asRecorded");
  if (const auto* refused = std::get_if<HttpAnswer>(&terms)) return error_of(*refused);
  return std::get<EventTerms>(std::move(terms));
}

kj::Promise<void> RpcSession::append(AppendContext context) {
  context.allowCancellation();
  auto call = begin("append");
  const auto refuse = [&](const Error& error) {
    call->refuse(error, context.getResults().initAppended().initRefused());
    return kj::READY_NOW;
  };
  if (const auto error = refused(RouteId::kAppend)) return refuse(*error);
  const auto batch = context.getParams().getBatch();
  auto terms = this->terms(batch.getAsRecorded());
  if (const auto* error = std::get_if<Error>(&terms)) return refuse(*error);
  if (batch.getEvents().size() > kMaxBatchEvents) {
    return refuse({ErrorCode::kRejected, "a batch of more than 1000 events"});
  }
  const auto& how = std::get<EventTerms>(terms);
  auto body = kj::heap<EventBody>(batch.getUnit() ? read_unit(batch.getEvents(), how)
                                                  : read_sent_events(batch.getEvents(), how));
  AppendOptions options;
  options.recording = how.recording;
  options.unit = batch.getUnit();
  kj::Promise<Result<Outcomes>> appended = Result<Outcomes>(Outcomes());
  if (!body->events.empty()) {
    appended = appends_.add(
        std::move(body->events), std::move(options),
        batch.getWhenFull() == wire::WhenFull::REFUSE ? WhenFull::kRefuse : WhenFull::kWait);
  }
  return appended.then([context, call = kj::mv(call),
                        body = kj::mv(body)](Result<Outcomes> outcomes) mutable {
    if (!outcomes.ok()) {
      call->refuse(outcomes.error(), context.getResults().initAppended().initRefused());
      return;
    }
    body->merge(std::move(outcomes).value());
    const auto count = static_cast<unsigned>(body->outcomes.size());
    write_outcomes(
        body->outcomes,
        context.getResults(outcomes_size(count)).initAppended().initOutcomes().initOutcomes(count));
    call->answered();
  });
}

kj::Promise<void> RpcSession::stream(StreamContext context) {
  context.allowCancellation();
  auto call = begin("stream");
  auto opened = context.getResults().initOpened();
  const auto refuse = [&](const Error& error) {
    call->refuse(error, opened.initRefused());
    return kj::READY_NOW;
  };
  if (const auto error = refused(RouteId::kAppend)) return refuse(*error);
  auto terms = this->terms(context.getParams().getAsRecorded());
  if (const auto* error = std::get_if<Error>(&terms)) return refuse(*error);
  if (client_->open.streams == kRpcStreams) {
    return refuse({ErrorCode::kOverloaded, "the connection has as many streams as it may"});
  }
  opened.setEvents(kj::heap<RpcEventStream>(kj::addRef(*client_), principal_,
                                            std::get<EventTerms>(std::move(terms)),
                                            context.getParams().getOutcomes()));
  call->answered();
  return kj::READY_NOW;
}

}  // namespace dangol
