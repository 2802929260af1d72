// Who may call what over RPC, and what hostile clients reach.
#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "tests/gateway/rpc_care.h"
#include "tests/gateway/rpc_sinks.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

// The code with which a result refuses; nullopt: it does not.
template <class Union>
std::optional<ErrorCode> code_of(Union answer) {
  if (!answer.isRefused()) return std::nullopt;
  return read_error(answer.getRefused()).code;
}

class RpcDoorTest : public RpcTest {
 protected:
  using Method = std::function<std::optional<ErrorCode>(RpcPeer&, wire::Session::Client)>;
  // Every method, by the route whose roles it has.
  static const std::map<std::string, std::pair<RouteId, Method>>& methods() {
    static const std::map<std::string, std::pair<RouteId, Method>> all{
        {"append",
         {RouteId::kAppend,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.appendRequest().send()).getAppended());
          }}},
        {"stream",
         {RouteId::kAppend,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.streamRequest().send()).getOpened());
          }}},
        {"subject",
         {RouteId::kSubject,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.subjectRequest().send()).getDocument());
          }}},
        {"history",
         {RouteId::kSubjectEvents,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.historyRequest().send()).getPage());
          }}},
        {"events",
         {RouteId::kEvents,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.eventsRequest().send()).getPage());
          }}},
        {"feed",
         {RouteId::kFeed,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.feedRequest().send()).getOpened());
          }}},
        {"putCursor",
         {RouteId::kPutCursor,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.putCursorRequest().send()).getKept());
          }}},
        {"getCursor",
         {RouteId::kGetCursor,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.getCursorRequest().send()).getKept());
          }}},
        {"deleteCursor",
         {RouteId::kDeleteCursor,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.deleteCursorRequest().send()).getKept());
          }}},
        {"figures",
         {RouteId::kFigures,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.figuresRequest().send()).getDocument());
          }}},
        {"figure",
         {RouteId::kFigure,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.figureRequest().send()).getDocument());
          }}},
        {"checkpoint",
         {RouteId::kLogCheckpoint,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.checkpointRequest().send()).getDocument());
          }}},
        {"inclusion",
         {RouteId::kInclusion,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.inclusionRequest().send()).getDocument());
          }}},
        {"consistency",
         {RouteId::kConsistency,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.consistencyRequest().send()).getDocument());
          }}},
        {"historyProof",
         {RouteId::kHistoryProof,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.historyProofRequest().send()).getDocument());
          }}},
        {"tile",
         {RouteId::kTile,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.tileRequest().send()).getDocument());
          }}},
        {"tile of entries",
         {RouteId::kEntryTile,
          [](RpcPeer& peer, wire::Session::Client session) {
            auto request = session.tileRequest();
            request.setPath("entries/000");
            return code_of(peer.wait(request.send()).getDocument());
          }}},
        {"accesses",
         {RouteId::kAccess,
          [](RpcPeer& peer, wire::Session::Client session) {
            return code_of(peer.wait(session.accessesRequest().send()).getDocument());
          }}},
    };
    return all;
  }
};

TEST_F(RpcDoorTest, EveryMethodOpensToItsRolesAndToNobodyElse) {
  lock();
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string token = create({.account = to_string(role), .roles = {role}});
    RpcPeer peer(server->rpc_port());
    auto session = peer.enter(token);
    for (const auto& [name, method] : methods()) {
      const auto code = method.second(peer, session);
      const bool open = route_of(method.first).roles.has(role);
      // An importer may only send what was recorded elsewhere, which these do not say.
      if (method.first == RouteId::kAppend && role == Role::kImporter) continue;
      EXPECT_EQ(code == ErrorCode::kForbidden, !open) << name << ' ' << to_string(role);
    }
  }
}

TEST_F(RpcDoorTest, APurposeNeedsTheRoleWords) {
  lock();
  const std::string reader = create({.account = "ann", .roles = {Role::kReader}});
  const std::string words = create({.account = "bob", .roles = {Role::kWords}});
  const auto look = [&](const std::string& token) {
    RpcPeer peer(server->rpc_port());
    auto request = peer.enter(token).eventsRequest();
    request.initLooking().setPurpose(schema::Purpose::CARE);
    return code_of(peer.wait(request.send()).getPage());
  };
  EXPECT_EQ(look(reader), ErrorCode::kForbidden);
  EXPECT_EQ(look(words), std::nullopt);
  EXPECT_EQ(refused(Refusal::kPurpose), 1U);
}

