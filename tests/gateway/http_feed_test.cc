// The feed: history, then what is recorded, without gap or repeat.
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "events/event.h"
#include "gateway/http/event_cursor.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct FeedItem {
  std::string id, event, data;
};

// One that listens to a feed.
class Listener {
 public:
  explicit Listener(std::uint16_t port, const std::string& query = "",
                    const std::string& headers = "")
      : peer_(port) {
    EXPECT_TRUE(peer_.send(get("/v1/feed" + query, headers)));
    head_ = peer_.read_head();
  }
  const HttpReply& head() const { return head_; }

  // The next thing that is dispatched; of a feed that ended an empty one. Ids without data are noted.
  FeedItem next() {
    FeedItem item;
    for (;;) {
      const std::optional<std::string> line = peer_.next_line();
      if (!line) return {};
      if (line->empty()) {
        if (!item.data.empty()) return item;
        if (comment_) return {"", "heartbeat", ""};
        continue;
      }
      comment_ = *line == ":";
      if (line->starts_with("id: ")) last_id_ = item.id = line->substr(4);
      if (line->starts_with("event: ")) item.event = line->substr(7);
      if (line->starts_with("data: ")) item.data = line->substr(6);
    }
  }
  // The next one that is no heartbeat.
  FeedItem event() {
    for (;;) {
      FeedItem item = next();
      if (item.event != "heartbeat") return item;
    }
  }
  const std::string& last_id() const { return last_id_; }

 private:
  HttpPeer peer_;
  HttpReply head_;
  bool comment_ = false;
  std::string last_id_;
};

std::string place_of(const FeedItem& item) {
  const std::string name = R"("dangolposition":")";
  const std::size_t at = item.data.find(name);
  if (at == item.data.npos) return "none";
  const std::size_t begin = at + name.size();
  return item.data.substr(begin, item.data.find('"', begin) - begin);
}

class HttpFeed : public HttpTest {
 protected:
  void record(int from, int until, const std::string& subject = "customer/kim") {
    Desk desk(subject);
    std::vector<SentEvent> events;
    for (int i = from; i < until; ++i) {
      const std::string name = fmt::format("{}-{}", subject, i);
      events.push_back(desk.call(name, name));
    }
    for (const Outcome& outcome : care.engine->append_and_wait(std::move(events))) {
      ASSERT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
    }
  }
};

TEST_F(HttpFeed, TellsHistoryAndThenWhatIsRecorded) {
  record(0, 3);
  Listener listener(server->port());
  EXPECT_EQ(listener.head().status, 200);
  EXPECT_EQ(listener.head().headers.at("content-type"), "text/event-stream");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(place_of(listener.event()), fmt::format("0:{}", i));
  for (int i = 3; i < 6; ++i) {
    record(i, i + 1);
    const FeedItem live = listener.event();
    EXPECT_EQ(place_of(live), fmt::format("0:{}", i));
    EXPECT_THAT(live.id, StartsWith(fmt::format("0-{}-", i + 1)));
    EXPECT_THAT(live.data, HasSubstr(R"("type":"contact.started")"));
  }
}

TEST_F(HttpFeed, ComesToAnEmptyLog) {
  Listener listener(server->port());
  EXPECT_EQ(listener.head().status, 200);
  record(0, 1);
  EXPECT_EQ(place_of(listener.event()), "0:0");
}

TEST_F(HttpFeed, GoesOnBehindTheLastEventWithoutGapOrRepeat) {
  record(0, 5);
  std::string id;
  {
    Listener listener(server->port());
    listener.event();
    id = listener.event().id;
  }
  Listener by_header(server->port(), "?after=0-0", "Last-Event-ID: " + id + "\r\n");
  Listener by_address(server->port(), "?after=" + id);
  for (Listener* listener : {&by_header, &by_address}) {
    for (int i = 2; i < 5; ++i) EXPECT_EQ(place_of(listener->event()), fmt::format("0:{}", i));
  }
  record(5, 6);
  EXPECT_EQ(place_of(by_header.event()), "0:5");
  EXPECT_EQ(place_of(by_address.event()), "0:5");
}

TEST_F(HttpFeed, BeginsBehindEverythingWhenAsked) {
  record(0, 3);
  Listener listener(server->port(), "?after=end");
  record(3, 4);
  EXPECT_EQ(place_of(listener.event()), "0:3");
}

