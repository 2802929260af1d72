// A server that is killed while three clients send and one follows the feed: who sends again what was not
// answered, and goes on where the feed broke off, has everything once.
#include <atomic>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/http_client.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int kKills = 6;
constexpr std::uint64_t kBetweenKills = 150;  // events acknowledged

class ServeKilled : public ProgramStore, public testing::Test {
 protected:
  void serve() {
    server_.emplace(command({"--json", "serve", "--insecure-local", "--listen", "127.0.0.1:0"}),
                    folder());
    const std::string said = server_->read_line();
    const std::size_t at = said.find("\"port\":");
    ASSERT_NE(at, said.npos) << said << server_->wait().err;
    port_ = static_cast<std::uint16_t>(std::atoi(said.c_str() + at + 7));
  }
  static std::string event(int client, int number) {
    return fmt::format(
        R"({{"specversion":"1.0","id":"{0}-{1}","source":"urn:test","type":"contact.started",)"
        R"("subject":"customer/{2}","time":"2026-01-01T10:00:00Z",)"
        R"("data":{{"contactId":"{0}-{1}","channel":"chat","direction":"inbound"}}}})",
        client, number, number % 11);
  }
  // How many of the answer's outcomes say that the event is on disk.
  static std::size_t on_disk(const std::string& text) {
    std::size_t count = 0;
    for (const char* said : {R"("outcome":"recorded")", R"("outcome":"duplicate")"}) {
      for (std::size_t at = text.find(said); at != text.npos; at = text.find(said, at + 1)) ++count;
    }
    return count;
  }

  // Sends `batch` events a request, and again what was not acknowledged, until told to stop; then until
  // the last one is acknowledged.
  void send_all(int client, int batch, std::string_view type) {
    int next = 0;
    std::string body;
    while (!enough_ || !body.empty()) {
      HttpClient to(port_);
      for (;;) {
        if (body.empty()) {
          if (enough_) break;
          for (int i = 0; i < batch; ++i) {
            body += (i > 0 && batch > 1 ? "," : "") + event(client, next + i);
          }
          if (batch > 1) body = "[" + body + "]";
        }
        std::string answer;
        if (!to.post("/v1/events", type, body) || to.read_status() == 0 || !to.read_body(answer)) {
          break;  // killed: the same again
        }
        if (on_disk(answer) < static_cast<std::size_t>(batch)) continue;  // not yet: the same again
        next += batch;
        acknowledged_ += static_cast<std::uint64_t>(batch);
        body.clear();
      }
    }
    sent_ += static_cast<std::uint64_t>(next);
  }

  // Follows the feed over as many connections as it takes, until it has seen `enough_` and all records.
  void follow() {
    std::string last;
    std::uint64_t expected = 0;
    while (expected < end_) {
      HttpClient from(port_);
      if (!from.get("/v1/feed", last.empty() ? "" : "Last-Event-ID: " + last + "\r\n") ||
          from.read_status() != 200) {
        continue;
      }
      std::string line, id;
      while (expected < end_ && from.read_line(line)) {
        if (line.starts_with("id: ")) id = line.substr(4);
        if (!line.starts_with("data: {")) continue;
        EXPECT_THAT(line, HasSubstr(fmt::format(R"("dangolposition":"0:{}")", expected)));
        ++expected;
        last = id;
      }
    }
    seen_ = expected;
  }

  std::optional<Child> server_;
  std::atomic<std::uint16_t> port_ = 0;  // of the server that runs; each gets another
  std::atomic<bool> enough_ = false;
  std::atomic<std::uint64_t> end_ = ~std::uint64_t{0};  // records, once it is known
  std::atomic<std::uint64_t> acknowledged_ = 0;
  std::atomic<std::uint64_t> sent_ = 0;
  std::uint64_t seen_ = 0;
};

TEST_F(ServeKilled, EveryAcknowledgedEventIsThereOnceAndTheFeedHasNoGap) {
  serve();
  std::thread one([&] { send_all(1, 1, "application/cloudevents+json"); });
  std::thread few([&] { send_all(2, 7, "application/cloudevents-batch+json"); });
  std::thread many([&] { send_all(3, 40, "application/cloudevents-batch+json"); });
  std::thread feed([&] { follow(); });
  for (int kill = 0; kill < kKills; ++kill) {
    const std::uint64_t until = acknowledged_ + kBetweenKills;
    while (acknowledged_ < until) std::this_thread::yield();
    server_->kill();
    server_->wait();
    serve();
  }
  enough_ = true;
  one.join();
  few.join();
  many.join();
  EXPECT_EQ(acknowledged_, sent_);
  end_ = sent_.load();
  // The feed waits for more: one more event lets it look whether it has all.
  HttpClient last(port_);
  std::string answer;
  ASSERT_TRUE(last.post("/v1/events", "application/cloudevents+json", event(4, 0)));
  EXPECT_EQ(last.read_status(), 201);
  feed.join();
  EXPECT_THAT(seen_, AnyOf(sent_.load(), sent_ + 1));
  server_->kill();
  server_->wait();
  EXPECT_EQ(records(), sent_ + 1);
  expect_replay_agrees();
}

}  // namespace
}  // namespace dangol::test
