// Events over HTTP, in every form that CloudEvents has there.
#include "events/utf8.h"
#include "gateway/http/limits.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpAppend : public HttpTest {};

TEST_F(HttpAppend, OneEventIsRecordedAndKnownWhenItComesAgain) {
  const std::string request = post("/v1/events", kStructured, started("e1"));
  const HttpReply first = ask(request);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.body, "{\"outcome\":\"recorded\",\"place\":\"0:0\",\"version\":\"1\"}\n");
  EXPECT_EQ(first.headers.at("etag"), "\"1\"");
  const HttpReply again = ask(request);
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(again.body, HasSubstr("\"duplicate\",\"place\":\"0:0\""));
  const HttpReply other =
      ask(post("/v1/events", kStructured, started("e1", "\"actorkind\":\"staff\",")));
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(care.log_size(), 1u);
}

TEST_F(HttpAppend, ARetryWithAnotherTraceIsTheSameEvent) {
  const HttpReply first =
      ask(post("/v1/events", kStructured, started("e1", "\"traceparent\":\"a\",")));
  EXPECT_EQ(first.status, 201);
  EXPECT_THAT(first.body, HasSubstr(R"("ignored":["traceparent"])"));
  EXPECT_EQ(ask(post("/v1/events", kStructured, started("e1", "\"traceparent\":\"b\","))).status,
            200);
}

TEST_F(HttpAppend, ATraceIsTheCorrelationOfAnEventWithoutOne) {
  const std::string trace =
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
  ask(post("/v1/events", kStructured + trace, started("e1")));
  ask(post("/v1/events", kStructured + trace, started("e2", "\"correlationid\":\"mine\",")));
  const std::string events = ask(get("/v1/subjects/customer/kim/events")).body;
  EXPECT_THAT(events, AllOf(HasSubstr(R"("correlationid":"4bf92f3577b34da6a3ce929d0e0e4736")"),
                            HasSubstr(R"("correlationid":"mine")")));
}

TEST_F(HttpAppend, AnExpectedVersionIsAnETag) {
  const auto when = [&](const std::string& tag, const std::string& id) {
    return ask(post("/v1/events", kStructured + fmt::format("If-Match: {}\r\n", tag), started(id)));
  };
  EXPECT_EQ(when("\"0\"", "e1").status, 201);
  EXPECT_EQ(when("\"0\"", "e2").status, 412);
  EXPECT_EQ(when("\"1\"", "e2").status, 201);
  EXPECT_EQ(when("two", "e3").status, 400);
  EXPECT_EQ(ask(post("/v1/events", std::string(kBatch) + "If-Match: \"2\"\r\n",
                     "[" + started("e3") + "]"))
                .status,
            400);
}

TEST_F(HttpAppend, ABatchTellsTheOutcomeOfEachInOrder) {
  const HttpReply all =
      ask(post("/v1/events", kBatch, "[" + started("e1") + "," + started("e2") + "]"));
  EXPECT_EQ(all.status, 200);
  EXPECT_THAT(all.body, StartsWith(R"([{"outcome":"recorded","place":"0:0")"));
  const HttpReply some =
      ask(post("/v1/events", kBatch, "[" + started("e2") + ",{}," + started("e3") + "]"));
  EXPECT_EQ(some.status, 207);
  EXPECT_THAT(some.body, AllOf(StartsWith(R"([{"outcome":"duplicate")"),
                               HasSubstr(R"({"outcome":"rejected","reason":"[1].)"),
                               HasSubstr(R"("place":"0:2")")));
  EXPECT_EQ(ask(post("/v1/events", kBatch, "[]")).status, 400);
}

TEST_F(HttpAppend, InBinaryModeTheAttributesAreHeaders) {
  const std::string headers =
      "ce-specversion: 1.0\r\nce-id: e1\r\nce-source: urn:shop\r\nce-type: contact.started\r\n"
      "ce-subject: customer/%EB%8B%A8%EA%B3%A8\r\nce-time: 2026-01-01T10:00:00Z\r\n"
      "Content-Type: application/json; charset=utf-8\r\n";
  const std::string data = R"({"contactId":"c1","channel":"phone","direction":"inbound"})";
  EXPECT_EQ(ask(post("/v1/events", headers, data)).status, 201);
  EXPECT_EQ(ask(get("/v1/subjects/customer/%EB%8B%A8%EA%B3%A8")).status, 200);
  EXPECT_EQ(ask(post("/v1/events", headers + "ce-id: e2\r\n", data)).status, 400);
  EXPECT_EQ(ask(post("/v1/events", headers + "ce-data: {}\r\n", data)).status, 400);
  EXPECT_EQ(ask(post("/v1/events", headers + "ce-extra: %zz\r\n", data)).status, 400);
  EXPECT_EQ(ask(post("/v1/events", headers, "")).status, 400);
}

