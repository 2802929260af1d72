// A client against a server that does as it is told.
#include "client/client.h"

#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/limits.h"
#include "tests/client/fake_server.h"
#include "tests/client/sent.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using namespace std::chrono_literals;
using Act = FakeServer::Act;

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    options.server = server.address();
    options.retries.first_wait = 1ms;
    options.retries.longest_wait = 10ms;
  }
  void connect() {
    auto connected = Client::connect(options);
    ASSERT_TRUE(connected.ok()) << connected.error().message;
    client = std::move(connected).value();
  }
  std::future<Outcome> append(const std::string& subject, const std::string& id) {
    return client->append(sent(subject, id));
  }
  std::string append_now(const std::string& subject, const std::string& id) {
    return to_string(append(subject, id).get().code);
  }

  FakeServer server;
  ClientOptions options;
  std::unique_ptr<Client> client;
};

TEST_F(ClientTest, AnEventIsRecordedAtItsPlace) {
  connect();
  const Outcome outcome = append("customer/1", "a").get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRecorded);
  EXPECT_EQ(to_string(outcome.place.value()), "0:0");
  EXPECT_THAT(server.log(), ElementsAre("customer/1 a"));
}

TEST_F(ClientTest, JsonIsReadAndWhatIsWrongWithItIsSaid) {
  connect();
  EXPECT_EQ(client->append(sent_json("customer/1", "a")).get().code, OutcomeCode::kRecorded);
  const Outcome outcome = client->append(sent_json("nobody/1", "a")).get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRejected);
  EXPECT_THAT(outcome.reason, HasSubstr("subject"));
  EXPECT_EQ(server.log().size(), 1u);
}

TEST_F(ClientTest, WhatIsNoEventIsRejectedHere) {
  connect();
  EXPECT_EQ(client->append(SentEvent()).get().code, OutcomeCode::kRejected);
  EXPECT_THAT(client->append(std::vector<SentEvent>()).get(), IsEmpty());
  EXPECT_THAT(server.appends(), IsEmpty());
}

TEST_F(ClientTest, ABatchHasAnOutcomeForEachInOrder) {
  connect();
  std::vector<SentEvent> events;
  events.push_back(sent("customer/1", "a"));
  events.push_back(sent("customer/2", "b"));
  events.emplace_back();
  events.push_back(sent("customer/1", "a"));
  const Outcomes outcomes = client->append(std::move(events)).get();
  ASSERT_EQ(outcomes.size(), 4u);
  EXPECT_EQ(outcomes[0].code, OutcomeCode::kRecorded);
  EXPECT_EQ(outcomes[1].place->position, Position(1));
  EXPECT_EQ(outcomes[2].code, OutcomeCode::kRejected);
  EXPECT_EQ(outcomes[3].code, OutcomeCode::kDuplicate);
}

TEST_F(ClientTest, AUnitTravelsAloneAndIsOfOneSubject) {
  connect();
  std::vector<SentEvent> unit;
  unit.push_back(sent("customer/1", "a"));
  unit.push_back(sent("customer/1", "b"));
  EXPECT_EQ(client->append(std::move(unit), {.unit = true}).get().size(), 2u);
  EXPECT_THAT(server.appends(), ElementsAre(2u));
  unit.clear();
  unit.push_back(sent("customer/1", "c"));
  unit.push_back(sent("customer/2", "d"));
  for (const Outcome& outcome : client->append(std::move(unit), {.unit = true}).get()) {
    EXPECT_EQ(outcome.code, OutcomeCode::kRejected);
  }
}

TEST_F(ClientTest, WhatComesWhileARequestTravelsSharesTheNext) {
  options.batches.linger = 1h;
  server.script({{Act::kHold}});
  connect();
  auto first = append("customer/1", "a");
  server.await_appends(1);
  std::vector<std::future<Outcome>> others;
  for (int i = 0; i < 20; ++i) others.push_back(append("customer/2", std::to_string(i)));
  server.release();
  first.get();
  for (auto& other : others) EXPECT_EQ(other.get().code, OutcomeCode::kRecorded);
  EXPECT_THAT(server.appends(), ElementsAre(1u, 20u));
}