TEST_F(HttpFeed, SaysNothingOfAnybodyWithoutAPurpose) {
  care.send(Desk("customer/kim").call("e1"), Desk("customer/kim").said("e2", "my words"));
  Listener listener(server->port());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(listener.event().data,
                AllOf(HasSubstr(R"("subject":"sealed:)"), Not(HasSubstr("kim")),
                      Not(HasSubstr("my words")), Not(HasSubstr(R"("e1")"))));
  }
}

TEST_F(HttpFeed, ShowsWordsForAPurposeOnceThatIsOnRecord) {
  care.send(Desk("customer/kim").call("e1"), Desk("customer/kim").said("e2", "my words"));
  Listener listener(server->port(), "", "Dangol-Purpose: care\r\nDangol-Reason: a test\r\n");
  EXPECT_THAT(listener.event().data, HasSubstr(R"("subject":"customer/kim")"));
  EXPECT_THAT(listener.event().data, HasSubstr("my words"));
  // What was recorded of it is in the feed, closed, and is not recorded in turn.
  const FeedItem access = listener.event();
  EXPECT_THAT(access.data, AllOf(HasSubstr("personaldata.accessed"), HasSubstr("sealed:"),
                                 Not(HasSubstr("ann")), Not(HasSubstr("a test"))));
  care.send(Desk("customer/lee").call("e3"));
  EXPECT_THAT(listener.event().data, HasSubstr("customer/lee"));
  EXPECT_THAT(listener.event().data, HasSubstr("personaldata.accessed"));
  care.engine->drain();
  EXPECT_EQ(care.log_size(), 5u);
}

TEST_F(HttpFeed, TakesOnlyWhatIsAskedFor) {
  care.send(Desk("customer/kim").call("e1"), Desk("customer/kim").hang_up("e2"),
            Desk("customer/kim").said("e3", "x"));
  const auto first = [&](const std::string& query) {
    return place_of(Listener(server->port(), query).event());
  };
  EXPECT_EQ(first("?type=contact.ended"), "0:1");
  EXPECT_EQ(first("?type=message"), "0:2");
  EXPECT_EQ(first("?type=message.&type=contact.ended"), "0:1");
  EXPECT_EQ(first("?kind=customer&type=contact"), "0:0");
  Listener contacts(server->port(), "?kind=access");
  Listener opened(server->port(), "", "Dangol-Purpose: care\r\n");
  EXPECT_THAT(contacts.event().data, HasSubstr("personaldata.accessed"));
}

TEST_F(HttpFeed, RefusesWhatItCannotServe) {
  record(0, 2);
  const auto status = [&](const std::string& query, const std::string& headers = "") {
    return ask(get("/v1/feed" + query, headers)).status;
  };
  EXPECT_EQ(status("?type=contact.star"), 400);
  EXPECT_EQ(status("?type="), 400);
  EXPECT_EQ(status("?kind=person"), 400);
  EXPECT_EQ(status("?kinds=customer"), 400);
  EXPECT_EQ(status("?after=7"), 400);
  EXPECT_EQ(status("?after=0-1"), 400);
  EXPECT_EQ(status("?after=0-01-0011223344556677"), 400);
  EXPECT_EQ(status("", "Dangol-Purpose: fun\r\n"), 400);
}

TEST_F(HttpFeed, ACursorOfAnotherLogOrOfRecordsThatAreGoneIsRefusedWithTheReason) {
  record(0, 2);
  const HttpReply other = ask(get("/v1/feed?after=0-1-0011223344556677"));
  EXPECT_EQ(other.status, 410);
  EXPECT_THAT(other.body, HasSubstr("another record at 0:0"));
  const HttpReply beyond = ask(get("/v1/feed?after=0-3-0011223344556677"));
  EXPECT_EQ(beyond.status, 410);
  EXPECT_THAT(beyond.body, AllOf(HasSubstr("behind record 3"), HasSubstr("the log has 2")));
}

