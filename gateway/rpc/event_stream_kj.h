// An endless stream of events from one client: batches come, go to the engine in order, and their outcomes go back
// in order as they commit. Lives on its loop's thread. Only for sources.
//
// What is held of a stream is bounded: batches that came and are not told of make the client's own flow control
// wait, and what it sends all the same counts among its unanswered calls.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "gateway/dangol.capnp.h"
#include "gateway/http/event_body.h"
#include "gateway/rpc/appends_kj.h"
#include "gateway/rpc/client_kj.h"

namespace dangol {

class RpcEventStream final : public wire::EventSink::Server {
 public:
  RpcEventStream(kj::Own<RpcClient> client, const Principal& principal, EventTerms terms,
                 wire::OutcomeSink::Client outcomes);
  ~RpcEventStream() noexcept(false);

  kj::Promise<void> write(WriteContext context) override;
  kj::Promise<void> done(DoneContext context) override;

 private:
  struct Sent {
    EventBody body;
    kj::Promise<Result<Outcomes>> answered;
  };

  // Takes no more; what was taken is still told of.
  void end(Error why);
  kj::Promise<void> until_ended(const Principal& principal);
  kj::Promise<void> until_silent();
  kj::Promise<void> tell_all();
  kj::Promise<void> tell_front();
  // Ready when at most so many batches are not told of.
  kj::Promise<void> until_at_most(std::size_t batches);
  void rest();

  kj::Own<RpcClient> client_;
  const EventTerms terms_;
  wire::OutcomeSink::Client outcomes_;
  RpcAppends appends_;
  std::optional<RpcClient::Busy> busy_;  // nullopt: it has ended, and everything is told
  std::uint64_t written_ = 0, answered_ = 0;
  std::optional<Error> ended_;
  bool telling_ = false;
  bool done_ = false;      // its sender said so
  std::deque<Sent> sent_;  // oldest first
  std::chrono::steady_clock::time_point heard_ = std::chrono::steady_clock::now();
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> waiting_;
  kj::Promise<void> tell_ = nullptr, watch_ = nullptr, last_ = nullptr;  // use all of the above
};

}  // namespace dangol
