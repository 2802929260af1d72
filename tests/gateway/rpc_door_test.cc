// Who may call what over RPC.
#include <functional>
#include <map>

#include "tests/gateway/rpc_care.h"
#include "tests/gateway/rpc_sinks.h"

namespace dangol::test {
namespace {

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
  // The first one may be answered before the second one comes: then again.
  for (bool refused = false; !refused;) {
    auto first = session.eventsRequest().send();
    auto second = session.eventsRequest().send();
    const auto code = code_of(peer.wait(second).getPage());
    EXPECT_EQ(code_of(peer.wait(first).getPage()), std::nullopt);
    refused = code == ErrorCode::kOverloaded;
  }
  EXPECT_EQ(code_of(peer.wait(session.eventsRequest().send()).getPage()), std::nullopt);
}

}  // namespace
}  // namespace dangol::test