TEST_F(ClientTest, ARequestThatBrokeOffIsSentAgainAndCountsOnce) {
  server.script({{Act::kTakeAndBreak}, {Act::kBreak}, {Act::kTakeAndBreak}});
  connect();
  EXPECT_EQ(append_now("customer/1", "a"), "recorded");
  EXPECT_EQ(append_now("customer/1", "a"), "duplicate");
  EXPECT_THAT(server.log(), ElementsAre("customer/1 a"));
  EXPECT_EQ(server.connections(), 4u);
}

TEST_F(ClientTest, WhatPassesIsTriedAgainAndWhatDoesNotIsTold) {
  server.script({{Act::kRefuse, {}, ErrorCode::kOverloaded},
                 {Act::kSay, OutcomeCode::kUnavailable},
                 {Act::kFail},
                 {Act::kSay, OutcomeCode::kUnknown},
                 {Act::kRefuse, {}, ErrorCode::kUnavailable}});
  connect();
  EXPECT_EQ(append_now("customer/1", "a"), "recorded");
  EXPECT_EQ(server.appends().size(), 6u);
  server.script({{Act::kSay, OutcomeCode::kStale}});
  EXPECT_EQ(append_now("customer/1", "b"), "stale");
  server.script({{Act::kRefuse, {}, ErrorCode::kForbidden}});
  const Outcome outcome = append("customer/1", "c").get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRejected);
  EXPECT_EQ(outcome.reason, "as scripted");
  EXPECT_EQ(server.connections(), 1u);
}

TEST_F(ClientTest, OneBadEventDoesNotTakeOthersWithIt) {
  server.reject("bad");
  server.script({{Act::kHold}});
  options.batches.linger = 1h;
  connect();
  auto first = append("customer/0", "a");
  server.await_appends(1);
  auto good = append("customer/1", "b"), bad = append("customer/2", "bad"),
       other = append("customer/3", "c");
  server.release();
  EXPECT_EQ(good.get().code, OutcomeCode::kRecorded);
  EXPECT_EQ(bad.get().code, OutcomeCode::kRejected);
  EXPECT_EQ(other.get().code, OutcomeCode::kRecorded);
}

TEST_F(ClientTest, WhatIsNotAnsweredInTimeIsGivenUp) {
  options.retries.give_up_after = 1ms;
  options.request_timeout = 20ms;
  server.script({{Act::kNever}});
  connect();
  const Outcome outcome = append("customer/1", "a").get();
  EXPECT_EQ(outcome.code, OutcomeCode::kUnknown);
  EXPECT_THAT(outcome.reason, HasSubstr("in time"));
  EXPECT_EQ(append_now("customer/1", "a"), "recorded");  // over another connection
}

TEST_F(ClientTest, TheOrderOfASubjectIsKeptWhileConnectionsBreak) {
  constexpr int kEvents = 400, kSubjects = 5;
  options.batches.events = 7;
  connect();
  std::vector<std::future<Outcome>> outcomes;
  for (int i = 0; i < kEvents; ++i) {
    if (i % 50 == 20) server.break_all();
    if (i % 50 == 40) server.script({{Act::kTakeAndBreak}, {}, {Act::kBreak}});
    outcomes.push_back(
        append("customer/" + std::to_string(i % kSubjects), std::to_string(1000 + i)));
  }
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().code, OutcomeCode::kRecorded);
  std::map<std::string, std::string> last;
  const auto log = server.log();
  for (const std::string& line : log) {
    std::string& before = last[line.substr(0, line.find(' '))];
    EXPECT_LT(before, line);
    before = line;
  }
  EXPECT_EQ(std::set<std::string>(log.begin(), log.end()).size(), std::size_t{kEvents});
}

