// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <optional>
#include <utility>

#include "gateway/limits.h"
#include "gateway/rpc/appends_kj.h"

namespace dangol {

std::optional<kj::Promise<Result<Outcomes>>> RpcAppends::submit(std::vector<SentEvent>& events,
                                                                const AppendOptions& options) {
  auto submitted = loop_.submit(events, options);
  if (auto* outcomes = std::get_if<kj::Promise<Outcomes>>(&submitted)) {
    return outcomes->then([](Outcomes told) { return Result<Outcomes>(std::move(told)); });
  }
  const Error& refused = std::get<Error>(submitted);
  if (refused.code == ErrorCode::kOverloaded) return std::nullopt;
  return Answer(Result<Outcomes>(refused));
}

kj::Promise<Result<Outcomes>> RpcAppends::add(std::vector<SentEvent> events, AppendOptions options,
                                              WhenFull when_full) {
  if (waiting_.empty()) {
    if (auto answer = submit(events, options)) return kj::mv(*answer);
  }
  if (when_full == WhenFull::kRefuse) {
    return Result<Outcomes>(
        Error{ErrorCode::kOverloaded, "the server takes nothing more just now"});
  }
  auto pair = kj::newPromiseAndFulfiller<Answer>();
  waiting_.push_back({std::move(events), std::move(options), kj::mv(pair.fulfiller)});
  if (waiting_.size() == 1) going_on_ = go_on().eagerlyEvaluate(nullptr);
  return kj::mv(pair.promise);
}

kj::Promise<void> RpcAppends::go_on() {
  return loop_.timer().afterDelay(kAdmissionRetry.count() * kj::MILLISECONDS).then([this] {
    while (!waiting_.empty()) {
      Waiting& next = waiting_.front();
      // Of a call that was given up nothing is recorded.
      if (next.answer->isWaiting()) {
        auto answer = submit(next.events, next.options);
        if (!answer) return go_on();
        next.answer->fulfill(kj::mv(*answer));
      }
      waiting_.pop_front();
    }
    return kj::Promise<void>(kj::READY_NOW);
  });
}

}  // namespace dangol
