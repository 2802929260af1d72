// A client's thread: its connection, what it sends over it, and what it asks. Lives on its thread. Only for sources.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kj/async-io.h>

#include "client/backoff.h"
#include "client/line_kj.h"
#include "client/mailbox_kj.h"
#include "client/options.h"
#include "client/outbox.h"

namespace dangol {

// One thing that is asked until it is answered. Whoever drops it unanswered has it fail.
class Reading {
 public:
  // `call` asks once, and tells who waits; `fail` tells them why nothing will come.
  using Call = std::function<kj::Promise<void>(wire::Session::Client&)>;
  Reading(Call call, std::function<void(Error)> fail)
      : call_(std::move(call)), fail_(std::move(fail)) {}
  ~Reading() { fail({ErrorCode::kUnavailable, "the client has ended"}); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  kj::Promise<void> call(wire::Session::Client& session) {
    return call_(session).then([this] { fail_ = {}; });
  }
  void fail(Error why) {
    if (const auto fail = std::exchange(fail_, {})) fail(std::move(why));
  }
  std::chrono::steady_clock::time_point until = {};

 private:
  Call call_;
  std::function<void(Error)> fail_;  // empty: it is answered
};

class ClientLoop final : private kj::TaskSet::ErrorHandler {
 public:
  // All outlive this. REQUIRES: made on the thread that runs it.
  ClientLoop(const ClientOptions& options, ClientMailbox& mailbox);

  // Until stop(). `entered` hears whether the first connection was made; after an error it returns.
  void run(std::promise<Status> entered);

  // From here on, for what is posted and for what it makes.

  // Waits for what is unanswered, and ends.
  void stop();
  void read(std::shared_ptr<Reading> reading);
  // A session, once there is one; an error when nobody is let in.
  kj::Promise<Result<wire::Session::Client>> session();
  // Whether there is another token than the one that is refused: then the connection is made anew with it.
  bool enter_anew();
  // Done when the connection that there is now has gone.
  kj::Promise<void> line_gone();
  // A promise that call() fulfills, for who may know nothing of KJ.
  struct Awaited {
    std::uint64_t call;
    kj::Promise<void> promise;
  };
  Awaited await_call();
  void call(std::uint64_t call);
  kj::Timer& timer() { return io_.provider->getTimer(); }
  void add(kj::Promise<void> task) { tasks_->add(kj::mv(task)); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  kj::Promise<void> serve_mail();
  kj::Promise<void> stay_connected();
  kj::Promise<void> look_again();
  kj::Promise<void> connected(kj::Own<ClientLine> line);
  void not_let_in(const Error& why);
  void not_reached(const kj::Exception& why);
  void pump();
  void send(const Outbox::Next& next);
  void wake_at(Time when);
  kj::Promise<void> try_reading(std::shared_ptr<Reading> reading);
  kj::Promise<void> after(std::chrono::steady_clock::duration wait);
  void tell_entered(Status status);
  void taskFailed(kj::Exception&& exception) override;

  const ClientOptions& options_;
  ClientMailbox& mailbox_;
  kj::AsyncIoContext io_;
  std::unique_ptr<ClientConnector> connector_;
  Outbox outbox_;
  Backoff backoff_;
  kj::Maybe<kj::Own<ClientLine>> line_;
  std::optional<std::promise<Status>> entered_;  // until it is told
  Time begin_;
  std::optional<Error> refused_;                              // who was not let in the last time
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> waiting_;  // for a session, or a refusal
  std::map<std::uint64_t, kj::Own<kj::PromiseFulfiller<void>>> calls_;
  std::uint64_t last_call_ = 0;
  std::optional<Time> wake_;
  std::optional<Time> stop_by_;
  kj::Own<kj::PromiseFulfiller<void>> stop_;
  std::unique_ptr<kj::TaskSet> tasks_;  // last
};

}  // namespace dangol