TEST_F(ClientTest, ManyThreadsAppendAtOnce) {
  connect();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      std::vector<std::future<Outcome>> outcomes;
      for (int i = 0; i < 100; ++i) {
        outcomes.push_back(append("customer/" + std::to_string(thread),
                                  std::to_string(thread) + "-" + std::to_string(i)));
      }
      for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().code, OutcomeCode::kRecorded);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(server.log().size(), 400u);
}

TEST_F(ClientTest, MemoryIsBoundedAndWhoDoesNotWaitIsTold) {
  options.max_bytes = 1;  // one event at a time
  server.script({{Act::kHold}});
  connect();
  auto first = append("customer/1", "a");
  SentEvent event = sent("customer/1", "b");
  auto tried = client->try_append(std::move(event));
  ASSERT_FALSE(tried.ok());
  EXPECT_EQ(tried.error().code, ErrorCode::kOverloaded);
  EXPECT_EQ(event.subject, "customer/1");  // as it was
  std::thread waits([&] { EXPECT_EQ(append_now("customer/1", "b"), "recorded"); });
  server.await_appends(1);
  EXPECT_EQ(server.log().size(), 1u);
  server.release();
  waits.join();
  EXPECT_EQ(first.get().code, OutcomeCode::kRecorded);
  auto now = client->try_append(sent("customer/1", "c"));
  ASSERT_TRUE(now.ok());
  EXPECT_EQ(now.value().get().code, OutcomeCode::kRecorded);
}

TEST_F(ClientTest, WhoIsToldMayAppendAgainAlsoWhereThereIsNoRoom) {
  options.max_bytes = 1;  // one event at a time
  connect();
  std::promise<void> done;
  std::function<void(int)> go_on = [&](int left) {
    if (left == 0) return done.set_value();
    std::vector<SentEvent> two;
    for (const char* which : {"a", "b"}) {
      two.push_back(sent("customer/1", std::to_string(left) + which));
    }
    client->append(std::move(two), {}, [&, left](Outcomes outcomes) {
      EXPECT_EQ(outcomes.size(), 2u);
      go_on(left - 1);
    });
  };
  go_on(20);
  done.get_future().wait();
  EXPECT_EQ(server.log().size(), 40u);
}

TEST_F(ClientTest, ItsEndWaitsForWhatIsUnanswered) {
  connect();
  std::vector<std::future<Outcome>> outcomes;
  for (int i = 0; i < 50; ++i) outcomes.push_back(append("customer/1", std::to_string(i)));
  client.reset();
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().code, OutcomeCode::kRecorded);
}

TEST_F(ClientTest, ItsEndDoesNotWaitForEver) {
  options.drain_timeout = 1ms;
  server.script({{Act::kNever}});
  connect();
  auto outcome = append("customer/1", "a");
  server.await_appends(1);
  client.reset();
  EXPECT_EQ(outcome.get().code, OutcomeCode::kUnknown);
}