TEST_F(RpcDoorTest, NobodyEntersWithoutATokenOfThisServer) {
  lock();
  RpcPeer peer(server->rpc_port());
  EXPECT_EQ(peer.refused().code, ErrorCode::kForbidden);
  EXPECT_EQ(peer.refused("dgl_0123456789abcdef_0").code, ErrorCode::kForbidden);
  const std::string old =
      create({.account = "old", .roles = Roles::all(), .expires = Micros(wall.load() + 1'000'000)});
  wall += 1'000'000;
  EXPECT_EQ(peer.refused(old).code, ErrorCode::kForbidden);
  EXPECT_EQ(refused(Refusal::kNoToken), 1U);
  EXPECT_EQ(refused(Refusal::kWrongToken), 1U);
  EXPECT_EQ(refused(Refusal::kExpired), 1U);
}

TEST_F(RpcDoorTest, WhatIsRevokedNoLongerCallsAndItsFeedsEnd) {
  lock();
  options.bounds.still = std::chrono::milliseconds(5);
  serve();
  const std::string token = create({.account = "ann", .roles = {Role::kReader}});
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter(token);
  Fed fed;
  auto request = session.feedRequest();
  request.setSink(kj::heap<KeepingFeed>(fed));
  auto opened = peer.wait(request.send());
  ASSERT_TRUE(revoke_token(options.gate.tokens, "ann").ok());
  pass_a_second();
  while (!fed.ended) peer.turn();
  EXPECT_EQ(fed.ended->code, ErrorCode::kForbidden);
  EXPECT_EQ(code_of(peer.wait(session.eventsRequest().send()).getPage()), ErrorCode::kForbidden);
}

TEST_F(RpcDoorTest, CallsAreCountedAgainstTheTokensRate) {
  lock();
  const std::string token = create({.account = "ann", .roles = {Role::kReader}, .rate = 3});
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter(token);
  std::size_t taken = 0;
  while (!code_of(peer.wait(session.figuresRequest().send()).getDocument())) ++taken;
  EXPECT_EQ(taken, 3U);
  EXPECT_EQ(refused(Refusal::kTokenRate), 1U);
}

TEST_F(RpcDoorTest, AConnectionHasSoManySessions) {
  RpcPeer peer(server->rpc_port());
  std::vector<wire::Session::Client> sessions;
  for (std::size_t i = 0; i < kRpcSessions; ++i) sessions.push_back(peer.enter());
  EXPECT_EQ(peer.refused().code, ErrorCode::kOverloaded);
}

TEST_F(RpcDoorTest, AConnectionHasSoManyStreams) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  Told told;
  std::vector<capnp::Response<wire::Session::StreamResults>> streams;
  for (std::size_t i = 0; i <= kRpcStreams; ++i) {
    auto request = session.streamRequest();
    request.setOutcomes(kj::heap<KeepingOutcomes>(told));
    streams.push_back(peer.wait(request.send()));
  }
  EXPECT_EQ(code_of(streams[kRpcStreams - 1].getOpened()), std::nullopt);
  EXPECT_EQ(code_of(streams[kRpcStreams].getOpened()), ErrorCode::kOverloaded);
}

TEST_F(RpcDoorTest, AConnectionWaitsForSoManyReads) {
  options.bounds.rpc.reads = 1;
  serve();
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  auto first = session.eventsRequest().send();
  auto second = session.eventsRequest().send();
  EXPECT_EQ(code_of(peer.wait(second).getPage()), ErrorCode::kOverloaded);
  EXPECT_EQ(code_of(peer.wait(first).getPage()), std::nullopt);
  EXPECT_EQ(code_of(peer.wait(session.eventsRequest().send()).getPage()), std::nullopt);
}

class RpcAbuse : public RpcTest {
 protected:
  // Sends bytes, and waits until the server has closed.
  void sent_away(std::string_view bytes) {
    kj::AsyncIoContext io = kj::setupAsyncIo();
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
  sent_away(words({0, static_cast<std::uint32_t>(kMaxRpcMessageBytes / 8 + 1)}));
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
