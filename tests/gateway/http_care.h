// A store that is served over HTTP.
#pragma once

#include <memory>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/heads.h"
#include "gateway/http/server.h"
#include "gateway/notary.h"
#include "gateway/serving.h"
#include "tests/gateway/http_peer.h"
#include "tests/support/care.h"

namespace dangol::test {

inline constexpr const char* kStructured = "Content-Type: application/cloudevents+json\r\n";
inline constexpr const char* kBatch = "Content-Type: application/cloudevents-batch+json\r\n";
inline constexpr const char* kLines = "Content-Type: application/x-ndjson\r\n";

class HttpTest : public testing::Test {
 protected:
  void SetUp() override {
    care.start();
    serve();
  }
  void serve() {
    server.reset();
    serving.reset();
    serving = std::make_unique<Serving>(*care.engine, care.dir(), notary.get(), heads.get());
    options.listen = "127.0.0.1:0";
    auto started = HttpServer::start(*serving, options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = std::move(started).value();
  }
  // From here on the log is signed, on demand, and histories are proved.
  void sign() {
    server.reset();
    serving.reset();
    heads = std::make_unique<Heads>(*care.engine,
                                    Heads::Options{care.dir() / "heads", std::chrono::seconds(0)});
    Notary::Options signing;
    signing.signing_key = care.dir().parent_path() / "signing-key";
    signing.every = std::chrono::milliseconds(0);
    auto started = Notary::start(*care.engine, std::move(signing));
    ASSERT_TRUE(started.ok()) << started.error().message;
    notary = std::move(started).value();
    serve();
  }
  // One request, one answer, on a connection of its own.
  HttpReply ask(const std::string& request) const {
    HttpPeer peer(server->port());
    EXPECT_TRUE(peer.send(request));
    return peer.read();
  }
  static std::string started(const std::string& id, const std::string& more = "",
                             const std::string& subject = "customer/kim") {
    return fmt::format(
        R"({{"specversion":"1.0","id":"{}","source":"urn:shop/till","type":"contact.started",)"
        R"("subject":"{}","time":"2026-01-01T10:00:00Z",{})"
        R"("data":{{"contactId":"{}","channel":"phone","direction":"inbound"}}}})",
        id, subject, more, id);
  }

  HttpServer::Options options{.gate = {.insecure_account = "ann"}};
  Care care;
  std::unique_ptr<Heads> heads;        // nullptr: sign() was not called
  std::unique_ptr<Notary> notary;      // the same; ends before those
  std::unique_ptr<Serving> serving;    // ends before the engine
  std::unique_ptr<HttpServer> server;  // ends before that
};

}  // namespace dangol::test
