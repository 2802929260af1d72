// Batches of one sender, on their way to the engine in the order in which they came. Lives on its loop's thread.
// Only for sources.
#pragma once

#include <deque>
#include <vector>

#include <kj/async.h>

#include "gateway/http/loop_kj.h"

namespace dangol {

class RpcAppends {
 public:
  // `loop` outlives this.
  explicit RpcAppends(HttpLoop& loop) : loop_(loop) {}
  RpcAppends(const RpcAppends&) = delete;
  RpcAppends& operator=(const RpcAppends&) = delete;

  // As HttpLoop::append; while a batch waits for room, those after it wait behind it, or are refused.
  kj::Promise<Result<Outcomes>> add(std::vector<SentEvent> events, AppendOptions options,
                                    WhenFull when_full);

 private:
  using Answer = kj::Promise<Result<Outcomes>>;
  struct Waiting {
    std::vector<SentEvent> events;
    AppendOptions options;
    kj::Own<kj::PromiseFulfiller<Answer>> answer;
  };
  // nullopt: there is no room.
  std::optional<Answer> submit(std::vector<SentEvent>& events, const AppendOptions& options);
  kj::Promise<void> go_on();

  HttpLoop& loop_;
  std::deque<Waiting> waiting_;  // first come first
  kj::Promise<void> going_on_ = nullptr;
};

}  // namespace dangol
