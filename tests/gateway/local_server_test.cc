// The socket of a writer: what its clients are told, what is recorded, and what nobody may do to it.
#include "gateway/local_server.h"

#include <filesystem>

#include <sys/socket.h>
#include <sys/stat.h>

#include "gateway/limits.h"
#include "gateway/local_socket.h"
#include "replay/fold.h"
#include "replay/log_check.h"
#include "tests/gateway/local_test.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using enum OutcomeCode;

class LocalServerTest : public LocalTest {};

TEST_F(LocalServerTest, RecordsWhatAClientSendsAndAnswersInItsOrder) {
  AppendClient client(connect());
  const auto outcomes =
      send(client, together(kim.call("e1"), lee.call("e1"), kim.said("e2", "my flowers"),
                            kim.call("e1"), lee.said("e1", "another content")));
  EXPECT_THAT(codes(outcomes), ElementsAre(kRecorded, kRecorded, kRecorded, kDuplicate, kConflict));
  EXPECT_EQ(outcomes[2].version, Version(2));
  EXPECT_EQ(outcomes[3].place, outcomes[0].place);
  EXPECT_EQ(care.log_size(), 3U);
}

TEST_F(LocalServerTest, CarriesEverythingThatStandsBesideAnEvent) {
  AppendClient client(connect());
  SentEvent first = kim.call("e1", "c1",
                             {{"correlationid", quoted("command-7")},
                              {"causationid", quoted("cause-8")},
                              {"orderhint", quoted("-3")},
                              {"expectedversion", quoted("0")}});
  EXPECT_THAT(codes(send(client, together(std::move(first)))), ElementsAre(kRecorded));
  const auto stale =
      send(client, together(kim.said("e2", "x", {{"expectedversion", quoted("5")}})));
  EXPECT_THAT(codes(stale), ElementsAre(kStale));
  EXPECT_EQ(stale[0].version, Version(1));
  LocalClient reader(connect());
  std::vector<HistoryItem> items;
  ASSERT_TRUE(reader
                  .history("customer/kim", {}, carer(),
                           [&](const HistoryItem& item) {
                             items.push_back({item.place, item.entry, {}});
                             EXPECT_EQ(item.event.correlation_id, "command-7");
                             EXPECT_EQ(item.event.causation_id, "cause-8");
                             EXPECT_EQ(item.event.order_hint, -3);
                             EXPECT_TRUE(item.event.complete);
                             return true;
                           })
                  .ok());
  EXPECT_THAT(items, SizeIs(1));
}

TEST_F(LocalServerTest, RecordsHistoryFromElsewhereAndUnitsAsTheirSenderWants) {
  AppendClient client(connect());
  EXPECT_THAT(codes(send(client, together(kim.attributed_to("e1", "customer/lee")))),
              ElementsAre(kRejected));
  AppendOptions as_recorded;
  as_recorded.recording = Recording::kAsRecorded;
  EXPECT_THAT(codes(send(client, together(kim.attributed_to("e1", "customer/lee")), as_recorded)),
              ElementsAre(kRecorded));
  AppendOptions all_or_none;
  all_or_none.unit = true;
  const auto unit = send(client, together(kim.call("e2"), lee.call("e3")), all_or_none);
  EXPECT_THAT(codes(unit), Each(kRejected));
  EXPECT_THAT(unit[0].reason, HasSubstr("one subject"));
  care.engine->drain();
  EXPECT_EQ(care.log_size(), 2U) << "the attribution, on both sides";
}

TEST_F(LocalServerTest, ServesSeveralClientsAtOnceEachInItsOrder) {
  constexpr std::size_t kClients = 4, kBatches = 30, kEvents = 20;
  std::vector<std::unique_ptr<AppendClient>> clients;
  std::vector<std::vector<std::uint64_t>> versions(kClients);
  std::mutex mutex;
  for (std::size_t c = 0; c < kClients; ++c) {
    clients.push_back(std::make_unique<AppendClient>(connect()));
  }
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    for (std::size_t c = 0; c < kClients; ++c) {
      const Desk desk("customer/of-" + std::to_string(c));
      std::vector<SentEvent> events;
      for (std::size_t e = 0; e < kEvents; ++e) {
        events.push_back(desk.said(std::to_string(batch * kEvents + e), "hello"));
      }
      Status sent = clients[c]->append(events, {}, [&, c](std::optional<Outcomes> outcomes) {
        std::lock_guard lock(mutex);
        for (const Outcome& outcome : *outcomes) versions[c].push_back(outcome.version->value());
      });
      ASSERT_TRUE(sent.ok());
    }
  }
  for (auto& client : clients) client->drain();
  for (std::size_t c = 0; c < kClients; ++c) {
    ASSERT_THAT(versions[c], SizeIs(kBatches * kEvents));
    for (std::size_t i = 0; i < versions[c].size(); ++i) EXPECT_EQ(versions[c][i], i + 1);
  }
}

