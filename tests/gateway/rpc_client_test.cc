// The C++ client at a server: who is let in, and that what it sends is recorded.
#include <gmock/gmock.h>

#include "client/client.h"
#include "tests/gateway/http_keys.h"
#include "tests/gateway/tls_keys.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class RpcClientTest : public KeptDoor, protected TlsKeys {
 protected:
  void SetUp() override {
    options.rpc_listen = "127.0.0.1:0";
    options.bounds.still = 10ms;  // a session ends soon after its token
    KeptDoor::SetUp();
    point();
  }
  void point() {
    how.server = fmt::format("localhost:{}", server->rpc_port());
    how.retries = {.first_wait = 1ms, .longest_wait = 20ms, .give_up_after = 10min};
  }
  std::unique_ptr<Client> connect() {
    auto client = Client::connect(how);
    EXPECT_TRUE(client.ok()) << client.error().message;
    return client.ok() ? std::move(client).value() : nullptr;
  }
  Error refused() {
    auto client = Client::connect(how);
    return client.ok() ? Error{ErrorCode::kUsage, "was let in"} : client.error();
  }
  static std::string event(const std::string& id) {
    return started(id, "\"datacontenttype\":\"application/json\",");
  }

  ClientOptions how;
};

TEST_F(RpcClientTest, WhatIsAppendedIsRecordedOnce) {
  how.token = create({.account = "till", .roles = {Role::kIntegrator}});
  const auto client = connect();
  ASSERT_TRUE(client);
  const Outcome outcome = client->append(event("c1")).get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
  EXPECT_EQ(outcome.version, Version(1));
  EXPECT_EQ(client->append(event("c1")).get().code, OutcomeCode::kDuplicate);
  EXPECT_EQ(care.records("customer/kim").size(), 1U);
}

TEST_F(RpcClientTest, WhoHasNoTokenIsNotLetIn) {
  how.token = "nonsense";
  EXPECT_EQ(refused().code, ErrorCode::kForbidden);
}

TEST_F(RpcClientTest, WhoMayNotAppendIsToldAtOnce) {
  how.token = create({.account = "ann", .roles = {Role::kReader}});
  const auto client = connect();
  ASSERT_TRUE(client);
  const Outcome outcome = client->append(event("c1")).get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRejected);
  EXPECT_FALSE(outcome.reason.empty());
  EXPECT_EQ(care.log_size(), 0U);
}

TEST_F(RpcClientTest, OneEventOfAnotherSourceCostsTheOthersNothing) {
  how.token = create({.account = "till", .roles = {Role::kIntegrator}, .source = "urn:shop"});
  const auto client = connect();
  ASSERT_TRUE(client);
  std::string other = event("c2");
  other.replace(other.find("urn:shop"), 8, "urn:bank");
  auto first = client->append(event("c1")), second = client->append(other),
       third = client->append(event("c3"));
  EXPECT_EQ(first.get().code, OutcomeCode::kRecorded);
  EXPECT_EQ(second.get().code, OutcomeCode::kRejected);
  EXPECT_EQ(third.get().code, OutcomeCode::kRecorded);
}

TEST_F(RpcClientTest, AUnitIsRecordedAllOrNone) {
  how.token = create({.account = "till", .roles = {Role::kIntegrator}});
  const auto client = connect();
  ASSERT_TRUE(client);
  const auto unit = [](std::optional<Version> second) {
    std::vector<SentEvent> events;
    events.push_back(CloudEventsReader().read(event("c1")).value());
    events.push_back(CloudEventsReader().read(event("c2")).value());
    events.back().expected_version = second;
    return events;
  };
  EXPECT_EQ(client->append(unit(Version(7)), {.unit = true}).get().back().code,
            OutcomeCode::kStale);
  EXPECT_EQ(care.log_size(), 0U);
  for (const Outcome& outcome : client->append(unit({}), {.unit = true}).get()) {
    EXPECT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
  }
  EXPECT_EQ(care.log_size(), 2U);
}

TEST_F(RpcClientTest, WhatIsRecordedIsRead) {
  how.token = create({.account = "ann", .roles = {Role::kIntegrator, Role::kReader, Role::kWords}});
  const auto client = connect();
  ASSERT_TRUE(client);
  for (const char* id : {"c1", "c2", "c3"}) client->append(event(id)).get();
  EXPECT_EQ(client->subject("customer/nobody").get().error().code, ErrorCode::kNotFound);
  const auto state = client->subject("customer/kim").get();
  ASSERT_TRUE(state.ok()) << state.error().message;
  EXPECT_EQ(state.value().version, Version(3));
  EXPECT_EQ(state.value().media_type, "application/json");
  const auto before = client->subject("customer/kim", Version(1)).get();
  ASSERT_TRUE(before.ok());
  EXPECT_NE(before.value().body, state.value().body);

  auto page = client->history("customer/kim", {}, {}, {}, {}, 2).get();
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page.value().events.size(), 2U);
  EXPECT_TRUE(page.value().more);
  EXPECT_EQ(page.value().version, Version(2));
  page = client->history("customer/kim", page.value().version).get();
  ASSERT_EQ(page.value().events.size(), 1U);
  EXPECT_EQ(page.value().events.front().version, Version(3));
  EXPECT_THAT(page.value().events.front().json().value(), HasSubstr("contact.started"));

  const auto all = client->events().get();
  ASSERT_TRUE(all.ok()) << all.error().message;
  ASSERT_EQ(all.value().events.size(), 3U);
  EXPECT_TRUE(all.value().events.front().tokens_sealed);
  EXPECT_TRUE(all.value().events.front().subject.starts_with("sealed:"));
  const auto opened = client->events("", {}, {Purpose::kCare, "they called"}).get();
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value().events.front().subject, "customer/kim");
  EXPECT_TRUE(client->events("", {.types = {"order"}}).get().value().events.empty());
  EXPECT_EQ(client->events("nonsense").get().error().code, ErrorCode::kRejected);
  EXPECT_TRUE(client->figures().get().ok());
  EXPECT_FALSE(client->figure("no.such").get().ok());
}

