// What hostile clients reach over RPC, and how a server ends.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/gateway/http_peer.h"
#include "tests/gateway/rpc_care.h"
#include "tests/gateway/rpc_sinks.h"

namespace dangol::test {
namespace {

class RpcAbuse : public RpcTest {
 protected:
  // Sends bytes, and waits until the server has closed.
  void sent_away(std::string_view bytes) {
    kj::AsyncIoContext io = make_loop_io();
    auto address =
        io.provider->getNetwork().parseAddress("127.0.0.1", server->rpc_port()).wait(io.waitScope);
    auto stream = address->connect().wait(io.waitScope);
    stream->write(bytes.data(), bytes.size()).wait(io.waitScope);
    // A server that closes before it has read everything resets the connection.
    stream->readAllBytes().ignoreResult().catch_([](kj::Exception&&) {}).wait(io.waitScope);
  }
  static std::string words(std::initializer_list<std::uint32_t> numbers) {
    std::string bytes;
    for (const std::uint32_t number : numbers) {
      for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift);
    }
    return bytes;
  }
  void still_serves() {
    RpcPeer peer(server->rpc_port());
    const auto answer = peer.wait(append(peer.enter(), events("after")));
    ASSERT_TRUE(answer.ok());
  }
};

TEST_F(RpcAbuse, BytesThatAreNoMessageEndTheConnection) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), std::string(64, '\xff'),
        words({0, 1, 0xffffffff, 0xffffffff}), words({0, 1, 0x00000000, 0x00010001})}) {
    sent_away(bytes);
  }
  EXPECT_GT(server->gate().refusals().of(Refusal::kMalformed), 0U);
  still_serves();
}

TEST_F(RpcAbuse, AMessageOfTooManySegmentsEndsTheConnection) {
  sent_away(words({kMaxRpcSegments, 0}));
  EXPECT_EQ(server->gate().refusals().of(Refusal::kMalformed), 1U);
  still_serves();
}

TEST_F(RpcAbuse, AMessageThatIsTooLargeEndsTheConnection) {
  {
    RpcPeer peer(server->rpc_port());
    auto request = peer.enter().subjectRequest();
    request.initSubject(kMaxRpcMessageBytes);
    EXPECT_THROW(peer.wait(request.send()), kj::Exception);
  }
  EXPECT_EQ(server->gate().refusals().of(Refusal::kTooLarge), 1U);
  still_serves();
}

TEST_F(RpcAbuse, ALongMessageOfWhoHasNotEnteredEndsTheConnection) {
  sent_away(words({0, static_cast<std::uint32_t>(kRpcFirstMessageBytes / 8 + 1)}));
  EXPECT_EQ(server->gate().refusals().of(Refusal::kTooLarge), 1U);
  still_serves();
}

TEST_F(RpcAbuse, AMessageThatDoesNotEndEndsTheConnection) {
  options.bounds.rpc.message = std::chrono::milliseconds(20);
  serve();
  sent_away(words({0, 1000, 7}));
  EXPECT_EQ(server->gate().refusals().of(Refusal::kTooSlow), 1U);
  still_serves();
}

TEST_F(RpcAbuse, WhoDoesNotEnterIsSentAway) {
  options.bounds.rpc.enter = std::chrono::milliseconds(20);
  serve();
  sent_away("");
  EXPECT_EQ(server->gate().refusals().of(Refusal::kTooSlow), 1U);
  options.bounds.rpc.enter = std::chrono::seconds(10);
  serve();
  still_serves();
}

TEST_F(RpcAbuse, AConnectionOnWhichNothingIsAskedEnds) {
  options.bounds.rpc.enter = std::chrono::milliseconds(1);
  options.bounds.rpc.idle = std::chrono::milliseconds(1);
  serve();
  bool served = false;
  // It may be over before the first call comes: then again.
  while (!served) {
    RpcPeer peer(server->rpc_port());
    try {
      peer.enter();
      served = true;
      peer.disconnected().wait(peer.scope());
    } catch (const kj::Exception&) {
    }
  }
}

