// A store that is served over RPC, called by Cap'n Proto's own client.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <capnp/rpc-twoparty.h>
#include <gmock/gmock.h>
#include <kj/async-io.h>

#include "client/wire_capnp.h"
#include "events/cloudevents.h"
#include "gateway/dangol.capnp.h"
#include "gateway/loop_io_kj.h"
#include "tests/gateway/http_keys.h"

namespace dangol::test {

// The code with which a result refuses; nullopt: it does not.
template <class Union>
std::optional<ErrorCode> code_of(Union answer) {
  if (!answer.isRefused()) return std::nullopt;
  return read_error(answer.getRefused()).code;
}

// One connection, with its loop.
class RpcPeer {
 public:
  explicit RpcPeer(std::uint16_t port)
      : io_(make_loop_io()),
        stream_(io_.provider->getNetwork()
                    .parseAddress("127.0.0.1", port)
                    .wait(io_.waitScope)
                    ->connect()
                    .wait(io_.waitScope)),
        client_(*stream_) {}

  wire::Gateway::Client gateway() { return client_.bootstrap().castAs<wire::Gateway>(); }
  // Who the token is for; empty: whoever is there.
  wire::Session::Client enter(const std::string& token = "") { return entered(token).getSession(); }
  // What is said at the door.
  Error refused(const std::string& token = "") {
    auto answer = ask_in(token);
    const auto entered = answer.getEntered();
    return entered.isRefused() ? read_error(entered.getRefused())
                               : Error{ErrorCode::kUsage, "was let in"};
  }
  template <class Call>
  auto wait(Call&& call) {
    return call.wait(io_.waitScope);
  }
  // Lets the loop go on for a moment: whoever waits asks again.
  void turn() { io_.provider->getTimer().afterDelay(1 * kj::MILLISECONDS).wait(io_.waitScope); }
  // When the server has closed.
  kj::Promise<void> disconnected() { return client_.onDisconnect(); }
  kj::WaitScope& scope() { return io_.waitScope; }
  kj::AsyncIoContext& io() { return io_; }
  kj::AsyncIoStream& stream() { return *stream_; }

 private:
  capnp::Response<wire::Gateway::EnterResults> ask_in(const std::string& token) {
    auto request = gateway().enterRequest();
    request.setToken(token);
    return request.send().wait(io_.waitScope);
  }
  wire::Entered::Reader entered(const std::string& token) {
    entered_.push_back(ask_in(token));
    const auto entered = entered_.back().getEntered();
    EXPECT_TRUE(entered.isSession())
        << (entered.isRefused() ? entered.getRefused().getMessage().cStr() : "");
    return entered;
  }

  kj::AsyncIoContext io_;
  kj::Own<kj::AsyncIoStream> stream_;
  capnp::TwoPartyClient client_;
  std::vector<capnp::Response<wire::Gateway::EnterResults>> entered_;
};

// Served for whoever is on this machine.
class RpcTest : public KeptDoor {
 protected:
  void SetUp() override {
    options.rpc_listen = "127.0.0.1:0";
    HttpTest::SetUp();
  }
  // From here on only for those who have a token.
  void lock() {
    keep();
    serve();
  }

  // As a sender would say it.
  static SentEvent event(const std::string& id, const std::string& subject = "customer/kim") {
    CloudEventsReader reader;
    auto read = reader.read(started(id, "\"datacontenttype\":\"application/json\",", subject));
    EXPECT_TRUE(read.ok()) << read.error().message;
    return std::move(read).value();
  }
  static void fill(wire::Append::Builder batch, const std::vector<SentEvent>& events) {
    auto list = batch.initEvents(static_cast<unsigned>(events.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_event(events[i], list[i]);
  }
  static std::vector<SentEvent> events(const std::string& id) {
    std::vector<SentEvent> one;
    one.push_back(event(id));
    return one;
  }
  static kj::Promise<Result<Outcomes>> append(wire::Session::Client session,
                                              const std::vector<SentEvent>& events) {
    auto request = session.appendRequest();
    fill(request.initBatch(), events);
    return request.send().then([](auto&& answer) -> Result<Outcomes> {
      const auto appended = answer.getAppended();
      if (appended.isRefused()) return read_error(appended.getRefused());
      return read_outcomes(appended.getOutcomes().getOutcomes());
    });
  }
};

}  // namespace dangol::test
