// The feed of a client: without gap or repeat, whatever happens to connections.
#include "client/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/client.h"
#include "client/limits.h"
#include "tests/client/fake_server.h"
#include "tests/client/sent.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class FeedTest : public testing::Test {
 protected:
  FeedTest() {
    ClientOptions options;
    options.server = server.address();
    options.retries.first_wait = 1ms;
    options.retries.longest_wait = 10ms;
    client = Client::connect(options).value();
  }
  void append(int from, int to) {
    std::vector<SentEvent> events;
    for (int i = from; i < to; ++i) events.push_back(sent("customer/1", std::to_string(i)));
    for (const Outcome& outcome : client->append(std::move(events)).get()) {
      ASSERT_EQ(outcome.code, OutcomeCode::kRecorded);
    }
  }
  // Reads until it has the record at `end` - 1; each once and in order.
  void expect_up_to(Feed& feed, std::uint64_t end) {
    while (next_ < end) {
      auto page = feed.next(10s);
      ASSERT_TRUE(page.ok()) << page.error().message;
      for (const RecordedEvent& event : page.value().events) {
        ASSERT_EQ(event.place.position, Position(next_));
        ++next_;
      }
      cursor_ = page.value().cursor;
    }
  }

  FakeServer server;
  std::unique_ptr<Client> client;
  std::uint64_t next_ = 0;
  std::string cursor_;
};

TEST_F(FeedTest, HistoryThenWhatIsRecorded) {
  append(0, 250);
  Feed feed = client->feed();
  expect_up_to(feed, 250);
  append(250, 260);
  expect_up_to(feed, 260);
  const auto nothing = feed.next(0ms);
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(nothing.value().events.empty());
  EXPECT_EQ(nothing.value().cursor, "260");
}

TEST_F(FeedTest, AnEventOfItIsACloudEvent) {
  append(0, 1);
  Feed feed = client->feed();
  const auto page = feed.next(10s);
  ASSERT_EQ(page.value().events.size(), 1u);
  const RecordedEvent& event = page.value().events.front();
  EXPECT_EQ(event.type(), "contact.started");
  EXPECT_THAT(event.json().value(), HasSubstr(R"("subject":"customer/1")"));
}

TEST_F(FeedTest, ItGoesOnWhereAConnectionBrokeOff) {
  server.feed_pages(7, 3);
  append(0, 300);
  Feed feed = client->feed();
  expect_up_to(feed, 300);
  server.break_all();
  append(300, 310);
  expect_up_to(feed, 310);
}

TEST_F(FeedTest, ItGoesOnWhereTheServerLetGoOfItWithoutAWord) {
  server.feed_pages(7, 3, FakeServer::FeedEnd::kLetGo);
  append(0, 300);
  Feed feed = client->feed();
  expect_up_to(feed, 300);
}

TEST_F(FeedTest, ThatThereIsNothingNewTakesNoRoom) {
  append(0, 5);
  Feed feed = client->feed();
  expect_up_to(feed, 5);
  server.say_nothing_new(10 * kClientFeedPages);
  append(5, 6);
  // Had those pages stood before it, there were more than one.
  std::size_t pages = 0;
  while (next_ < 6) {
    auto page = feed.next(10s);
    ASSERT_TRUE(page.ok());
    next_ += page.value().events.size();
    ++pages;
  }
  EXPECT_LE(pages, kClientFeedPages + 1);
}

TEST_F(FeedTest, AnotherReaderGoesOnFromACursor) {
  append(0, 30);
  server.feed_pages(10, 0);
  {
    Feed feed = client->feed();
    expect_up_to(feed, 10);
  }
  Feed feed = client->feed({.after = cursor_});
  expect_up_to(feed, 30);
}

TEST_F(FeedTest, FromTheEndItHasWhatIsRecordedFromThenOn) {
  append(0, 30);
  Feed feed = client->feed({.after = "end"});
  EXPECT_EQ(feed.next(10s).value().cursor, "30");
  server.break_all();  // also while nothing has come yet
  append(30, 40);
  next_ = 30;
  expect_up_to(feed, 40);
}

TEST_F(FeedTest, WhoIsSlowIsNotSentMore) {
  constexpr std::size_t kRecords = 1000;
  constexpr std::size_t kOnTheirWay = 100;  // more pages than Cap'n Proto lets be on their way
  server.feed_pages(1, 0);
  append(0, kRecords);
  Feed feed = client->feed();
  expect_up_to(feed, 1);
  for (int i = 0; i < 200; ++i) (void)client->subject("customer/1").get();
  EXPECT_LE(server.pages(), kOnTheirWay + kClientFeedPages);
  expect_up_to(feed, kRecords);
}

TEST_F(FeedTest, ItsEndIsSaid) {
  Feed feed = client->feed({.after = "gone"});
  const auto page = feed.next(10s);
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kGone);
}

TEST_F(FeedTest, ItEndsWithItsClientOnceWhatCameIsRead) {
  append(0, 5);
  Feed feed = client->feed();
  expect_up_to(feed, 5);
  client.reset();
  EXPECT_EQ(feed.next(10s).error().code, ErrorCode::kUnavailable);
}

TEST_F(FeedTest, TheServerLearnsThatItsReaderHasGone) {
  append(0, 5);
  {
    Feed feed = client->feed();
    expect_up_to(feed, 5);
    EXPECT_EQ(server.feeds(), 1u);
  }
  while (server.feeds() > 0) (void)client->subject("customer/1").get();
}

}  // namespace
}  // namespace dangol::test