TEST_F(ClientTest, WhoIsNotLetInIsToldWhy) {
  server.shut_out("the token is revoked");
  auto connected = Client::connect(options);
  ASSERT_FALSE(connected.ok());
  EXPECT_EQ(connected.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(connected.error().message, "the token is revoked");
}

TEST_F(ClientTest, WhoIsNoLongerLetInIsToldUntilTheyAreAgain) {
  connect();
  server.shut_out("the token is revoked");
  server.break_all();
  const auto state = client->subject("customer/1").get();
  ASSERT_FALSE(state.ok());
  EXPECT_EQ(state.error().code, ErrorCode::kForbidden);
  const Outcome outcome = append("customer/1", "a").get();
  EXPECT_EQ(outcome.code, OutcomeCode::kRejected);
  EXPECT_EQ(outcome.reason, "the token is revoked");
  server.shut_out("");
  while (append_now("customer/1", "a") == "rejected") {
  }
  EXPECT_EQ(server.log().size(), 1u);
}

TEST_F(ClientTest, ATokenIsReadFromItsFileEachTime) {
  const TempDir dir;
  options.token_file = dir / "token";
  EXPECT_EQ(Client::connect(options).error().code, ErrorCode::kUsage);
  write_file(options.token_file, std::string(kMaxClientFileBytes + 1, 'x'));
  EXPECT_EQ(Client::connect(options).error().code, ErrorCode::kUsage);
  write_file(options.token_file, "one\n");
  connect();
  EXPECT_EQ(server.last_token(), "one");
  write_file(options.token_file, "two\n");
  server.break_all();
  append_now("customer/1", "a");
  EXPECT_EQ(server.last_token(), "two");
}

TEST_F(ClientTest, WhoseTokenIsRefusedComesWithTheNextOneIfThereIsOne) {
  const TempDir dir;
  options.token_file = dir / "token";
  write_file(options.token_file, "one\n");
  connect();
  server.script({{Act::kRefuse, {}, ErrorCode::kForbidden}});
  EXPECT_EQ(append_now("customer/1", "a"), "rejected");
  EXPECT_EQ(server.connections(), 1u);
  write_file(options.token_file, "two\n");
  server.script({{Act::kRefuse, {}, ErrorCode::kForbidden}});
  EXPECT_EQ(append_now("customer/1", "a"), "recorded");
  EXPECT_EQ(server.last_token(), "two");
  EXPECT_EQ(server.connections(), 2u);
}

TEST_F(ClientTest, WhereNobodyListensTheTimeIsOverAtSomePoint) {
  {
    FakeServer gone;
    options.server = gone.address();
  }
  options.connect_timeout = 50ms;
  auto connected = Client::connect(options);
  ASSERT_FALSE(connected.ok());
  EXPECT_EQ(connected.error().code, ErrorCode::kUnavailable);
}

TEST_F(ClientTest, OptionsThatMakeNoSenseAreNamed) {
  const auto wrong = [&](auto change) {
    ClientOptions bad = options;
    change(bad);
    auto connected = Client::connect(bad);
    return connected.ok() ? "nothing" : connected.error().message;
  };
  EXPECT_THAT(wrong([](auto& o) { o.server = "localhost"; }), HasSubstr("server"));
  EXPECT_THAT(wrong([](auto& o) { o.batches.events = 0; }), HasSubstr("batches.events"));
  EXPECT_THAT(wrong([](auto& o) { o.batches.events = 1001; }), HasSubstr("batches.events"));
  EXPECT_THAT(wrong([](auto& o) { o.batches.bytes = kMaxBatchBytes + 1; }), HasSubstr("bytes"));
  EXPECT_THAT(wrong([](auto& o) { o.retries.first_wait = 0ms; }), HasSubstr("retries"));
  EXPECT_THAT(wrong([](auto& o) { o.max_bytes = 0; }), HasSubstr("max_bytes"));
  EXPECT_THAT(wrong([](auto& o) {
                o.tls.used = true;
                o.tls.authorities = "/nowhere";
              }),
              HasSubstr("/nowhere"));
}

TEST_F(ClientTest, ReadsAreAskedAgainWhenTheConnectionBreaks) {
  connect();
  append_now("customer/1", "a");
  server.break_all();
  const auto state = client->subject("customer/1").get();
  ASSERT_TRUE(state.ok()) << state.error().message;
  EXPECT_EQ(state.value().version, Version(1));
  EXPECT_EQ(state.value().body, "{}");
  EXPECT_EQ(client->subject("customer/2").get().error().code, ErrorCode::kNotFound);
}

TEST_F(ClientTest, WhatTheServerDoesNotKnowIsSaid) {
  connect();
  EXPECT_EQ(client->figures().get().error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace dangol::test