TEST_F(HttpFeed, SaysThatItIsThereWhileNothingHappens) {
  options.feeds.heartbeat = std::chrono::milliseconds(1);
  serve();
  Listener listener(server->port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(listener.next().event, "heartbeat");
  record(0, 1);
  EXPECT_EQ(place_of(listener.event()), "0:0");
}

TEST_F(HttpFeed, AClientThatFiltersLearnsHowFarItIs) {
  options.feeds.heartbeat = std::chrono::milliseconds(1);
  serve();
  record(0, 2);
  Listener listener(server->port(), "?type=issue.opened");
  while (listener.last_id().empty()) listener.next();
  EXPECT_THAT(listener.last_id(), StartsWith("0-2-"));
}

TEST_F(HttpFeed, EndsWithAReasonWhenTheServerDoes) {
  record(0, 1);
  Listener listener(server->port());
  EXPECT_EQ(place_of(listener.event()), "0:0");
  server.reset();
  const FeedItem last = listener.event();
  EXPECT_EQ(last.event, "end");
  EXPECT_THAT(last.data, HasSubstr("\"type\":\"urn:dangol:problem:closing\""));
  EXPECT_EQ(listener.event().data, "");
}

TEST_F(HttpFeed, AReaderThatTakesAPieceTooLateIsSentAwayWithTheReason) {
  options.feeds.piece = std::chrono::milliseconds(0);
  options.feeds.late = std::chrono::hours(1);
  serve();
  Desk desk("customer/kim");
  const std::string words(60'000, 'x');
  // What comes is read more slowly than it is recorded.
  int recorded = 0;
  const auto more = [&] {
    care.engine->append_and_wait(together(desk.said(fmt::format("e{}", recorded++), words)));
  };
  more();
  Listener listener(server->port(), "", "Dangol-Purpose: care\r\n");
  FeedItem item = listener.event();
  std::string last;
  for (; item.event.empty() && !item.data.empty(); item = listener.event()) {
    last = place_of(item);
    more();
    more();
  }
  EXPECT_EQ(item.event, "end");
  EXPECT_THAT(item.data, HasSubstr("\"type\":\"urn:dangol:problem:slow\""));
  // Nothing is lost: it comes back.
  Listener again(server->port(), "?after=" + listener.last_id());
  EXPECT_EQ(place_of(again.event()), fmt::format("0:{}", std::stoi(last.substr(2)) + 1));
}

TEST_F(HttpFeed, OneMoreThanAThreadMayHaveIsToldToComeAgain) {
  options.feeds.heartbeat = std::chrono::milliseconds(10);  // a client that left is seen by it
  serve();
  std::vector<std::unique_ptr<Listener>> listeners;
  for (std::size_t i = 0; i < kMaxFeeds; ++i) {
    listeners.push_back(std::make_unique<Listener>(server->port()));
    ASSERT_EQ(listeners.back()->head().status, 200);
  }
  EXPECT_EQ(ask(get("/v1/feed")).status, 429);
  listeners.pop_back();
  // Its place is free once the server has seen it leave.
  int status = 429;
  while (status == 429) status = Listener(server->port()).head().status;
  EXPECT_EQ(status, 200);
}

TEST_F(HttpFeed, WhatIsRecordedMeanwhileComesOnceAndInOrder) {
  Listener early(server->port());
  std::thread writer([&] {
    for (int batch = 0; batch < 40; ++batch) record(batch * 50, batch * 50 + 50);
  });
  std::vector<std::unique_ptr<Listener>> late;
  for (int i = 0; i < 2000; ++i) {
    const FeedItem item = early.event();
    ASSERT_EQ(place_of(item), fmt::format("0:{}", i));
    if (i % 500 == 250)
      late.push_back(std::make_unique<Listener>(server->port(), "?after=" + item.id));
  }
  writer.join();
  for (std::size_t l = 0; l < late.size(); ++l) {
    for (std::size_t i = l * 500 + 251; i < 2000; ++i) {
      ASSERT_EQ(place_of(late[l]->event()), fmt::format("0:{}", i));
    }
  }
}

TEST_F(HttpFeed, TheHeadAloneIsAnswered) {
  HttpPeer peer(server->port());
  peer.send("HEAD /v1/feed HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/healthz"));
  EXPECT_EQ(peer.read_head().status, 200);
  EXPECT_EQ(peer.read().body, "ok\n");
}

}  // namespace
}  // namespace dangol::test