TEST_F(LocalServerTest, RefusesOneClientMoreThanItServes) {
  std::vector<Greeted> clients;
  for (std::size_t i = 0; i < kMaxConnections; ++i) clients.push_back(connect());
  const auto refused = greet(care.dir());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  clients.pop_back();
  // One has left: the loop learns of it in a moment.
  for (;;) {
    auto again = greet(care.dir());
    if (again.ok()) break;
    ASSERT_EQ(again.error().code, ErrorCode::kOverloaded) << again.error().message;
  }
}

TEST_F(LocalServerTest, HasASocketForItsOwnUserAndRemovesItAtTheEnd) {
  struct stat status {};
  ASSERT_EQ(::stat(socket_path(care.dir()).c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  server.reset();
  EXPECT_FALSE(fs::exists(socket_path(care.dir())));
  EXPECT_EQ(greet(care.dir()).error().code, ErrorCode::kNotFound);
}

TEST_F(LocalServerTest, TakesThePlaceOfASocketThatAKilledWriterLeft) {
  server.reset();
  Descriptor left = listen_in(care.dir()).value();
  left = Descriptor();
  ASSERT_TRUE(fs::exists(socket_path(care.dir())));
  EXPECT_EQ(greet(care.dir()).error().code, ErrorCode::kNotFound);
  listen();
  AppendClient client(connect());
  EXPECT_THAT(codes(send(client, together(kim.call("e1")))), ElementsAre(kRecorded));
}

TEST(LocalSocket, IsReachedWhereItsPathIsLongerThanASocketAddress) {
  TempDir dir;
  const fs::path deep = dir.path() / std::string(120, 'a') / std::string(120, 'b');
  fs::create_directories(deep);
  const Descriptor listener = listen_in(deep).value();
  EXPECT_TRUE(connect_in(deep).ok());
  EXPECT_TRUE(fs::is_socket(socket_path(deep)));
}

TEST_F(LocalServerTest, AnswersWhatItTookBeforeItEndsAndHandsBackTheRest) {
  std::atomic<int> ended = 0;
  AppendClient client(connect(), [&] { ++ended; });
  std::vector<bool> recorded;
  for (int i = 0; i < 10; ++i) {
    Status sent = client.append(together(kim.said(std::to_string(i), "hello")), {},
                                [&](std::optional<Outcomes> outcomes) {
                                  EXPECT_EQ(ended, 0);
                                  recorded.push_back(outcomes.has_value());
                                  if (!outcomes) return;
                                  EXPECT_THAT(codes(*outcomes), ElementsAre(kRecorded));
                                });
    ASSERT_TRUE(sent.ok());
  }
  server.reset();
  client.drain();
  ASSERT_THAT(recorded, SizeIs(10));
  EXPECT_TRUE(std::is_partitioned(recorded.begin(), recorded.end(), [](bool is) { return is; }));
  EXPECT_EQ(care.log_size(),
            static_cast<std::uint64_t>(std::count(recorded.begin(), recorded.end(), true)));
  EXPECT_EQ(client.append(together(kim.call("e")), {}, [](std::optional<Outcomes>) {}).error().code,
            ErrorCode::kUnavailable);
}

TEST_F(LocalServerTest, ShowsALogThatChecksAndFoldsAsItDoesAtHome) {
  std::vector<SentEvent> events;
  for (int i = 0; i < 300; ++i) {
    events.push_back(Desk("customer/" + std::to_string(i % 7)).said(std::to_string(i), "hello"));
  }
  care.engine->append_and_wait(std::move(events));
  LocalClient client(connect());
  const PartitionId partition(0);
  EXPECT_EQ(client.log().size(partition).value(), Position(300));
  EXPECT_EQ(check_log(client.log(), partition, {}).value().last_entry,
            check_log(care.store->log(), partition, {}).value().last_entry);
  const Fold fold = fold_log(client.log(), partition, {}).value();
  EXPECT_EQ(digest_of(fold), digest_of(fold_log(care.store->log(), partition, {}).value()));
  // The writer goes on meanwhile.
  care.send(Desk("customer/3").said("more", "hello"), Desk("customer/new").call("c"));
  const auto live = client.live_states(Position(fold.records));
  const Verification verified = verify_live_state(*live, fold, {}).value();
  EXPECT_EQ(verified.different, 0U) << verified.differences.front().what;
  EXPECT_EQ(verified.streams, 7U);
}

TEST_F(LocalServerTest, AnOperatorConfirmsTheClockOfARunningWriter) {
  LocalClient client(connect());
  ASSERT_TRUE(care.engine->ring_alarms().ok());
  care.now = Micros(care.now.value() + 86'400'000'000);
  ASSERT_TRUE(care.engine->ring_alarms().ok());
  EXPECT_THAT(client.status().value().clock_stopped, HasSubstr("86400 s forward"));
  EXPECT_EQ(client.confirm_clock().value().clock_stopped, "");
  EXPECT_EQ(care.engine->health().clock_stopped, "");
}

TEST_F(LocalServerTest, TellsWhatAReadCannotFind) {
  LocalClient client(connect());
  const auto state = client.state("customer/nobody", {}, carer(), false);
  ASSERT_FALSE(state.ok());
  EXPECT_EQ(state.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(state.error().message, HasSubstr("customer/nobody"));
  EXPECT_EQ(client.status().value().records, 0U);
}

}  // namespace
}  // namespace dangol::test
