// What nobody sends who means well: the server answers or closes, holds no more than it may, and serves others
// meanwhile.
#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

#include "gateway/http/limits.h"
#include "tests/gateway/http_keys.h"

namespace dangol::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HttpAbuse : public HttpTest {
 protected:
  void expect_others_are_served() {
    EXPECT_EQ(ask(post("/v1/events", kStructured, started(fmt::format("good{}", ++good)))).status,
              201);
  }
  std::uint64_t refused(Refusal why) { return server->gate().refusals().of(why); }
  // Of this process, client and all.
  static std::int64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t all = 0, resident = 0;
    statm >> all >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
  }
  // That no more than so much was taken since `before`. A sanitizer holds memory of its own.
  static void expect_held(std::int64_t before, std::int64_t most) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LT(resident_bytes() - before, most);
#else
    static_cast<void>(before), static_cast<void>(most);
#endif
  }
  int good = 0;
};

TEST_F(HttpAbuse, WhatIsNoHttpIsRefusedAndTheConnectionClosed) {
  const std::string host = "Host: localhost\r\n";
  const std::string event = started("e1");
  for (const std::string& bytes : {
           std::string("\r\n\r\n\r\n"),
           std::string("GARBAGE\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
           std::string("GET\r\n\r\n"),
           std::string("get /healthz HTTP/1.1\r\n\r\n"),
           std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
           "GET /healthz HTTP/1.1\r\n" + host + "no colon here\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + ": no name\r\n\r\n",
           "GET /healthz HTTP/1.1\r\n" + host + "a b: c\r\n\r\n",
           std::string("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 50),
           "POST /v1/events HTTP/1.1\r\n" + host + "Content-Length: abc\r\n\r\n",
           "POST /v1/events HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
           "POST /v1/events HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello",
           "POST /v1/events HTTP/1.1\r\n" + host + "Content-Length: 5, 6\r\n\r\nhello",
           "POST /v1/events HTTP/1.1\r\n" + host +
               "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
           "POST /v1/events HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
           "POST /v1/events HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, chunked\r\n\r\n",
           "POST /v1/events HTTP/1.1\r\n" + host + kStructured +
               "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
           "POST /v1/events HTTP/1.1\r\n" + host + kStructured +
               "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffffffffffffffffffffff\r\n",
       }) {
    HttpPeer peer(server->port());
    peer.send(bytes);
    peer.end_sending();
    EXPECT_THAT(peer.read().status, AnyOf(0, 400, 404, 413, 500, 501)) << bytes;
    EXPECT_TRUE(peer.ended()) << bytes;
  }
  EXPECT_GT(refused(Refusal::kMalformed), 10U);
  expect_others_are_served();
}

TEST_F(HttpAbuse, NoRequestIsHiddenInTheBodyOfAnother) {
  // Each would be two requests to who reads the one way, and one to who reads the other way.
  const std::string hidden = post("/v1/events", kStructured, started("hidden"));
  const std::string head = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n";
  for (const std::string& bytes : {
           head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
           head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden,
           head + "Content-Length: +0\r\n\r\n" + hidden,
           head + "Content-Length: 0, 0\r\n\r\n" + hidden,
           head + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + hidden,
       }) {
    HttpPeer peer(server->port());
    peer.send(bytes);
    EXPECT_EQ(peer.read().status, 400) << bytes;
    EXPECT_TRUE(peer.ended()) << bytes;
  }
  EXPECT_EQ(care.log_size(), 0U);
  EXPECT_EQ(refused(Refusal::kMalformed), 5U);
}

TEST_F(HttpAbuse, AHeadWithoutAnEndIsNotReadForEver) {
  HttpPeer peer(server->port());
  peer.send("GET /healthz HTTP/1.1\r\n");
  const std::string line = "X-Filler: " + std::string(8000, 'x') + "\r\n";
  int sent = 0;
  while (sent < 10'000 && peer.send(line)) ++sent;
  EXPECT_LT(sent, 10'000);
  expect_others_are_served();
}

TEST_F(HttpAbuse, WhatAHeaderSaysIsNotSaidBackAsAHeader) {
  const HttpReply reply =
      ask(get("/v1/subjects/customer/a%0d%0aX-Evil:%201", "X-Request-Id: a\rb\r\n"));
  EXPECT_THAT(reply.status, AnyOf(0, 400));
  EXPECT_FALSE(reply.headers.contains("x-evil"));
  const HttpReply tag =
      ask(post("/v1/events", std::string(kStructured) + "If-Match: \"0\" evil\r\n", started("e1")));
  EXPECT_EQ(tag.status, 400);
  EXPECT_THAT(tag.body, Not(HasSubstr("evil")));
  expect_others_are_served();
}

TEST_F(HttpAbuse, JsonThatIsDeepOrWideIsRefusedInNoTime) {
  const auto status = [&](const std::string& body) {
    return ask(post("/v1/events", kBatch, body)).status;
  };
  const std::int64_t before = resident_bytes();
  EXPECT_EQ(status(std::string(kMaxHttpBodyBytes, '[')), 400);
  std::string objects;
  while (objects.size() < 1 << 20) objects += "{\"a\":";
  EXPECT_EQ(status(objects), 400);
  std::string many = "[0";
  while (many.size() < 1 << 20) many += ",0";
  EXPECT_EQ(status(many + "]"), 400);
  EXPECT_THAT(status("[" + started("e1", "\"x\":\"" + std::string(2 << 20, 'a') + "\",") + "]"),
              AnyOf(400, 207));
  EXPECT_EQ(status("[\"" + std::string(1 << 20, '\xff') + "\"]"), 400);
  EXPECT_EQ(status(std::string(1 << 20, '\0')), 400);
  // Each body, and what it is laid out as, is gone before the next one.
  expect_held(before, 16 * std::int64_t{kMaxHttpBodyBytes});
  EXPECT_EQ(care.log_size(), 0U);
  expect_others_are_served();
}

TEST_F(HttpAbuse, AHeadThatComesByteByByteEnds) {
  options.bounds.head = std::chrono::milliseconds(300);
  serve();
  HttpPeer slow(server->port());
  HttpPeer silent(server->port());
  slow.send("GET /healthz HTTP/1.1\r\nX");
  EXPECT_EQ(slow.read().status, 0);
  EXPECT_TRUE(silent.ended());
  // The second request of a connection, too.
  HttpPeer second(server->port());
  second.send(get("/healthz"));
  EXPECT_EQ(second.read().status, 200);
  second.send("GET ");
  EXPECT_TRUE(second.ended());
  expect_others_are_served();
}

TEST_F(HttpAbuse, ABodyThatDoesNotComeEndsAndHoldsNobodyUp) {
  options.bounds.body = std::chrono::milliseconds(500);
  options.bounds.bodies_bytes = kMaxHttpBodyBytes;
  serve();
  // Together they announce far more than the server would hold.
  std::deque<HttpPeer> slow;
  for (int i = 0; i < 30; ++i) {
    slow.emplace_back(server->port());
    slow.back().send(
        fmt::format("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n[",
                    kBatch, kMaxHttpBodyBytes));
  }
  expect_others_are_served();
  for (HttpPeer& peer : slow) EXPECT_EQ(peer.read().status, 408);
  EXPECT_EQ(refused(Refusal::kTooSlow), 30U);
}

TEST_F(HttpAbuse, BodiesThatTogetherAreTooMuchAreToldToComeAgain) {
  options.bounds.bodies_bytes = 1 << 20;
  serve();
  const std::string large = "[" + std::string(1 << 20, ' ') + "]";
  EXPECT_EQ(ask(post("/v1/events", kBatch, large)).status, 429);
  EXPECT_EQ(refused(Refusal::kNoRoom), 1U);
  expect_others_are_served();
}

TEST_F(HttpAbuse, ABodyOfAGibibyteIsNotTakenAnnouncedOrNot) {
  const std::int64_t before = resident_bytes();
  HttpPeer announced(server->port());
  announced.send(
      fmt::format("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n",
                  kBatch, std::uint64_t{1} << 30));
  EXPECT_EQ(announced.read().status, 413);
  HttpPeer chunked(server->port());
  chunked.send(fmt::format(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Transfer-Encoding: chunked\r\n\r\n",
      kBatch));
  const std::string mebibyte = fmt::format("{:x}\r\n{}\r\n", 1 << 20, std::string(1 << 20, ' '));
  int sent = 0;
  while (sent < 1024 && chunked.send(mebibyte)) ++sent;
  // What is over the limit, and what lies in the buffers of two sockets.
  EXPECT_LT(sent, 64);
  EXPECT_EQ(refused(Refusal::kTooLarge), 2U);
  expect_held(before, 8 * std::int64_t{kMaxHttpBodyBytes});
  expect_others_are_served();
}

TEST_F(HttpAbuse, WhoDoesNotReadItsAnswerIsLetGo) {
  options.bounds.answer = std::chrono::milliseconds(50);
  serve();
  HttpPeer deaf(server->port());
  const std::string request = get("/v1/nothing");
  std::string many;
  while (many.size() < 1 << 20) many += request;
  int sent = 0;
  while (sent < 200 && deaf.send(many)) ++sent;
  EXPECT_LT(sent, 200);
  expect_others_are_served();
}

TEST_F(HttpAbuse, TheOldestIdleConnectionMakesRoomForANewOne) {
  options.bounds.connections = 3;
  serve();
  HttpPeer first(server->port());
  const auto served = [](HttpPeer& peer) {
    return peer.send(get("/healthz")) && peer.read().status == 200;
  };
  EXPECT_TRUE(served(first));
  HttpPeer busy(server->port());
  busy.send(fmt::format(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Transfer-Encoding: chunked\r\n\r\n",
      kLines));
  EXPECT_EQ(busy.read_head().status, 200);
  HttpPeer third(server->port());
  EXPECT_TRUE(served(third));
  EXPECT_TRUE(served(first));  // so the third has been idle for longer
  HttpPeer fourth(server->port());
  EXPECT_TRUE(served(fourth));
  EXPECT_TRUE(third.ended());
  EXPECT_TRUE(served(first));
  const std::string line = started("e1") + "\n";
  busy.send(fmt::format("{:x}\r\n{}\r\n", line.size(), line));
  EXPECT_THAT(busy.read_line(), HasSubstr("recorded"));
}

TEST_F(HttpAbuse, WhenEverybodyIsBusyTheNewcomerIsClosed) {
  options.bounds.connections = 2;
  serve();
  std::deque<HttpPeer> busy;
  for (int i = 0; i < 2; ++i) {
    busy.emplace_back(server->port());
    busy.back().send(fmt::format(
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Transfer-Encoding: chunked\r\n\r\n",
        kLines));
    EXPECT_EQ(busy.back().read_head().status, 200);
  }
  HttpPeer late(server->port());
  EXPECT_TRUE(late.ended());
  EXPECT_EQ(refused(Refusal::kNoRoom), 1U);
}

TEST_F(HttpAbuse, ThousandsOfIdleConnectionsKeepNobodyOut) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  // Both ends are in this process.
  const std::size_t peers = std::min<std::size_t>(10'000, (limit.rlim_cur - 200) / 2);
  options.bounds.connections = peers - 100;
  serve();
  const std::int64_t before = resident_bytes();
  std::deque<HttpPeer> idle;
  for (std::size_t i = 0; i < peers; ++i) idle.emplace_back(server->port());
  expect_others_are_served();
  // Some KiB a connection, both ends together.
  expect_held(before, static_cast<std::int64_t>(peers) * (24 << 10) + (16 << 20));
  EXPECT_TRUE(idle.front().ended());
  idle.back().send(get("/healthz"));
  EXPECT_EQ(idle.back().read().status, 200);
}

}  // namespace
}  // namespace dangol::test
