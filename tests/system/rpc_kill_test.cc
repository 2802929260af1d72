// A server that is killed while three C++ clients append and one follows the feed: who tries again under the same ids
// has everything recorded once, each subject's events in their order, and the feed has no gap and no repeat.
#include <atomic>
#include <deque>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/client.h"
#include "tests/client/sent.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using namespace std::chrono_literals;

constexpr int kKills = 6;
constexpr std::uint64_t kBetweenKills = 200;  // events acknowledged
constexpr int kSubjects = 11;

class ServeKilledUnderRpc : public ProgramStore, public testing::Test {
 protected:
  // The clients know one address, so the servers that follow take the first one's port, once it is free.
  void serve() {
    for (;;) {
      server_.emplace(command({"--json", "serve", "--insecure-local", "--listen", "127.0.0.1:0",
                               "--rpc-listen", "127.0.0.1:" + std::to_string(port_)}),
                      folder());
      const std::string said = server_->read_line();
      const std::size_t at = said.find("\"rpcPort\":");
      if (at != said.npos) {
        port_ = std::atoi(said.c_str() + at + 10);
        return;
      }
      const Finished finished = server_->wait();
      ASSERT_NE(port_, 0) << finished.err;
    }
  }
  std::unique_ptr<Client> connect(std::size_t batch) const {
    ClientOptions options;
    options.server = "127.0.0.1:" + std::to_string(port_);
    options.batches.events = batch;
    options.retries = {.first_wait = 5ms, .longest_wait = 50ms, .give_up_after = 10min};
    auto client = Client::connect(options);
    EXPECT_TRUE(client.ok()) << client.error().message;
    return client.ok() ? std::move(client).value() : nullptr;
  }

  // Appends with so many unanswered at most, until told to stop.
  void send_all(Client& client, int number, std::size_t unanswered) {
    std::deque<std::future<Outcome>> waiting;
    int next = 0;
    while (!enough_ || !waiting.empty()) {
      if (!enough_ && waiting.size() < unanswered) {
        waiting.push_back(client.append(
            sent("customer/" + std::to_string(number) + "-" + std::to_string(next % kSubjects),
                 std::to_string(number) + "-" + std::to_string(next))));
        ++next;
        continue;
      }
      const Outcome outcome = waiting.front().get();
      waiting.pop_front();
      // Nobody else appends these, so a duplicate is one of ours and told as recorded.
      EXPECT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
      ++acknowledged_;
    }
    appended_ += static_cast<std::uint64_t>(next);
  }

  // Follows the feed until it has all records, whose number is known at the end.
  void follow(Client& client) {
    Feed feed = client.feed();
    while (seen_ < end_) {
      const auto page = feed.next(10ms);
      ASSERT_TRUE(page.ok()) << page.error().message;
      for (const RecordedEvent& event : page.value().events) {
        ASSERT_EQ(event.place.position, Position(seen_));
        ++seen_;
      }
    }
  }

  std::optional<Child> server_;
  int port_ = 0;
  std::atomic<bool> enough_ = false;
  std::atomic<std::uint64_t> acknowledged_ = 0;
  std::atomic<std::uint64_t> appended_ = 0;
  std::atomic<std::uint64_t> end_ = ~std::uint64_t{0};  // records, once it is known
  std::uint64_t seen_ = 0;
};

TEST_F(ServeKilledUnderRpc, EveryAcknowledgedEventIsThereOnceAndInOrderAndTheFeedHasNoGap) {
  serve();
  const auto one = connect(500), few = connect(7), many = connect(40);
  const auto reader = connect(1);
  ASSERT_TRUE(one && few && many && reader);
  std::thread ones([&] { send_all(*one, 1, 1); });
  std::thread fews([&] { send_all(*few, 2, 50); });
  std::thread manies([&] { send_all(*many, 3, 400); });
  std::thread feed([&] { follow(*reader); });
  for (int kill = 0; kill < kKills; ++kill) {
    const std::uint64_t until = acknowledged_ + kBetweenKills;
    while (acknowledged_ < until) std::this_thread::yield();
    server_->kill();
    server_->wait();
    serve();
  }
  enough_ = true;
  ones.join();
  fews.join();
  manies.join();
  EXPECT_EQ(acknowledged_, appended_);
  end_ = appended_.load();
  feed.join();
  EXPECT_EQ(seen_, appended_);
  server_->kill();
  server_->wait();
  EXPECT_EQ(records(), appended_);
  expect_replay_agrees();
  // The ids of one subject's events, which count up, stand in its history in that order.
  for (int number = 2; number <= 3; ++number) {
    const std::string subject = "customer/" + std::to_string(number) + "-0";
    const std::string history = run({"--json", "history", subject}).out;
    int before = -1;
    const std::string begins = "\"contactId\":\"" + std::to_string(number) + "-";
    for (std::size_t at = history.find(begins); at != history.npos;
         at = history.find(begins, at + 1)) {
      const int id = std::atoi(history.c_str() + at + begins.size());
      EXPECT_LT(before, id);
      before = id;
    }
    EXPECT_GE(before, 0) << history.substr(0, 500);
  }
}

}  // namespace
}  // namespace dangol::test
