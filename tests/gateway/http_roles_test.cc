// Who may do what: every route times every role, asked over the network.
#include <array>
#include <fstream>

#include "gateway/http/limits.h"
#include "gateway/http/token_text.h"
#include "tests/gateway/http_keys.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

// The path of a route with something in its places.
std::string path_of(const Route& route) {
  std::string path;
  bool place = false;
  for (const char c : route.path) {
    if (c == '{') path += 'x';
    if (c == '{' || c == '}')
      place = c == '{';
    else if (!place)
      path += c;
  }
  return path;
}

class RoleTable : public KeptDoor {
 protected:
  // How a route answers somebody: by the line `Authorization: ...` of its head, or nothing. Of an answer that
  // is a stream only the head is read.
  int status(const Route& route, const std::string& line) {
    HttpPeer peer(server->port());
    peer.send(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: 0\r\n\r\n",
                          to_string(route.method), path_of(route), line));
    return peer.read_head().status;
  }
};

TEST_F(RoleTable, EveryRouteOpensToItsRolesAndToNobodyElse) {
  std::array<std::string, kRoles> tokens;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    tokens[i] = create({.account = to_string(role), .roles = {role}});
  }
  for (const Route& route : routes()) {
    for (std::size_t i = 0; i < kRoles; ++i) {
      const auto role = static_cast<Role>(i);
      const bool open = route.roles.empty() || route.roles.has(role);
      const int answer = status(route, with(tokens[i]));
      EXPECT_NE(answer, 0) << route.path;
      EXPECT_NE(answer, 401) << route.path << ' ' << to_string(role);
      if (!open) {
        EXPECT_EQ(answer, 403) << route.path << ' ' << to_string(role);
      }
      // An importer may only send what was recorded elsewhere: said of the body, not of the route.
      if (open && !(route.id == RouteId::kAppend && role == Role::kImporter)) {
        EXPECT_NE(answer, 403) << route.path << ' ' << to_string(role);
      }
    }
  }
}

TEST_F(RoleTable, NobodyAndWhoMayNoLongerGetInWhereARoleIsNeeded) {
  const std::string gone = create({.account = "gone", .roles = Roles::all()});
  const std::string old =
      create({.account = "old", .roles = Roles::all(), .expires = Micros(wall.load() + 1'000'000)});
  ASSERT_TRUE(revoke_token(options.gate.tokens, "gone").ok());
  wall += 1'000'000;
  for (const Route& route : routes()) {
    for (const std::string& line :
         {std::string(), with(gone), with(old), with("dgl_0123456789abcdef_0"),
          std::string("Authorization: Basic YW5uOmFubg==\r\n")}) {
      // So long that none is refused for those before it.
      uptime += 1'000'000'000;
      const int answer = status(route, line);
      if (route.roles.empty()) {
        EXPECT_NE(answer, 401) << route.path << ' ' << line;
      } else {
        EXPECT_EQ(answer, 401) << route.path << ' ' << line;
      }
    }
  }
  EXPECT_GT(refused(Refusal::kNoToken), 0U);
  EXPECT_GT(refused(Refusal::kWrongToken), 0U);
  EXPECT_GT(refused(Refusal::kExpired), 0U);
}

TEST_F(RoleTable, WordsAreForTheRoleWordsAlone) {
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string token = create({.account = to_string(role), .roles = {role}});
    for (const Route& route : routes()) {
      if (!route.roles.has(role)) continue;
      const int answer = status(route, with(token) + "Dangol-Purpose: care\r\n");
      // What only a law keeps is the officer's to open.
      const bool held = route.id == RouteId::kHolds || route.id == RouteId::kHoldEvents;
      if (role == Role::kWords || held) {
        EXPECT_NE(answer, 403) << route.path;
      } else {
        EXPECT_EQ(answer, 403) << route.path << ' ' << to_string(role);
      }
    }
  }
  EXPECT_GT(refused(Refusal::kPurpose), 0U);
}

TEST_F(RoleTable, AReaderSeesNoWordsAndTheRoleWordsDoesForAPurpose) {
  care.send(Desk("customer/kim").said("e1", "my dog died"));
  const std::string reader = create({.account = "ann", .roles = {Role::kReader}});
  const std::string words = create({.account = "bob", .roles = {Role::kWords}});
  const std::string path = "/v1/subjects/customer/kim/events";
  EXPECT_THAT(ask(get(path, with(reader))).body, testing::Not(HasSubstr("my dog died")));
  EXPECT_THAT(ask(get(path, with(words))).body, testing::Not(HasSubstr("my dog died")));
  EXPECT_THAT(ask(get(path, with(words) + "Dangol-Purpose: care\r\n")).body,
              HasSubstr("my dog died"));
}

class Doorkeeping : public KeptDoor {};

TEST_F(Doorkeeping, ATokenIsKnownHoweverItsSchemeIsWritten) {
  const std::string token = create({.account = "ann", .roles = {Role::kReader}});
  const std::string path = "/v1/subjects/customer/nobody";
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER   "}) {
    EXPECT_EQ(ask(get(path, fmt::format("Authorization: {}{}\r\n", scheme, token))).status, 404);
  }
  EXPECT_EQ(ask(get(path, "Authorization: Bearer\r\n")).status, 401);
  EXPECT_EQ(ask(get(path, "Authorization: " + token + "\r\n")).status, 401);
  EXPECT_EQ(ask(get(path, "X-Authorization: Bearer " + token + "\r\n")).status, 401);
}