TEST_F(HttpAppend, WhatCannotBeReadIsRefusedByTheFieldAndTheReason) {
  const HttpReply wrong = ask(post("/v1/events", kStructured, R"({"specversion":"1.0"})"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("id is missing"));
  EXPECT_EQ(ask(post("/v1/events", "", started("e1"))).status, 415);
  EXPECT_EQ(ask(post("/v1/events", "Content-Type: text/plain\r\n", "x")).status, 415);
  EXPECT_EQ(ask(post("/v1/events", kStructured, started("e1", "\"data_base64\":\"AA==\","))).status,
            415);
  EXPECT_EQ(care.log_size(), 0u);
}

TEST_F(HttpAppend, BytesThatAreNoTextComeBackAsText) {
  const std::string wrong = "{\"specversion\":\"1.\xff\",\"id\":\"\xeb\x8b\"}";
  const HttpReply reply = ask(post("/v1/events", kStructured, wrong));
  EXPECT_EQ(reply.status, 400);
  EXPECT_TRUE(is_utf8(reply.body)) << reply.body;
  const HttpReply batch = ask(post("/v1/events", kLines, wrong + "\n"));
  EXPECT_TRUE(is_utf8(batch.body)) << batch.body;
}

TEST_F(HttpAppend, AStreamIsAnsweredAsItIsRecorded) {
  HttpPeer peer(server->port());
  peer.send(fmt::format(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Transfer-Encoding: chunked\r\n\r\n",
      kLines));
  const auto chunk = [&](const std::string& text) {
    peer.send(fmt::format("{:x}\r\n{}\r\n", text.size(), text));
  };
  chunk(started("e1") + "\n");
  EXPECT_EQ(peer.read_head().status, 200);
  EXPECT_THAT(peer.read_line(), StartsWith(R"({"line":1,"outcome":"recorded")"));
  chunk(started("e2").substr(0, 20));
  chunk(started("e2").substr(20) + "\n\nnonsense\n" + started("e1") + "\n");
  EXPECT_THAT(peer.read_line(), StartsWith(R"({"line":2,"outcome":"recorded")"));
  EXPECT_THAT(peer.read_line(), StartsWith(R"({"line":4,"outcome":"rejected")"));
  EXPECT_THAT(peer.read_line(), StartsWith(R"({"line":5,"outcome":"duplicate")"));
  chunk(started("e3"));  // without an end of line
  peer.send("0\r\n\r\n");
  EXPECT_THAT(peer.read_line(), StartsWith(R"({"line":6,"outcome":"recorded")"));
  EXPECT_EQ(peer.read_line(), "");
}

TEST_F(HttpAppend, ALongStreamComesBackWholeAndInOrder) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) {
    lines += started(fmt::format("e{}", i), "", fmt::format("customer/{}", i % 7)) + "\n";
  }
  const HttpReply reply = ask(post("/v1/events", kLines, lines));
  for (int i = 0; i < 3000; ++i) {
    ASSERT_THAT(reply.body,
                HasSubstr(fmt::format("{{\"line\":{},\"outcome\":\"recorded\"", i + 1)));
  }
  EXPECT_EQ(care.log_size(), 3000u);
}

TEST_F(HttpAppend, ALineThatIsTooLongIsRefusedAndTheNextIsRecorded) {
  const HttpReply reply =
      ask(post("/v1/events", kLines,
               std::string(kMaxEventJsonBytes + 1, 'x') + "\n" + started("e1") + "\n"));
  EXPECT_THAT(reply.body, AllOf(HasSubstr(R"({"line":1,"outcome":"rejected")"),
                                HasSubstr(R"({"line":2,"outcome":"recorded")")));
}

TEST_F(HttpAppend, ABodyThatIsTooLargeIsRefused) {
  const std::string announced =
      fmt::format("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n",
                  kBatch, kMaxHttpBodyBytes + 1);
  EXPECT_EQ(ask(announced).status, 413);
  HttpPeer peer(server->port());
  peer.send(fmt::format(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{}Transfer-Encoding: chunked\r\n\r\n",
      kBatch));
  const std::string chunk = fmt::format("100000\r\n{}\r\n", std::string(1 << 20, ' '));
  for (int i = 0; i < 10 && peer.send(chunk); ++i) {
  }
  EXPECT_EQ(peer.read_head().status, 413);
}

TEST_F(HttpAppend, SeveralThreadsServeOnePort) {
  options.threads = 3;
  serve();
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(ask(post("/v1/events", kStructured, started(fmt::format("e{}", i)))).status, 201);
  }
}

}  // namespace
}  // namespace dangol::test