TEST_F(RpcClientTest, ACursorIsKeptForItsReader) {
  how.token = create({.account = "ann", .roles = {Role::kIntegrator, Role::kReader}});
  const auto client = connect();
  ASSERT_TRUE(client);
  for (const char* id : {"c1", "c2"}) client->append(event(id)).get();
  const auto page = client->events("", {}, {}, 1).get();
  ASSERT_TRUE(page.ok()) << page.error().message;
  const auto kept = client->put_cursor("till", page.value().cursor, 0).get();
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(client->put_cursor("till", page.value().cursor, 0).get().error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(client->cursor("till").get().value().cursor, page.value().cursor);
  Feed feed = client->feed({.after = "cursor:till"});
  std::vector<RecordedEvent> events;
  while (events.empty()) {
    auto next = feed.next(10s);
    ASSERT_TRUE(next.ok()) << next.error().message;
    events = std::move(next.value().events);
  }
  EXPECT_EQ(events.front().place.position, Position(1));
  EXPECT_TRUE(client->delete_cursor("till", kept.value().revision).get().ok());
  EXPECT_EQ(client->cursor("till").get().error().code, ErrorCode::kNotFound);
}

TEST_F(RpcClientTest, TheFeedHasWhatComesAndEndsWithItsToken) {
  const std::string token = create({.account = "ann", .roles = {Role::kIntegrator, Role::kReader}});
  how.token = token;
  const auto client = connect();
  ASSERT_TRUE(client);
  client->append(event("c1")).get();
  Feed feed = client->feed({.after = "end"});
  ASSERT_TRUE(feed.next(10s).ok());  // it is open
  client->append(event("c2")).get();
  for (;;) {
    const auto page = feed.next(10s);
    ASSERT_TRUE(page.ok()) << page.error().message;
    if (page.value().events.empty()) continue;
    EXPECT_EQ(page.value().events.front().place.position, Position(1));
    break;
  }
  ASSERT_TRUE(revoke_token(options.gate.tokens, "ann").ok());
  pass_a_second();
  for (;;) {
    const auto page = feed.next(10s);
    if (page.ok()) continue;
    EXPECT_EQ(page.error().code, ErrorCode::kForbidden);
    break;
  }
}

class RpcClientTls : public RpcClientTest {
 protected:
  void SetUp() override {
    make_authority("ca");
    make_certificate("server", "localhost", "ca");
    options.tls = {at("server.pem"), at("server.key"), {}};
    options.rpc_listen = "127.0.0.1:0";
    keep();
    options.gate.clock = system_clock();
    HttpTest::SetUp();
    point();
    how.tls = {.used = true, .authorities = at("ca.pem")};
    how.connect_timeout = 300ms;
  }
  std::string token_of(const std::string& account) {
    auto token =
        create_token(options.gate.tokens, {.account = account, .roles = {Role::kIntegrator}},
                     system_clock()(), entropy);
    pass_a_second();
    return token.value();
  }
};

TEST_F(RpcClientTls, IsSpokenWithAServerThatIsTrusted) {
  how.token = token_of("till");
  how.connect_timeout = 10s;
  const auto client = connect();
  ASSERT_TRUE(client);
  EXPECT_EQ(client->append(event("c1")).get().code, OutcomeCode::kRecorded);
}

TEST_F(RpcClientTls, AServerThatIsNotTrustedIsNotTalkedTo) {
  how.token = token_of("till");
  make_authority("other");
  how.tls.authorities = at("other.pem");
  EXPECT_EQ(refused().code, ErrorCode::kUnavailable);
  how.tls.authorities = at("ca.pem");
  how.tls.server_name = "elsewhere.example";
  EXPECT_EQ(refused().code, ErrorCode::kUnavailable);
}

TEST_F(RpcClientTls, ACertificateStandsForAToken) {
  token_of("till");
  make_authority("clients");
  make_certificate("till", "till", "clients");
  options.tls.clients = at("clients.pem");
  serve();
  point();
  how.tls = {.used = true,
             .authorities = at("ca.pem"),
             .certificate = at("till.pem"),
             .key = at("till.key")};
  how.connect_timeout = 10s;
  const auto client = connect();
  ASSERT_TRUE(client);
  EXPECT_EQ(client->append(event("c1")).get().code, OutcomeCode::kRecorded);
}

}  // namespace
}  // namespace dangol::test