TEST_F(Doorkeeping, WhatIsRevokedNoLongerOpensARunningServer) {
  const std::string token = create({.account = "ann", .roles = {Role::kReader}});
  HttpPeer peer(server->port());
  const auto asked = [&] {
    peer.send(get("/v1/subjects/customer/nobody", with(token)));
    return peer.read().status;
  };
  EXPECT_EQ(asked(), 404);
  ASSERT_TRUE(revoke_token(options.gate.tokens, "ann").ok());
  pass_a_second();
  EXPECT_EQ(asked(), 401);
}

TEST_F(Doorkeeping, AStreamEndsWithItsToken) {
  options.bounds.still = std::chrono::milliseconds(10);
  serve();
  const std::string token = create({.account = "shop", .roles = {Role::kIntegrator}});
  HttpPeer peer(server->port());
  peer.send(fmt::format(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}{}Transfer-Encoding: chunked\r\n\r\n",
      kLines, with(token)));
  const std::string line = started("e1") + "\n";
  peer.send(fmt::format("{:x}\r\n{}\r\n", line.size(), line));
  EXPECT_EQ(peer.read_head().status, 200);
  EXPECT_THAT(peer.read_line(), HasSubstr("recorded"));
  ASSERT_TRUE(revoke_token(options.gate.tokens, "shop").ok());
  pass_a_second();
  EXPECT_THAT(peer.read_line(), HasSubstr(R"({"end":{"type":"urn:dangol:problem:unauthorized")"));
  EXPECT_FALSE(peer.next_line());
  while (peer.send(line)) {
  }
  EXPECT_EQ(care.log_size(), 1U);
}

TEST_F(Doorkeeping, AnIntegratorSendsOfItsOwnSourceOnly) {
  const std::string till =
      create({.account = "till", .roles = {Role::kIntegrator}, .source = "urn:shop/till"});
  const std::string shop =
      create({.account = "shop", .roles = {Role::kIntegrator}, .source = "urn:shop"});
  const std::string sh =
      create({.account = "sh", .roles = {Role::kIntegrator}, .source = "urn:sh"});
  // The events are of urn:shop/till.
  const auto sent = [&](const std::string& token, const std::string& id) {
    return ask(post("/v1/events", kStructured + with(token), started(id)));
  };
  EXPECT_EQ(sent(till, "e1").status, 201);
  EXPECT_EQ(sent(shop, "e2").status, 201);
  const HttpReply other = sent(sh, "e3");
  EXPECT_EQ(other.status, 422);
  EXPECT_THAT(other.body, HasSubstr("source is not below the one that the token is for"));
  const HttpReply batch = ask(post("/v1/events", kBatch + with(sh), "[" + started("e4") + "]"));
  EXPECT_EQ(batch.status, 207);
  const HttpReply lines = ask(post("/v1/events", kLines + with(sh), started("e5") + "\n"));
  EXPECT_THAT(lines.body, HasSubstr(R"("line":1,"outcome":"rejected")"));
  EXPECT_EQ(care.log_size(), 2U);
}

TEST_F(Doorkeeping, AnImporterSendsAsRecordedAndNothingElse) {
  const std::string importer = create({.account = "old", .roles = {Role::kImporter}});
  const std::string sender = create({.account = "new", .roles = {Role::kIntegrator}});
  const std::string as_recorded = "Prefer: as-recorded\r\n";
  const auto sent = [&](const std::string& headers) {
    return ask(post("/v1/events", kStructured + headers, started("e1"))).status;
  };
  EXPECT_EQ(sent(with(importer)), 403);
  EXPECT_EQ(sent(with(sender) + as_recorded), 403);
  EXPECT_EQ(care.log_size(), 0U);
  EXPECT_EQ(sent(with(importer) + as_recorded), 201);
}

TEST_F(Doorkeeping, ATokenMayAskSoOftenAndIsToldWhenAgain) {
  const std::string slow = create({.account = "slow", .roles = {Role::kReader}, .rate = 3});
  const std::string path = "/v1/subjects/customer/nobody";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(get(path, with(slow))).status, 404);
  const HttpReply refusal = ask(get(path, with(slow)));
  EXPECT_EQ(refusal.status, 429);
  EXPECT_EQ(refusal.headers.at("retry-after"), "1");
  EXPECT_EQ(refused(Refusal::kTokenRate), 1U);
  pass_a_second();
  EXPECT_EQ(ask(get(path, with(slow))).status, 404);
}

TEST_F(Doorkeeping, WhoIsRefusedTooOftenIsNotEvenToldWhyAndOthersThereAreServed) {
  const std::string good = create({.account = "ann", .roles = {Role::kReader}});
  const std::string path = "/v1/subjects/customer/nobody";
  for (std::uint32_t i = 0; i < kRefusedAtOnce; ++i) {
    EXPECT_EQ(ask(get(path, with("dgl_wrong"))).status, 401);
  }
  EXPECT_EQ(ask(get(path, with("dgl_wrong"))).status, 429);
  EXPECT_EQ(ask(get(path)).status, 429);
  EXPECT_EQ(refused(Refusal::kAddressRate), 2U);
  EXPECT_EQ(ask(get(path, with(good))).status, 404);
  for (std::uint32_t i = 0; i < kRefusedPerSecond; ++i) {
    pass_a_second();
    EXPECT_EQ(ask(get(path)).status, 401);
  }
}

TEST_F(Doorkeeping, AServerDoesNotBeginWithTokensThatItCannotRead) {
  std::filesystem::path damaged = dir / "damaged";
  std::ofstream(damaged) << "dangol tokens\n";
  std::filesystem::permissions(damaged, std::filesystem::perms(0600));
  options.gate.tokens = damaged;
  options.listen = "127.0.0.1:0";
  const auto refusal = HttpServer::start(*serving, options);
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol::test