TEST_F(RpcAbuse, TooManyOpenCallsEndTheConnection) {
  options.bounds.rpc.questions = 8;
  serve();
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  std::vector<kj::Promise<void>> calls;
  for (int i = 0; i < 16; ++i) {
    calls.push_back(session.figuresRequest().send().ignoreResult());
  }
  std::size_t failed = 0;
  for (auto& call : calls) {
    call.catch_([&](kj::Exception&&) { ++failed; }).wait(peer.scope());
  }
  EXPECT_GT(failed, 0U);
  EXPECT_EQ(server->gate().refusals().of(Refusal::kNoRoom), 1U);
}

TEST_F(RpcAbuse, MessagesWaitForRoomAndAllAreServed) {
  options.bounds.rpc.messages_bytes = kRpcPieceBytes;
  serve();
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([this] {
      RpcPeer peer(server->rpc_port());
      auto session = peer.enter();
      for (int call = 0; call < 4; ++call) {
        auto request = session.subjectRequest();
        request.initSubject(2 * kRpcPieceBytes / 3);
        auto answer = peer.wait(request.send());
        EXPECT_EQ(code_of(answer.getDocument()), ErrorCode::kRejected);
      }
    });
  }
  for (std::thread& client : clients) client.join();
}

TEST_F(RpcAbuse, WhoDoesNotReadIsNotReadFrom) {
  options.bounds.rpc.unread_bytes = 1;
  serve();
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  std::vector<kj::Promise<void>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(session.figuresRequest().send().ignoreResult());
  for (auto& call : calls) call.wait(peer.scope());
}

TEST_F(RpcAbuse, AMessageOfManyPiecesIsTaken) {
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().subjectRequest();
  request.initSubject(4 * kRpcPieceBytes);
  auto answer = peer.wait(request.send());
  EXPECT_EQ(code_of(answer.getDocument()), ErrorCode::kRejected);
}

TEST_F(RpcAbuse, WhoHasMuchUnansweredIsReadFromLater) {
  options.bounds.rpc.unanswered_bytes = 8;
  serve();
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  std::vector<kj::Promise<Result<Outcomes>>> calls;
  for (int i = 0; i < 20; ++i) calls.push_back(append(session, events(fmt::format("c{}", i))));
  for (auto& call : calls) EXPECT_TRUE(peer.wait(call).ok());
}

TEST_F(RpcAbuse, AClientThatLeavesMidCallLeavesNothingBehind) {
  for (int i = 0; i < 20; ++i) {
    RpcPeer peer(server->rpc_port());
    auto session = peer.enter();
    Fed fed;
    auto feed = session.feedRequest();
    feed.setSink(kj::heap<KeepingFeed>(fed));
    auto opened = feed.send();
    auto call = append(session, events(fmt::format("c{}", i)));
    auto read = session.eventsRequest().send();
    peer.turn();
  }
  still_serves();
}

TEST_F(RpcAbuse, AServerThatEndsAnswersWhatItHasBegun) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  Fed fed;
  auto feed = session.feedRequest();
  feed.setSink(kj::heap<KeepingFeed>(fed));
  auto opened = peer.wait(feed.send());
  std::vector<kj::Promise<Result<Outcomes>>> calls;
  for (int i = 0; i < 50; ++i) calls.push_back(append(session, events(fmt::format("c{}", i))));
  peer.turn();
  // The server ends on another thread, while its clients go on.
  std::atomic<bool> over = false;
  std::thread end([&] {
    server.reset();
    over = true;
  });
  std::size_t recorded = 0;
  std::size_t refused = 0;
  for (auto& call : calls) {
    call.then(
            [&](Result<Outcomes> answer) {
              if (answer.ok()) ++recorded;
              if (!answer.ok()) ++refused;
            },
            [&](kj::Exception&&) { ++refused; })
        .wait(peer.scope());
  }
  while (!over) peer.turn();
  end.join();
  care.engine->drain();
  EXPECT_EQ(care.log_size(), recorded);
  EXPECT_EQ(recorded + refused, 50U);
  EXPECT_TRUE(fed.ended);
}

TEST_F(RpcAbuse, AServerThatEndsDoesNotWaitForWhoStays) {
  HttpPeer silent(server->rpc_port());
  RpcPeer peer(server->rpc_port());
  peer.enter();
  const auto begin = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kHttpGrace);
}

}  // namespace
}  // namespace dangol::test
